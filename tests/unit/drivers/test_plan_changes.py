from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from fakes.ios_intents import AEAD, base, hub, key, peer, reading, spoke, spoke_base, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.protocol import Reading, RouterPlan
from nornir_ikev2.errors import PlanError
from nornir_ikev2.ike.model import Proposal, Release
from nornir_ikev2.intent.model import RouterIntent, RouterVpn, Routing, SecretRef, Transform, Wan

PSK = key(SecretRef("branches", "branch1--hub1", "branch1"))


def plan(intent: RouterIntent, at: str | Reading) -> RouterPlan:
    where = reading(at) if isinstance(at, str) else at
    return IosDriver().plan(intent, where, key)


def after(*vpns: RouterVpn) -> tuple[str, RouterPlan]:
    first = plan(hub(*vpns), base())
    return first.intended, first


def lines(found: RouterPlan) -> list[str]:
    return [line.masked for one in found.sections for line in one.lines]


SPOKE = """\
crypto ikev2 proposal BRANCHES-STRONG
encryption aes-cbc-256 aes-cbc-192
integrity sha512 sha256
group 20 19 14
crypto ikev2 policy BRANCHES-POLICY
match address local 203.0.113.1
proposal BRANCHES-STRONG
crypto ikev2 keyring BRANCHES-KEYRING
peer HUB1
address 198.51.100.1
pre-shared-key local <secret>
pre-shared-key remote <secret>
crypto ikev2 profile BRANCHES-PROFILE
match identity remote address 198.51.100.1 255.255.255.255
identity local address 203.0.113.1
authentication remote pre-share
authentication local pre-share
keyring local BRANCHES-KEYRING
dpd 10 3 periodic
crypto ipsec transform-set BRANCHES-TS-1 esp-aes 256 esp-sha256-hmac
mode tunnel
crypto ipsec profile BRANCHES-IPSEC
set transform-set BRANCHES-TS-1
set pfs group19
set ikev2-profile BRANCHES-PROFILE
interface Tunnel100
description BRANCHES to hub1
ip address 10.255.0.2 255.255.255.252
ip mtu 1400
ip tcp adjust-mss 1360
tunnel source GigabitEthernet2
tunnel mode ipsec ipv4
tunnel destination 198.51.100.1
tunnel protection ipsec profile BRANCHES-IPSEC
router eigrp 100
network 10.255.0.0 0.0.0.3
network 10.1.0.0 0.0.0.255
passive-interface Loopback10
"""


def test_a_spoke_from_scratch() -> None:
    found = plan(spoke(), spoke_base())

    assert "\n".join(lines(found)) + "\n" == SPOKE
    assert found.removed == ()
    assert found.renewals == ()
    assert found.owned[0] == ("interface Tunnel100",)
    assert "crypto ikev2 keyring BRANCHES-KEYRING / peer HUB1 / address 198.51.100.1" in found.added


def test_no_key_is_shown_anywhere() -> None:
    found = plan(spoke(), spoke_base())

    assert PSK in found.intended
    assert PSK not in repr(found)
    assert any(PSK in line.text for one in found.sections for line in one.lines)


def test_a_crypto_map_from_scratch() -> None:
    found = plan(hub(vpn(peer(1, mode="crypto-map"))), base())

    text = "\n".join(lines(found))
    assert text.endswith(
        "ip access-list extended BRANCHES-BRANCH1\n"
        "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n"
        "crypto map BRANCHES-MAP 10 ipsec-isakmp\n"
        "set peer 203.0.113.1\n"
        "set transform-set BRANCHES-TS-1\n"
        "set pfs group19\n"
        "set ikev2-profile BRANCHES-PROFILE\n"
        "match address BRANCHES-BRANCH1\n"
        "interface GigabitEthernet2\n"
        "crypto map BRANCHES-MAP"
    )
    assert "Tunnel" not in text


def test_a_front_door_vrf_is_named_everywhere_it_matters() -> None:
    intent = spoke()
    wan = replace(intent.wan, fvrf="INET")
    config = spoke_base().replace(
        "interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding INET\n"
    )

    found = plan(replace(intent, wan=wan), config)

    assert lines(found).count("match fvrf INET") == 2
    assert "tunnel vrf INET" in lines(found)


def test_a_spoke_that_left_is_removed_without_touching_the_others() -> None:
    config, first = after(vpn(peer(1), peer(2)))

    found = plan(replace(hub(vpn(peer(2))), owned=first.owned), config)

    assert [one.name for one in found.sections] == ["prune"]
    assert lines(found) == [
        "router eigrp 100",
        "no network 10.255.0.0 0.0.0.3",
        "no interface Tunnel100",
        "crypto ikev2 profile BRANCHES-PROFILE",
        "no match identity remote address 203.0.113.1 255.255.255.255",
        "crypto ikev2 keyring BRANCHES-KEYRING",
        "no peer BRANCH1",
    ]
    assert found.renewals == ()


