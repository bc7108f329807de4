from __future__ import annotations

from fakes.lab_site import Site as Values
from fakes.lab_site import hub, provider, site, spoke
from fakes.lab_wan import build

FVRF = "vrf definition WAN\n"


def _front_door(text: str) -> str:
    """The same router with its WAN interface in a VRF of its own."""
    return FVRF + (
        text.replace(
            "interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding WAN\n"
        )
        .replace(" match address local", " match fvrf WAN\n match address local")
        .replace("crypto ikev2 profile PR\n", "crypto ikev2 profile PR\n match fvrf WAN\n")
        .replace(" tunnel mode ipsec ipv4\n", " tunnel mode ipsec ipv4\n tunnel vrf WAN\n")
        .replace("ip route 0.0.0.0", "ip route vrf WAN 0.0.0.0")
    )


def test_a_front_door_vrf_on_one_side_is_invisible_to_the_other() -> None:
    values = Values()
    wan = build(
        {"hub1": _front_door(hub(values)), "wan": provider(1), "branch1": spoke(1, values)},
        {
            "hub1": {"GigabitEthernet2": "n0"},
            "branch1": {"GigabitEthernet2": "n1"},
            "wan": {"GigabitEthernet2": "n0", "GigabitEthernet3": "n1"},
        },
    )

    state = wan.fabric.state("hub1")
    assert [(sa.fvrf, sa.status) for sa in state.ike_sas] == [("WAN", "READY")]
    assert wan.fabric.state("branch1").ike_sas[0].fvrf is None
    assert wan.fabric.reaches_station("hub1")
    assert [one.other for one in wan.fabric.neighbours.of("hub1")] == ["branch1"]


def test_a_tunnel_that_looks_in_the_wrong_table_stays_down() -> None:
    wan = site()
    wan.change("hub1", " tunnel mode ipsec ipv4\n", " tunnel mode ipsec ipv4\n tunnel vrf WAN\n")

    assert wan.fabric.state("hub1").ike_sas == ()
