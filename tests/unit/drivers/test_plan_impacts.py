"""What a plan says of the SAs that exist: which it drops or renews, and for how long."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from fakes.ios_intents import AEAD, base, hub, key, peer, reading, vpn
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.protocol import Impact, RouterPlan
from nornir_ikev2.intent.model import RouterIntent, RouterVpn, Routing, SecretRef, Transform

TWO = (peer(1), peer(2))
MAPS = (peer(1, mode="crypto-map"), peer(2, mode="crypto-map"))


def after(old: RouterVpn, new: RouterIntent) -> RouterPlan:
    """The plan that leads from one VPN to another intent."""
    made = plan(hub(old), reading(base()), key)
    return plan(replace(new, owned=made.owned), reading(made.intended), key)


def effects(found: RouterPlan) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.lines: (one.effect, one.peers) for one in found.impacts}


def changed(**changes: Any) -> RouterIntent:
    return hub(replace(vpn(*TWO), **changes))


def test_a_first_deployment_concerns_no_sa() -> None:
    assert plan(hub(vpn(*TWO)), reading(base()), key).impacts == ()


def test_a_new_spoke_leaves_the_others_alone() -> None:
    assert after(vpn(TWO[0]), hub(vpn(*TWO))).impacts == ()


def test_a_new_key_renews_the_sa_of_that_peer_alone() -> None:
    ref = SecretRef("branches", "branch1--hub1", "other")
    rotated = (replace(TWO[0], local_key=ref), TWO[1])

    assert effects(after(vpn(*TWO), hub(vpn(*rotated)))) == {
        "crypto ikev2 keyring BRANCHES-KEYRING / peer BRANCH1": ("re-authenticates", ("branch1",))
    }


@pytest.mark.parametrize(
    ("changes", "lines", "effect"),
    [
        ({"proposals": (AEAD,)}, "crypto ikev2 policy BRANCHES-POLICY", "re-authenticates"),
        ({"lifetime": 28800}, "crypto ikev2 profile BRANCHES-PROFILE", "re-authenticates"),
        ({"pfs": 20}, "crypto ipsec profile BRANCHES-IPSEC", "rekeys"),
        (
            {"transforms": (Transform("aes-gcm-256"),)},
            "crypto ipsec transform-set BRANCHES-TS-1 esp-gcm 256",
            "rekeys",
        ),
    ],
)
def test_what_peers_share_concerns_all_of_them(
    changes: dict[str, Any], lines: str, effect: str
) -> None:
    found = effects(after(vpn(*TWO), changed(**changes)))

    assert found[lines] == (effect, ("branch1", "branch2"))
    assert {word for word, _ in found.values()} == {effect}


def test_a_spoke_that_leaves_loses_its_sa_for_good() -> None:
    found = after(vpn(*TWO), hub(vpn(TWO[0])))

    gone = [one for one in found.impacts if one.lines == "interface Tunnel101"]
    assert [(one.effect, one.peers, one.seconds) for one in gone] == [("drops", ("BRANCH2",), None)]
    assert str(gone[0]) == "interface Tunnel101: drops any SA with BRANCH2, for good"
    assert all("branch1" not in one.peers for one in found.impacts)


def test_a_tunnel_with_another_end_is_down_until_routing_is_back() -> None:
    moved = (replace(TWO[0], address=IPv4Address("203.0.113.99")), TWO[1])

    (one,) = [
        one
        for one in after(vpn(*TWO), hub(vpn(*moved))).impacts
        if one.lines == "interface Tunnel100"
    ]

    assert (one.effect, one.peers, one.seconds) == ("drops", ("branch1",), 7)
    assert str(one) == "interface Tunnel100: drops any SA with branch1, for about 7 s"


def test_the_mtu_of_a_tunnel_and_routing_lines_concern_no_sa() -> None:
    assert TWO[0].tunnel
    smaller = replace(TWO[0], tunnel=replace(TWO[0].tunnel, mtu=1300))

    assert after(vpn(*TWO), hub(vpn(smaller, TWO[1]))).impacts == ()
    assert after(vpn(*TWO), changed(routing=Routing("ospf", 10, 0))).impacts == ()


def test_other_networks_of_a_crypto_map_drop_the_sa_of_that_peer() -> None:
    more = replace(MAPS[0], lans=(IPv4Network("10.77.0.0/24"),))

    found = effects(after(vpn(*MAPS), hub(vpn(more, MAPS[1]))))

    assert found == {"ip access-list extended BRANCHES-BRANCH1": ("drops", ("branch1",))}


def test_from_crypto_map_to_tunnel_every_sa_is_dropped_by_a_line_they_share() -> None:
    found = after(vpn(*MAPS), hub(vpn(*TWO)))

    wan = [one for one in found.impacts if one.lines == "interface GigabitEthernet2"]
    assert wan == [
        Impact(
            "interface GigabitEthernet2", "drops", ("branch1", "branch2"), shared=True, seconds=7
        )
    ]
    assert (
        "crypto map BRANCHES-MAP goes off the WAN interface GigabitEthernet2"
        in found.cuts_management
    )