def test_a_new_spoke_touches_no_existing_tunnel() -> None:
    config, first = after(vpn(peer(1)))

    found = plan(replace(hub(vpn(peer(1), peer(2))), owned=first.owned), config)

    assert found.removed == ()
    assert found.renewals == ()
    assert not any("203.0.113.1 " in line for line in lines(found))


def test_a_removed_crypto_map_is_detached_before_its_entries_go() -> None:
    config, first = after(vpn(peer(1, mode="crypto-map"), peer(2, mode="crypto-map")))

    found = lines(plan(replace(hub(), owned=first.owned), config))

    assert found[:4] == [
        "interface GigabitEthernet2",
        "no crypto map BRANCHES-MAP",
        "exit",
        "no crypto map BRANCHES-MAP 10",
    ]


def test_crypto_map_entries_keep_their_numbers() -> None:
    one, two, three = (peer(n, mode="crypto-map") for n in (1, 2, 3))
    config, _ = after(vpn(one, three))

    found = plan(hub(vpn(one, two, three)), config)

    assert "crypto map BRANCHES-MAP 30 ipsec-isakmp" in lines(found)
    assert found.removed == ()
    assert found.renewals == ()


def test_a_changed_key_is_overwritten_and_renews_that_peer_alone() -> None:
    config, first = after(vpn(peer(1), peer(2)))
    other = replace(peer(2), local_key=SecretRef("branches", "rotated", "hub1"))

    found = plan(replace(hub(vpn(peer(1), other)), owned=first.owned), config)

    assert lines(found) == [
        "crypto ikev2 keyring BRANCHES-KEYRING",
        "peer BRANCH2",
        "pre-shared-key local <secret>",
    ]
    assert [(one.peer, one.scope) for one in found.renewals] == [("branch2", "ike")]


def test_a_changed_pfs_group_renews_the_child_of_every_peer() -> None:
    config, first = after(vpn(peer(1), peer(2)))

    changed = replace(vpn(peer(1), peer(2)), pfs=20)
    found = plan(replace(hub(changed), owned=first.owned), config)

    assert lines(found) == ["crypto ipsec profile BRANCHES-IPSEC", "set pfs group20"]
    assert [(one.peer, one.scope) for one in found.renewals] == [
        ("branch1", "child"),
        ("branch2", "child"),
    ]


def test_a_changed_transform_is_retyped_in_place() -> None:
    config, first = after(vpn(peer(1)))

    changed = replace(vpn(peer(1)), transforms=(Transform("aes-gcm-256"),))
    found = plan(replace(hub(changed), owned=first.owned), config)

    assert lines(found) == ["crypto ipsec transform-set BRANCHES-TS-1 esp-gcm 256"]
    assert [one.scope for one in found.renewals] == ["child"]


def test_another_proposal_is_made_and_listed_before_the_old_one_goes() -> None:
    config, first = after(vpn(peer(1)))

    changed = replace(vpn(peer(1)), proposals=(AEAD,))
    found = plan(replace(hub(changed), owned=first.owned), config)

    assert lines(found) == [
        "crypto ikev2 proposal BRANCHES-AEAD",
        "encryption aes-gcm-256",
        "prf sha384",
        "group 20",
        "crypto ikev2 policy BRANCHES-POLICY",
        "no proposal BRANCHES-STRONG",
        "proposal BRANCHES-AEAD",
        "no crypto ikev2 proposal BRANCHES-STRONG",
    ]
    assert [one.scope for one in found.renewals] == ["ike"]


def test_what_an_operator_added_to_our_tunnel_stays() -> None:
    config, first = after(vpn(peer(1)))
    tuned = config.replace(" ip mtu 1400\n", " bandwidth 50000\n ip mtu 1300\n shutdown\n")

    found = plan(replace(hub(vpn(peer(1))), owned=first.owned), tuned)

    assert lines(found) == [
        "interface Tunnel100",
        "ip mtu 1400",
        "interface Tunnel100",
        "no shutdown",
    ]


def test_numbered_access_list_entries_are_the_same_entries() -> None:
    config, _ = after(vpn(peer(1, mode="crypto-map")))
    numbered = config.replace(" permit ip", " 10 permit ip")

    assert plan(hub(vpn(peer(1, mode="crypto-map"))), numbered).sections == ()


def test_a_line_that_was_there_before_is_used_but_not_owned() -> None:
    config = base().replace(
        "ip forward-protocol",
        "router eigrp 100\n network 10.0.0.0 0.0.0.255\n!\nip forward-protocol",
    )

    found = plan(hub(vpn(peer(1))), config)

    assert ("router eigrp 100",) not in found.owned
    assert ("router eigrp 100", "network 10.0.0.0 0.0.0.255") not in found.owned
    assert ("router eigrp 100", "network 10.255.0.0 0.0.0.3") in found.owned
    assert "passive-interface Loopback10" not in lines(found)


