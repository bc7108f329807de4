from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from fakes.lab_site import HUB, ends, site
from fakes.lab_wan import Wan
from nornir_ikev2.lab.wan import clear, ping
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa


def flow(wan: Wan, router: str, index: int = 0) -> CryptoFlow:
    return wan.fabric.state(router).flows[index]


def sas(wan: Wan, router: str) -> tuple[IkeSa, ...]:
    return wan.fabric.state(router).ike_sas


def pings(wan: Wan, router: str, target: str, source: str | None = None) -> str:
    request = ping.Request(router, IPv4Address(target), source)
    wan.fabric.settle()
    found, refusal = ping.source_of(wan.fabric, request)
    assert not refusal, refusal
    return "".join("!" if answer else "." for answer in ping.series(wan.fabric, request, found))


@pytest.mark.parametrize("directional", [False, True])
def test_a_tunnel_comes_up_by_itself_at_both_ends(directional: bool) -> None:
    wan = site(directional=directional)

    hub, spoke = flow(wan, "hub1"), flow(wan, "branch1")

    assert hub.status == spoke.status == "UP-ACTIVE"
    assert hub.child is not None
    assert spoke.child is not None
    assert (hub.child.spi_in, hub.child.spi_out) == (spoke.child.spi_out, spoke.child.spi_in)
    one, two = sas(wan, "hub1")[0], sas(wan, "branch1")[0]
    assert (one.local_spi, one.remote_spi) == (two.remote_spi, two.local_spi)
    assert one.initiator is not two.initiator
    assert one.suite is not None
    assert (one.suite.encryption, one.suite.integrity, one.suite.group) == (
        "aes-cbc-256",
        "sha512",
        20,
    )
    assert (one.auth_sign, one.auth_verify) == ("pre-share", "pre-share")
    assert one.remote_id == two.local_id


def test_the_first_child_has_no_pfs_of_its_own_and_a_rekeyed_one_has() -> None:
    wan = site(lifetime=600)
    before = flow(wan, "hub1").child
    assert before is not None
    assert before.pfs is None

    wan.clock.advance(599)
    after = flow(wan, "hub1").child

    assert after is not None
    assert after.spi_in != before.spi_in
    assert after.pfs == 19


def test_a_wrong_key_leaves_both_ends_down() -> None:
    wan = site()
    wan.change("branch1", "pre-shared-key hubkey1", "pre-shared-key wrong")
    clear.ike_sas(wan.fabric, "hub1", lambda _: True)

    assert sas(wan, "hub1") == sas(wan, "branch1") == ()
    assert flow(wan, "hub1").status == "DOWN"
    assert not wan.fabric.members["hub1"].lines["Tunnel101"].up


def test_directional_keys_the_wrong_way_round_fail() -> None:
    wan = site(directional=True)
    wan.change("branch1", "pre-shared-key local spokekey1", "pre-shared-key local hubkey1")
    clear.ike_sas(wan.fabric, "branch1", lambda _: True)

    assert sas(wan, "hub1") == ()


def test_a_live_sa_does_not_notice_a_new_key() -> None:
    wan = site()
    before = sas(wan, "hub1")[0].local_spi

    wan.change("branch1", "pre-shared-key hubkey1", "pre-shared-key wrong")
    wan.clock.advance(60)

    assert sas(wan, "hub1")[0].local_spi == before


def test_a_rekey_of_ike_and_child_does_not_notice_a_new_key_either() -> None:
    wan = site(lifetime=600)
    wan.change("branch1", "pre-shared-key hubkey1", "pre-shared-key wrong")
    wan.clock.advance(86400 - 10)

    sa = sas(wan, "hub1")[0]
    assert flow(wan, "hub1").status == "UP-ACTIVE"
    assert sa.created > 0


def test_a_pfs_mismatch_works_until_the_hard_lifetime_and_then_starts_over() -> None:
    wan = site(lifetime=600)
    wan.change("branch1", "set pfs group19", "set pfs group20")
    before = flow(wan, "hub1").child
    assert before is not None

    wan.clock.advance(595)
    assert flow(wan, "hub1").child is before

    wan.clock.advance(10)
    after = flow(wan, "hub1").child
    assert after is not None
    assert after.spi_in != before.spi_in
    assert after.pfs is None
    downs = [line for line in wan.routers["hub1"].logged.messages if "Interface Tunnel101" in line]
    assert downs[-2].endswith("changed state to down")
    assert downs[-1].endswith("changed state to up")


def test_a_mismatch_of_the_initiators_identity_match_is_half_open() -> None:
    wan = site()
    initiator = next(name for name in ("hub1", "branch1") if sas(wan, name)[0].initiator)
    responder = "branch1" if initiator == "hub1" else "hub1"
    remote = HUB if initiator == "branch1" else ends(1)[0]
    # The responder sends an identity that the initiator does not expect.
    wan.change(
        responder, f"identity local address {remote}", "identity local fqdn other.example.net"
    )
    for name in (initiator, responder):
        clear.ike_sas(wan.fabric, name, lambda _: True)
        wan.fabric.settle()

    counts = {name: len(sas(wan, name)) for name in ("hub1", "branch1")}
    assert sorted(counts.values()) == [0, 1]


