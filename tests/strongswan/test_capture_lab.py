"""A capture in the lab is made on the router between the two ends, of what the routers do by themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import lab_site
from nornir_ikev2.errors import NornirIkev2Error, UsageError
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.capture.life import record
from nornir_ikev2.lab.capture.places import in_lab
from nornir_ikev2.lab.inprocess import InProcessLab
from nornir_ikev2.lab.kinds import kind_named
from nornir_ikev2.lab.state import LabStatus, NodeStatus
from nornir_ikev2.lab.topology import NodeSpec, Topology

LINKS = {
    "hub1": {"GigabitEthernet2": "n0"},
    "branch1": {"GigabitEthernet2": "n1"},
    "wan": {"GigabitEthernet2": "n0", "GigabitEthernet3": "n1"},
}


@pytest.fixture(scope="module")
def lab() -> Iterator[InProcessLab]:
    site = lab_site.Site(mode="map")
    texts = {
        "hub1": lab_site.hub(site),
        "branch1": lab_site.spoke(1, site),
        "wan": lab_site.provider(1),
    }
    kind = kind_named("cisco_c8000v")
    assert kind
    ports = tuple(f"GigabitEthernet{number}" for number in range(1, 6))
    release = Release("17.12.1", (17, 12, 1))
    nodes = tuple(
        NodeSpec(name, kind, release, 0, text, LINKS[name], ports) for name, text in texts.items()
    )
    with InProcessLab(Topology("t", Path("t.yml"), nodes), provider="strongswan") as found:
        deadline = time.monotonic() + 20
        while not _routed(found):  # the namespaces follow the configurations a moment later
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield found


def _routed(lab: InProcessLab) -> bool:
    with in_lab(_status(lab), ("branch1", "hub1")) as ends:
        return ends.on_the_way


def _status(lab: InProcessLab, provider: str = "strongswan") -> LabStatus:
    nodes = tuple(
        NodeStatus(name, "127.0.0.1", lab.port(name), "", "", "", "", namespace=lab.namespace(name))
        for name in LINKS
    )
    return LabStatus(provider, "t", running=True, nodes=nodes)


def test_the_witness_is_the_router_on_the_way(lab: InProcessLab) -> None:
    said: list[str] = []
    with in_lab(_status(lab), ("branch1", "hub1")) as ends:
        assert (ends.witness, ends.on_the_way) == (lab.namespace("wan"), True)
        heard = record(ends, said.append).conversation
        keys = Path(f"/proc/{lab.namespace('hub1')}/root/run/charon.keys")
        assert not keys.exists(), "keys of IKE SAs are forgotten after the capture"
    assert heard.count()["IKE_SA_INIT"] == 2
    assert heard.count()["IKE_AUTH"] == 2
    assert heard.count()["CREATE_CHILD_SA"] == 4
    assert all(step.inside is not None for step in heard.steps if step.encrypted)
    # Each packet is seen once; what a busy machine answers late is sent again.
    assert min(step.copies for step in heard.steps) == 1
    assert said[-1] == "deleting the IKE SA"


def test_routers_without_a_tunnel_are_refused(lab: InProcessLab) -> None:
    with (
        in_lab(_status(lab), ("branch1", "wan")) as ends,
        pytest.raises(NornirIkev2Error, match="branch1 has no tunnel to wan"),
    ):
        record(ends, print)


def test_an_unknown_router_and_a_lab_without_packets_are_refused(lab: InProcessLab) -> None:
    with (
        pytest.raises(UsageError, match="no router nowhere in the lab"),
        in_lab(_status(lab), ("branch1", "nowhere")),
    ):
        pass
    with (
        pytest.raises(UsageError, match=r"no IKE packets can be captured\n.*--provider strongswan"),
        in_lab(_status(lab, "virtual"), ("branch1", "hub1")),
    ):
        pass
