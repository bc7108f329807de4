"""Nornir for a project: credentials, platforms, the lab, and faults of the inventory files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nornir.plugins.inventory.simple import SimpleInventory

from example_site import lay_out_example
from nornir_ikev2.errors import LoadError
from nornir_ikev2.hostfiles import FileInventory
from nornir_ikev2.project import find


def options(root: Path) -> dict[str, str]:
    """The plugin's options for the example."""
    files = {"host_file": "hosts", "group_file": "groups", "defaults_file": "defaults"}
    return {key: str(root / "inventory" / f"{name}.yaml") for key, name in files.items()}


def test_the_inventory_is_found_from_any_folder_and_leaves_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out_example(tmp_path / "project")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    nornir = find(root).nornir(dry_run=True)

    assert list(nornir.inventory.hosts) == ["hub1", "branch1", "branch2", "branch3"]
    assert nornir.inventory.hosts["hub1"].port == 2201
    assert nornir.inventory.hosts["hub1"].username == "admin"
    assert nornir.data.dry_run
    assert list(elsewhere.iterdir()) == []
    assert not (root / "nornir.log").exists()


def test_our_plugin_reads_the_same_as_nornirs(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    (root / "inventory" / "groups.yaml").write_text(
        "all: {data: {site: x}, connection_options: {netmiko: {extras: {fast_cli: true}}}}\n"
        "hubs: {platform: cisco_xe, groups: [all]}\n"
        "branches: {platform: ios, groups: [all], port: 2222}\n"
    )

    ours = FileInventory(str(root), **options(root)).load()
    theirs = SimpleInventory(**options(root)).load()

    assert ours.dict() == theirs.dict()
    for name, host in ours.hosts.items():
        assert host["site"] == "x"
        assert host.get_connection_parameters("netmiko").extras == {"fast_cli": True}
        assert host.platform == theirs.hosts[name].platform


def test_platform_aliases_become_the_two_we_know(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    (root / "inventory" / "groups.yaml").write_text(
        "hubs: {platform: cisco_c8000v}\nbranches: {platform: cisco_vios}\n"
    )

    hosts = find(root).nornir().inventory.hosts

    assert [host.platform for host in hosts.values()] == ["cisco_xe"] + ["cisco_ios"] * 3


def test_credentials_come_from_the_environment_when_the_inventory_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out_example(tmp_path, hosts={"  port: 2202\n": "  port: 2202\n  username: own\n"})
    (root / "inventory" / "defaults.yaml").unlink()
    for name in ("USERNAME", "PASSWORD", "ENABLE_SECRET"):
        monkeypatch.setenv(f"NORNIR_{name}", name.lower())

    hosts = find(root).nornir().inventory.hosts

    assert (hosts["hub1"].username, hosts["hub1"].password) == ("username", "password")
    assert (hosts["branch1"].username, hosts["branch1"].password) == ("own", "password")
    extras = hosts["hub1"].get_connection_parameters("netmiko").extras
    assert extras == {"secret": "enable_secret"}


def test_hosts_follow_the_lab_while_it_is_up(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    node = {
        "hostname": "127.0.0.9",
        "port": 4001,
        "username": "lab",
        "password": "lab",
        "platform": "cisco_xe",
    }
    (root / ".nornir").mkdir()
    (root / ".nornir" / "lab.json").write_text(
        json.dumps({"provider": "virtual", "nodes": {"hub1": node, "wan": node}})
    )

    hosts = find(root).nornir().inventory.hosts

    hub = hosts["hub1"]
    assert (hub.hostname, hub.port, hub.username, hub.password) == ("127.0.0.9", 4001, "lab", "lab")
    assert hosts["branch1"].port == 2202
    assert "wan" not in hosts


@pytest.mark.parametrize("text", ["", "[]", '{"nodes": {"hub1": {}}}', '{"nodes": 3}'])
def test_a_damaged_lab_file_is_a_fault(text: str, tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    (root / ".nornir").mkdir()
    (root / ".nornir" / "lab.json").write_text(text)

    with pytest.raises(LoadError, match=r"\.nornir/lab\.json: is damaged"):
        find(root).nornir()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("hub1:\n", "hub1: {}\nhub1:\n", "hosts.yaml:3: hub1: is written twice, first on line 2"),
        (
            "groups: [hubs]",
            "groups: [hub]",
            "hosts.yaml:5: hub1.groups[0]: there is no group `hub`",
        ),
        ("groups: [hubs]", "groups: hubs", "hosts.yaml:5: hub1.groups: expected a list"),
        ("port: 2201", "port: ssh", "hosts.yaml:4: hub1.port: expected a whole number"),
        ("  port: 2201", "  prot: 2201", "hosts.yaml:4: hub1.prot: is not known here"),
        ("  port: 2201\n", "  port: 2201\n  wan: {}\n", "Own data goes under `data`."),
        ("port: 2201", "port: 2201\n  username: 7", "hub1.username: expected text"),
        ("groups: [hubs]\n  data:", "groups: [hubs]\n  data: 1\nx:", "hub1.data: expected"),
        ("hub1:\n", "nobody:\nhub1:\n", "hosts.yaml:2: nobody: expected `key: value` pairs"),
        ("groups: [hubs]", "groups: !!python/name:os []", "is refused"),
    ],
)
def test_faults_of_the_inventory_have_a_line(old: str, new: str, says: str, tmp_path: Path) -> None:
    root = lay_out_example(tmp_path, hosts={old: new})

    with pytest.raises(LoadError) as refused:
        find(root).nornir()

    assert says in str(refused.value)


def test_a_missing_host_file_is_a_fault(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    (root / "inventory" / "hosts.yaml").unlink()

    with pytest.raises(LoadError, match=r"inventory/hosts\.yaml: is missing"):
        find(root).nornir()


def test_another_inventory_plugin_that_fails_is_named_without_its_words(tmp_path: Path) -> None:
    root = lay_out_example(tmp_path)
    text = (root / "nornir.yaml").read_text()
    (root / "nornir.yaml").write_text(text.replace("plugin: SimpleInventory", "plugin: Elsewhere"))

    with pytest.raises(LoadError, match="Elsewhere"):
        find(root).nornir()