@pytest.mark.parametrize(
    ("router", "old", "new"),
    [
        ("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n"),
        ("branch1", " tunnel protection ipsec profile IP\n", ""),
        ("branch1", "tunnel destination 198.51.100.1", "tunnel destination 198.51.100.9"),
        ("branch1", "crypto ikev2 profile PR", "crypto ikev2 profile OTHER"),
    ],
)
def test_what_a_change_takes_down_is_down_at_both_ends(router: str, old: str, new: str) -> None:
    wan = site()
    wan.change(router, old, new)

    assert sas(wan, "hub1") == ()
    assert sas(wan, "branch1") == ()
    assert not wan.fabric.members["hub1"].lines["Tunnel101"].up


def test_a_removed_proposal_leaves_the_live_sa_alone() -> None:
    wan = site()
    wan.change("branch1", "encryption aes-cbc-256", "encryption aes-cbc-128")

    assert flow(wan, "hub1").status == "UP-ACTIVE"


def test_periodic_dpd_finds_a_dead_peer() -> None:
    wan = site()
    wan.change("branch1", "interface GigabitEthernet2\n", "interface GigabitEthernet2\n shutdown\n")
    assert sas(wan, "branch1") == ()
    assert len(sas(wan, "hub1")) == 1

    wan.clock.advance(30)

    assert sas(wan, "hub1") == ()
    assert not wan.fabric.members["hub1"].lines["Tunnel101"].up

    wan.change("branch1", " shutdown\n", "")
    assert flow(wan, "hub1").status == "UP-ACTIVE"


def test_on_demand_dpd_asks_only_after_traffic() -> None:
    wan = site(dpd="dpd 10 3 on-demand", routing="none")
    wan.fabric.detach("branch1")
    wan.clock.advance(300)
    assert len(sas(wan, "hub1")) == 1

    pings(wan, "hub1", "10.255.0.2")
    wan.clock.advance(30)

    assert sas(wan, "hub1") == ()


def test_without_dpd_a_dead_peer_is_noticed_at_the_end_of_the_lifetime() -> None:
    wan = site(dpd="", lifetime=600)
    wan.fabric.detach("branch1")

    wan.clock.advance(590)
    assert flow(wan, "hub1").status == "UP-ACTIVE"

    wan.clock.advance(20)
    assert flow(wan, "hub1").child is None


def test_clearing_an_ike_sa_makes_a_new_one() -> None:
    wan = site()
    before = sas(wan, "hub1")[0].local_spi
    clear.ike_sas(wan.fabric, "hub1", lambda sa: sa.remote == ends(1)[0])

    assert sas(wan, "hub1")[0].local_spi != before
    assert flow(wan, "branch1").status == "UP-ACTIVE"


def test_clearing_child_sas_keeps_the_ike_sa() -> None:
    wan = site()
    ike, child = sas(wan, "hub1")[0].local_spi, flow(wan, "hub1").child
    assert child is not None

    clear.ipsec_sas(wan.fabric, "hub1", None)

    after = flow(wan, "hub1").child
    assert after is not None
    assert after.spi_in != child.spi_in
    assert sas(wan, "hub1")[0].local_spi == ike


def test_a_crypto_map_waits_for_traffic_and_loses_the_first_packet() -> None:
    wan = site(mode="map", spokes=3)
    assert flow(wan, "hub1").status == "DOWN"

    assert pings(wan, "hub1", "10.2.0.1", "Loopback10") == ".!!!!"
    assert [one.status for one in wan.fabric.state("hub1").flows] == ["DOWN", "UP-ACTIVE", "DOWN"]
    assert pings(wan, "branch2", "10.0.0.1", "Loopback10") == "!!!!!"
    child = flow(wan, "hub1", 1).child
    assert child is not None
    assert child.packets_in == child.packets_out == 9


def test_a_crypto_map_taken_off_the_interface_takes_its_sas_along() -> None:
    wan = site(mode="map")
    pings(wan, "hub1", "10.1.0.1", "Loopback10")
    wan.change("hub1", " crypto map CM\n", "")

    assert sas(wan, "branch1") == ()
    assert pings(wan, "hub1", "10.1.0.1", "Loopback10") == "....."


def test_selectors_that_do_not_mirror_stay_down() -> None:
    wan = site(mode="map")
    wan.change(
        "branch1",
        "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255",
        "permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255",
    )

    assert pings(wan, "hub1", "10.1.0.1", "Loopback10") == "....."


def test_a_router_that_leaves_without_a_word_is_gone_for_its_peers_after_dpd() -> None:
    wan = site(spokes=3)
    wan.fabric.detach("branch2")
    wan.fabric.settle()
    assert len(sas(wan, "hub1")) == 3

    wan.clock.advance(30)

    assert [sa.remote for sa in sas(wan, "hub1")] == [ends(1)[0], ends(3)[0]]


@pytest.mark.parametrize("spokes", [3, 200])
def test_a_hub_has_a_tunnel_to_each_spoke(spokes: int) -> None:
    wan = site(spokes=spokes)

    state = wan.fabric.state("hub1")
    assert {one.status for one in state.flows} == {"UP-ACTIVE"}
    assert len(state.ike_sas) == spokes
    assert [sa.tunnel_id for sa in state.ike_sas] == list(range(1, spokes + 1))
    assert pings(wan, f"branch{spokes}", "10.1.0.1", "Loopback10") == "!!!!!"