def test_lines_ios_writes_itself_do_not_keep_a_process_of_ours_alive() -> None:
    config, first = after(vpn(peer(1), routing=Routing("bgp", 65000)))
    real = config.replace("router bgp 65000\n", "router bgp 65000\n bgp log-neighbor-changes\n")

    found = plan(replace(hub(), owned=first.owned), real)

    assert lines(found)[0] == "no router bgp 65000"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("interface GigabitEthernet2", "interface GigabitEthernet3"), "no interface Gigabit"),
        (("198.51.100.1 ", "198.51.100.9 "), "has the address 198.51.100.9"),
        ((" negotiation auto", " vrf forwarding X"), "is in VRF X"),
        (("interface Loopback10", "interface Tunnel100"), "interface Tunnel100 exists"),
        (("10.0.0.1 255.255.255.0", "10.255.0.1 255.255.255.0"), "overlaps with Loopback10"),
        (
            (
                "ip forward",
                "interface Tunnel9\n tunnel mode ipsec ipv4\n tunnel destination 203.0.113.1\n!\nip forward",
            ),
            "already is an IPsec tunnel to",
        ),
        (
            (
                "ip forward",
                "router eigrp X\n address-family ipv4 unicast autonomous-system 100\n!\nip forward",
            ),
            "already runs AS 100",
        ),
    ],
)
def test_what_collides_is_refused_by_name(edit: tuple[str, str], words: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(hub(vpn(peer(1))), base().replace(*edit))

    assert words in caught.value.message
    assert "hub1" in caught.value.message


def test_a_foreign_crypto_map_on_the_wan_interface_is_refused() -> None:
    config = base().replace(" negotiation auto", " crypto map THEIRS")

    with pytest.raises(PlanError, match="already has crypto map THEIRS"):
        plan(hub(vpn(peer(1, mode="crypto-map"))), config)
    assert plan(hub(vpn(peer(1))), config).sections


def test_all_reasons_come_at_once() -> None:
    weak = Proposal("old", ("3des",), ("md5",), (), (2,))

    with pytest.raises(PlanError) as caught:
        plan(spoke(proposals=(weak,), allow_weak=True), base())

    for word in ("198.51.100.1", "3des", "md5", "group 2"):
        assert word in caught.value.message


def test_an_old_release_takes_weak_algorithms_when_they_are_allowed() -> None:
    weak = Proposal("old", ("3des",), ("md5",), (), (2,))
    old = reading(spoke_base(), Release("15.9(3)M10", (15, 9, 3, 10)))

    assert plan(spoke(proposals=(weak,), allow_weak=True), old).sections
    with pytest.raises(PlanError, match="weak"):
        plan(spoke(proposals=(weak,)), old)


def test_foreign_objects_that_may_win_are_warned_about() -> None:
    config = base().replace(
        "ip forward",
        "crypto ikev2 policy THEIRS\n proposal X\ncrypto ikev2 profile ANY\n"
        " match identity remote any\n!\nip forward",
    )

    found = plan(hub(vpn(peer(1))), config)

    assert any("policy THEIRS" in one for one in found.warnings)
    assert any("profile ANY" in one for one in found.warnings)


def test_a_crypto_map_that_selects_our_own_wan_address_may_cut_management() -> None:
    intent = hub(vpn(peer(1, mode="crypto-map")))
    lans = (*intent.lans, IPv4Network("198.51.100.0/30"))

    wan = "crypto map BRANCHES-MAP goes on the WAN interface GigabitEthernet2"

    risky = plan(replace(intent, lans=lans), base()).cuts_management
    assert any("what 198.51.100.1 says" in why for why in risky)
    assert plan(intent, base()).cuts_management == (wan,)


def test_a_value_that_is_more_than_one_line_never_becomes_one() -> None:
    intent = hub(vpn(peer(1, "site A\nno crypto ikev2 keyring K")))

    with pytest.raises(PlanError):
        plan(intent, base())


def test_a_key_with_a_question_mark_is_refused_without_being_quoted() -> None:
    with pytest.raises(PlanError) as caught:
        IosDriver().plan(spoke(), reading(spoke_base()), lambda _ref: "CANARY?CANARY")

    assert "CANARY" not in str(caught.value)


def test_a_router_behind_nat_keeps_its_private_address() -> None:
    intent = replace(
        spoke(), wan=Wan("GigabitEthernet2", IPv4Address("192.0.2.77"), behind_nat=True)
    )

    found = lines(plan(intent, spoke_base()))

    assert "match address local 203.0.113.1" in found
    assert "identity local address 192.0.2.77" in found


def test_the_archive_is_planned_once() -> None:
    driver = IosDriver()
    off = reading(base().replace("archive\n path flash:ikev2-archive\n!\n", ""))
    without = replace(off, facts=replace(off.facts, archive_path=None, filesystem="bootflash:"))

    found = driver.plan_archive(without)

    assert lines(found) == ["archive", "path bootflash:ikev2-archive"]
    assert driver.plan_archive(reading(base())).sections == ()
