from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from nornir_ikev2.errors import LoadError
from nornir_ikev2.lab.kinds import KINDS, release_of
from nornir_ikev2.lab.topology import read_topology

CHECKOUT = Path(__file__).resolve().parents[3]
EXAMPLE = CHECKOUT / "lab/containerlab.yml"
SCHEMA = CHECKOUT / "../shared/containerlab/clab.schema.json"
OTHER = CHECKOUT / "../shared/containerlab/hub3spokes.clab.yml"


def write(folder: Path, text: str) -> Path:
    path = folder / "lab.yml"
    path.write_text(text)
    return path


def test_the_example_site_is_what_the_inventory_says() -> None:
    topology = read_topology(EXAMPLE)

    assert [(node.name, node.ssh_port) for node in topology.nodes] == [
        ("hub1", 2201),
        ("branch1", 2202),
        ("branch2", 2203),
        ("branch3", 2204),
        ("wan", 2205),
    ]
    assert {node.release.text for node in topology.nodes} == {"17.12.1"}
    hub, wan = topology.nodes[0], topology.nodes[4]
    assert hub.ports == ("GigabitEthernet1", "GigabitEthernet2")
    assert hub.links["GigabitEthernet2"] == wan.links["GigabitEthernet2"]
    assert "ip address 198.51.100.1 255.255.255.252" in hub.startup
    assert not topology.ignored


@pytest.mark.skipif(not SCHEMA.exists(), reason="containerlab's schema is not here")
@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "lab").glob("*.yml")), ids=lambda path: path.stem
)
def test_every_topology_is_valid_for_containerlab(path: Path) -> None:
    # Python's re has no \p{...}; the schema uses it for letters and digits.
    text = SCHEMA.read_text().replace(r"\\p{N}\\p{L}", r"\\w")
    schema: dict[str, Any] = json.loads(text)

    jsonschema.validate(yaml.safe_load(path.read_text()), schema)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("containerlab.yml", "GigabitEthernet2", "GigabitEthernet6"),
        ("containerlab-csr1000v.yml", "GigabitEthernet2", "GigabitEthernet6"),
        ("containerlab-iol.yml", "Ethernet0/1", "Ethernet1/1"),
    ],
)
def test_the_variants_differ_in_kind_and_interface_names_alone(
    name: str, first: str, last: str
) -> None:
    plain, other = read_topology(EXAMPLE), read_topology(EXAMPLE.parent / name)

    assert [node.name for node in other.nodes] == [node.name for node in plain.nodes]
    assert next(iter(other.nodes[4].links)) == first
    assert list(other.nodes[4].links)[-1] == last
    for mine, theirs in zip(plain.nodes, other.nodes, strict=True):
        renamed = theirs.kind.renamed(theirs.links)
        assert [renamed.get(port, port) for port in mine.links] == list(theirs.links)
        text = mine.startup.replace("flash:", "unix:" if "iol" in name else "flash:")
        for port in mine.links:
            text = text.replace(f"interface {port}\n", f"interface {renamed.get(port, port)}\n")
        assert theirs.startup == text


def test_the_free_variant_has_the_same_routers_as_containers_of_our_own_image() -> None:
    plain, free = read_topology(EXAMPLE), read_topology(EXAMPLE.parent / "containerlab-free.yml")

    assert not free.ignored
    assert all(node.ours for node in free.nodes)
    assert not any(node.ours for node in plain.nodes)
    assert [(one.name, one.startup, list(one.links)) for one in free.nodes] == [
        (one.name, one.startup, list(one.links)) for one in plain.nodes
    ]


@pytest.mark.skipif(not OTHER.exists(), reason="the other topology is not here")
def test_a_topology_of_other_kinds_can_be_read(tmp_path: Path) -> None:
    text = OTHER.read_text()
    for name in ("wan", "hub", "spoke1", "spoke2", "spoke3"):
        text = text.replace(f"configs/{name}.partial.cfg", f"{name}.cfg")
        (tmp_path / f"{name}.cfg").write_text(f"hostname {name}\n")

    topology = read_topology(write(tmp_path, text))

    assert [node.name for node in topology.nodes] == ["wan", "hub", "spoke1", "spoke2", "spoke3"]
    assert topology.nodes[0].ports[:5] == (
        "Ethernet0/0",
        "Ethernet0/1",
        "Ethernet0/2",
        "Ethernet0/3",
        "Ethernet1/0",
    )
    assert topology.ignored == (
        "pc-hub: kind linux is no Cisco IOS router",
        "pc-spoke1: kind linux is no Cisco IOS router",
    )


