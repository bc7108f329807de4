"""Both ends joined: what passes, and which cause is named when something does not."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from fakes.two_ends import (
    ENDS,
    HUB,
    SPOKE,
    SUITE,
    failing,
    flow,
    intent,
    proof,
    sa,
    shown,
)
from nornir_ikev2.drivers.protocol import Ping, Renewal
from nornir_ikev2.ike.model import Suite
from nornir_ikev2.intent.model import Mode, Routing
from nornir_ikev2.verify.checks import Proof, TunnelCheck, check_tunnels
from nornir_ikev2.verify.evidence import Evidence


def only(evidence: Proof, mode: Mode = "tunnel-interface") -> TunnelCheck:
    checks = check_tunnels(intent(mode), evidence)
    assert len(checks) == 1
    return checks[0]


def test_all_is_well() -> None:
    check = only(proof(shown("hub1"), shown("branch1")))
    assert check == TunnelCheck("branches", ENDS, True, SUITE, SUITE)


def test_all_is_well_with_a_crypto_map() -> None:
    hub, spoke = shown("hub1", mode="crypto-map"), shown("branch1", mode="crypto-map")
    assert only(proof(hub, spoke), "crypto-map").ok


def test_a_router_that_was_not_read_is_named() -> None:
    check = only(proof(shown("hub1")))
    assert (check.reason, check.cause) == ("NOT_READ", "branch1 was not read")


def test_half_open_names_the_end_that_refuses() -> None:
    check = only(proof(shown("hub1"), shown("branch1", [], [])))
    assert check.reason == "HALF_OPEN"
    assert "hub1 shows READY, branch1 has nothing" in check.cause
    assert "branch1 refuses hub1's identity" in check.cause


def test_half_open_while_the_other_end_negotiates() -> None:
    check = only(proof(shown("hub1"), shown("branch1", [sa("branch1", status="IN-NEG")], [])))
    assert check.reason == "HALF_OPEN"
    assert "branch1 is still negotiating" in check.cause


def test_no_answer_to_ike_sa_init() -> None:
    silent = sa(
        "branch1",
        status="IN-NEG",
        encryption="Unknown - 0",
        key_size=None,
        prf="Unknown - 0",
        integrity="None",
    )
    check = only(proof(shown("hub1", [], []), shown("branch1", [silent], [])))
    assert check.reason == "NO_IKE_SA"
    assert "branch1 sent IKE_SA_INIT and hub1 did not answer" in check.cause


def test_ike_auth_that_does_not_finish() -> None:
    check = only(
        proof(shown("hub1", [], []), shown("branch1", [sa("branch1", status="IN-NEG")], []))
    )
    assert "IKE_AUTH does not finish" in check.cause


def test_an_sa_being_deleted() -> None:
    check = only(proof(shown("hub1", [sa("hub1", status="DELETE")], []), shown("branch1", [], [])))
    assert "hub1 is deleting its IKE SA with branch1" in check.cause


def test_a_failed_prediction_is_the_first_cause() -> None:
    told = failing("AUTHENTICATION_FAILED", "the keys of hub1 and branch1 differ")
    check = only(proof(shown("hub1", [], []), shown("branch1", [], []), prediction=told))
    assert (check.reason, check.cause) == (told.reason, told.detail)


def test_a_crypto_map_without_sa_needs_traffic() -> None:
    nothing = [shown(name, [], [], mode="crypto-map") for name in ENDS]
    assert "when traffic matches" in only(proof(*nothing), "crypto-map").cause


def test_a_tunnel_interface_that_is_down_is_named() -> None:
    hub = shown("hub1", [], [])
    down = replace(hub.interfaces["Tunnel100"], status="administratively down")
    hub = replace(hub, interfaces={"Tunnel100": down})
    check = only(proof(hub, shown("branch1", [], [])))
    assert check.cause == "Tunnel100 of hub1 is administratively down"


def test_both_ready_but_not_the_same_sa() -> None:
    stale = sa("branch1", local_spi="C" * 16, remote_spi="D" * 16)
    assert only(proof(shown("hub1"), shown("branch1", [stale]))).reason == "NOT_THE_SAME_SA"


def test_the_mirrored_one_of_several_sas_is_joined() -> None:
    stale = sa("branch1", local_spi="C" * 16, remote_spi="D" * 16, group=14)
    assert only(proof(shown("hub1"), shown("branch1", [stale, sa("branch1")]))).ok


def test_another_suite_than_predicted() -> None:
    hub, spoke = (shown(name, [sa(name, group=14, active=7000)]) for name in ENDS)
    check = only(proof(hub, spoke))
    assert check.reason == "SUITE_DIFFERS"
    assert check.negotiated == replace(SUITE, group=14)
    assert "active for 7000 s" in check.cause


def test_aead_has_no_integrity() -> None:
    gcm = {"encryption": "AES-GCM", "prf": "SHA384", "integrity": "None"}
    hub, spoke = (shown(name, [sa(name, **gcm)]) for name in ENDS)
    assert only(proof(hub, spoke)).negotiated == Suite("aes-gcm-256", None, "sha384", 20)


def test_a_peer_behind_nat_is_found_by_its_identity() -> None:
    behind = sa("hub1", remote="192.0.2.77", remote_port=4500)
    plan = intent()
    spoke = plan.routers["branch1"]
    natted = replace(spoke, wan=replace(spoke.wan, behind_nat=True))
    plan = replace(plan, routers={**plan.routers, "branch1": natted})
    inside = sa("branch1", local="10.9.9.9", local_port=4500)
    evidence = proof(shown("hub1", [behind]), shown("branch1", [inside]))
    assert check_tunnels(plan, evidence, ["ike"])[0].ok


def test_one_end_without_child_sa() -> None:
    check = only(proof(shown("hub1"), shown("branch1", flows=[flow("branch1", spi_in=None)])))
    assert check.reason == "NO_CHILD_SA"
    assert "hub1 has a child SA, branch1 has none" in check.cause


def test_child_sas_that_do_not_meet() -> None:
    other = flow("branch1", spi_in="0xC1", spi_out="0xD1")
    assert only(proof(shown("hub1"), shown("branch1", flows=[other]))).reason == "NOT_THE_SAME_SA"


def test_another_transform_than_predicted() -> None:
    flows = {name: [flow(name, transform="esp-aes esp-sha-hmac")] for name in ENDS}
    check = only(proof(*(shown(name, flows=flows[name]) for name in ENDS)))
    assert check.reason == "CHILD_DIFFERS"
    assert "aes-cbc-128 sha1" in check.cause


def test_selectors_that_do_not_mirror() -> None:
    wide = flow("branch1", "crypto-map", remote="10.0.0.0", remote_mask="255.0.0.0")
    hub = shown("hub1", mode="crypto-map")
    spoke = shown("branch1", flows=[wide], mode="crypto-map")
    assert only(proof(hub, spoke), "crypto-map").reason == "TS_UNACCEPTABLE"


def test_no_neighbour_on_one_end() -> None:
    check = only(proof(shown("hub1"), shown("branch1", neighbors=False)))
    assert check.reason == "NO_NEIGHBOR"
    assert "branch1 does not list hub1 (10.255.0.1) as EIGRP neighbour" in check.cause


def test_static_routes_must_use_the_tunnel() -> None:
    plan = intent(routing=Routing("static"))
    check = check_tunnels(plan, proof(shown("hub1"), shown("branch1")))[0]
    assert check.reason == "NO_ROUTE"
    assert "route of hub1 to 10.1.0.0/24 behind branch1 is missing" in check.cause


@pytest.mark.parametrize(
    ("hub", "spoke", "cause"),
    [
        ((0, 0), (0, 0), "encrypts nothing"),
        ((5, 0), (0, 0), "branch1 decrypts nothing"),
        ((5, 0), (0, 5), "encrypts nothing, its route back"),
        ((5, 0), (5, 5), "the path drops ESP one way"),
        ((5, 5), (5, 5), "packets pass both ways"),
    ],
)
def test_where_the_pings_stop(hub: tuple[int, int], spoke: tuple[int, int], cause: str) -> None:
    ends = [
        shown(name, flows=[flow(name, encaps=out, decaps=back)])
        for name, (out, back) in zip(ENDS, (hub, spoke), strict=True)
    ]
    evidence = replace(proof(*ends), pings={("hub1", "branch1"): Ping(5, 0)})
    check = only(evidence)
    assert check.reason == "UNREACHABLE"
    assert cause in check.cause


def test_half_of_the_pings_is_enough() -> None:
    evidence = proof(shown("hub1"), shown("branch1"))
    assert only(replace(evidence, pings={ENDS: Ping(5, 2)})).ok


@pytest.mark.parametrize("scope", ["ike", "child"])
def test_an_sa_that_was_not_renewed_proves_nothing(scope: str) -> None:
    renewal = Renewal("branch1", IPv4Address(SPOKE), scope, "its key changed")  # type: ignore[arg-type] # parametrised
    before = {name: shown(name) for name in ENDS}
    evidence = replace(proof(*before.values()), before=before, renewals={"hub1": [renewal]})
    check = only(evidence)
    assert check.reason == "NOT_RENEWED"
    assert "its key changed" in check.cause


def test_a_renewed_sa_is_told_by_its_spi() -> None:
    renewal = Renewal("branch1", IPv4Address(SPOKE), "ike", "its key changed")
    spis = {"hub1": ("E" * 16, "F" * 16), "branch1": ("F" * 16, "E" * 16)}
    now = [
        shown(name, [sa(name, local_spi=spis[name][0], remote_spi=spis[name][1])]) for name in ENDS
    ]
    before: dict[str, Evidence] = {name: shown(name) for name in ENDS}
    assert only(replace(proof(*now), before=before, renewals={"hub1": [renewal]})).ok


def test_only_the_aspects_asked_for_are_checked() -> None:
    evidence = proof(shown("hub1"), shown("branch1", neighbors=False))
    assert check_tunnels(intent(), evidence, ["ike", "ipsec"])[0].ok
    assert HUB in evidence.now["branch1"].ike