@pytest.mark.parametrize(
    ("kind", "endpoint", "port"),
    [
        ("cisco_c8000v", "Gi2", "GigabitEthernet2"),
        ("cisco_c8000v", "GigabitEthernet 3", "GigabitEthernet3"),
        ("cisco_c8000v", "eth1", "GigabitEthernet2"),
        ("cisco_c8000v", "Gi1", None),
        ("cisco_csr1000v", "eth4", "GigabitEthernet5"),
        ("cisco_vios", "Gi0", "GigabitEthernet0/1"),
        ("cisco_vios", "eth1", "GigabitEthernet0/1"),
        ("cisco_vios", "Gi0/1", None),
        ("cisco_iol", "Ethernet0/1", "Ethernet0/1"),
        ("cisco_iol", "e1/2", "Ethernet1/2"),
        ("cisco_iol", "eth5", "Ethernet1/1"),
        ("cisco_iol", "Ethernet0/0", None),
    ],
)
def test_each_kind_names_its_data_ports(kind: str, endpoint: str, port: str | None) -> None:
    assert KINDS[kind].port(endpoint) == port


@pytest.mark.parametrize(
    ("image", "release"),
    [
        ("vrnetlab/cisco_c8000v:17.12.01", "17.12.1"),
        ("vrnetlab/vr-c8000v:17.11.01a", "17.11.1a"),
        ("vrnetlab/cisco_vios:159-3.M10", "15.9(3)M10"),
        ("vrnetlab/cisco_iol:L2-17.12.01", "17.12.1"),
        ("registry:5000/c8000v", "17.12.1"),
        ("", "17.12.1"),
    ],
)
def test_the_release_comes_from_the_image_tag(image: str, release: str) -> None:
    assert release_of(image, KINDS["cisco_c8000v"]).text == release


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
name: x
topology:
  nodes:
    a: {kind: cisco_c8000v, startup-config: none.cfg}
    b:
      kind: cisco_c8000v
      labels: {nornir-ikev2/port: "many"}
    c: {}
  links:
    - endpoints: ["a:Gi1", "b:Gi2"]
    - endpoints: ["a:Gi2", "z:Gi2"]
    - endpoints: ["b:Gi2"]
    - endpoints: ["b:Gi2", "a:Gi2"]
""",
    )

    with pytest.raises(LoadError) as caught:
        read_topology(path)

    found = {(fault.line, fault.message) for fault in caught.value.faults}
    assert found == {
        (4, "none.cfg can't be read: No such file or directory"),
        (7, "is no TCP port: many"),
        (8, "has no kind"),
        (10, "a (cisco_c8000v) has no data port Gi1"),
        (11, "names node z, which is not in the topology"),
        (12, "needs two endpoints, each `node:interface`"),
        (13, "b:GigabitEthernet2 is in more than one link"),
        (13, "a:GigabitEthernet2 is in more than one link"),
    }


@pytest.mark.parametrize(
    "text", ["", "name: [", "name: x\n", "a: 1\ntopology: []\n", "name: x\ntopology: {nodes: 3}\n"]
)
def test_a_file_that_is_no_topology_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LoadError):
        read_topology(write(tmp_path, text))


def test_values_come_from_defaults_kind_and_node_and_links_have_a_long_form(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
name: x
topology:
  defaults: {kind: cisco_vios, startup-config: "hostname inline\\n!\\n"}
  kinds: {cisco_vios: {image: "vrnetlab/cisco_vios:159-3.M10"}}
  nodes: {a: {}, b: {labels: {nornir-ikev2/port: 4000}}, sw: {kind: bridge}}
  links:
    - {type: veth, endpoints: [{node: a, interface: eth1}, {node: b, interface: eth2}]}
    - endpoints: ["a:eth2", "sw:p1"]
    - endpoints: ["b:eth1", "sw:p2"]
    - {type: host, endpoint: {node: b, interface: eth3}, host-interface: x}
""",
    )

    first, second = read_topology(path).nodes

    assert first.startup == "hostname inline\n!\n"
    assert (first.release.text, second.ssh_port) == ("15.9(3)M10", 4000)
    assert first.links["GigabitEthernet0/1"] == second.links["GigabitEthernet0/2"]
    assert first.links["GigabitEthernet0/2"] == second.links["GigabitEthernet0/1"] == "bridge sw"
    assert "GigabitEthernet0/3" in second.links


def test_a_lab_without_a_router_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "name: x\ntopology:\n  nodes:\n    a: {kind: nokia_srlinux}\n")

    with pytest.raises(LoadError, match="names no Cisco IOS router"):
        read_topology(path)
