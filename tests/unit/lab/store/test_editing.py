from __future__ import annotations

import pytest

from fakes.lab_lines import IKEV2, block, config
from nornir_ikev2.lab.store.config import RunningConfig


def refusal(router: RunningConfig, *lines: str) -> str:
    before = router.text()
    reply = router.apply(lines)[-1]
    assert reply.refused
    assert router.text() == before
    return reply.message


def test_a_single_value_is_replaced(router: RunningConfig) -> None:
    router.apply(
        [
            "crypto ikev2 proposal P",
            "group 14 19",
            "interface Tunnel1",
            "ip mtu 1400",
            "ip mtu 1300",
        ]
    )
    assert block(router, "crypto ikev2 proposal P")[-1] == "group 14 19"
    assert "ip mtu 1300" in block(router, "interface Tunnel1")


def test_lists_grow_in_the_order_of_typing(router: RunningConfig) -> None:
    router.apply(["crypto ikev2 proposal B", "crypto ikev2 proposal A"])
    router.apply(["crypto ikev2 policy PO", "proposal B", "proposal A"])
    assert block(router, "crypto ikev2 policy PO") == ["proposal P", "proposal B", "proposal A"]


def test_lines_stand_in_the_order_of_ios_and_not_of_typing(router: RunningConfig) -> None:
    assert block(router, "crypto ikev2 profile PR") == [
        "match identity remote address 203.0.113.1 255.255.255.255",
        "authentication remote pre-share",
        "authentication local pre-share",
        "keyring local K",
    ]


def test_top_level_order(router: RunningConfig) -> None:
    router.apply(
        ["crypto map CM 5 ipsec-isakmp", "interface Loopback0", "username z", "username a"]
    )
    heads = [node.text for node in router.root.children]
    wanted = [
        "username a", "username z", "crypto ikev2 proposal P", "crypto ikev2 policy PO",
        "crypto ikev2 keyring K", "crypto ikev2 profile PR", "crypto ipsec transform-set TS esp-gcm 256",
        "crypto ipsec profile IP", "crypto map CM 5 ipsec-isakmp", "crypto map CM 10 ipsec-isakmp",
        "interface Loopback0", "interface Tunnel1", "interface GigabitEthernet1",
    ]  # fmt: skip
    assert [head for head in heads if head in wanted] == wanted


def test_the_same_line_again_changes_nothing_and_some_say_so(router: RunningConfig) -> None:
    version = router.version
    said = [reply.message for reply in router.apply(IKEV2.splitlines()) if reply.message]
    assert router.version == version
    assert said == [
        "% Policy already has same proposal set ",
        "% Already found same 'match identity' statement in this profile",
        "% Profile already contains this keyring",
    ]


def test_directional_keys_and_a_plain_key_exclude_each_other(router: RunningConfig) -> None:
    peer = ["crypto ikev2 keyring K", "peer A"]
    router.apply([*peer, "pre-shared-key remote two", "pre-shared-key local 6 AbC"])
    assert block(router, "crypto ikev2 keyring K")[2:] == [
        " pre-shared-key local 6 AbC",
        " pre-shared-key remote two",
    ]
    router.apply([*peer, "pre-shared-key 0 three"])
    assert block(router, "crypto ikev2 keyring K")[2:] == [" pre-shared-key three"]


def test_defaults_are_hidden_and_come_back(router: RunningConfig) -> None:
    profile = "crypto ikev2 profile PR"
    router.apply([profile, "lifetime 3600"])
    assert "lifetime 3600" in block(router, profile)
    router.apply([profile, "lifetime 86400"])
    assert not any(line.startswith("lifetime") for line in block(router, profile))
    assert "\n lifetime 86400\n" in router.text(full=True)
    assert "\n mode tunnel\n" in router.text()


def test_a_default_that_is_shown_comes_back(router: RunningConfig) -> None:
    head = "crypto ipsec transform-set TS esp-gcm 256"
    router.apply([head, "mode transport"])
    assert block(router, head) == ["mode transport"]
    router.apply([head, "no mode"])
    assert block(router, head) == ["mode tunnel"]
    port = ["interface Gi3", "ip address 10.0.0.1 255.255.255.0"]
    router.apply(port)
    assert "no ip address" not in block(router, "interface GigabitEthernet3")
    router.apply([port[0], "no ip address"])
    assert block(router, "interface GigabitEthernet3")[0] == "no ip address"


def test_a_transform_set_may_change_while_in_use(router: RunningConfig) -> None:
    router.apply(["crypto ipsec transform-set TS esp-aes 128 esp-sha-hmac"])
    assert block(router, "crypto ipsec transform-set TS esp-aes esp-sha-hmac") == ["mode tunnel"]
    assert router.root.find("crypto ipsec transform-set TS esp-gcm 256") is None


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ["crypto ikev2 policy PO", "proposal X"],
            "% No Proposal exists with the specified name X",
        ),
        (["crypto ikev2 policy PO", "match fvrf X"], "% fvrf X not configured"),
        (["crypto ikev2 profile PR", "keyring local X"], "% Invalid keyring X"),
        (["crypto ikev2 profile PR", "match fvrf X"], "% fvrf X not configured"),
        (["crypto ikev2 profile PR", "ivrf X"], "% vrf X not configured"),
        (["crypto ikev2 profile PR", "pki trustpoint X"], "% No such trustpoint X"),
        (
            ["crypto ipsec profile IP", "set transform-set TS X"],
            'ERROR: transform set with tag "X" does not exist.',
        ),
        (["crypto ipsec transform-set N esp-sha-hmac"], "Proposal with ESP is missing cipher"),
        (["interface Gi3", "crypto map X"], 'ERROR: Crypto Map with tag "X" does not exist.'),
        (
            ["interface Gi3", "ip address 10.0.0.1 255.0.255.0"],
            "Bad mask 0xFF00FF00 for address 10.0.0.1",
        ),
        (["ip route 10.0.0.1 255.0.0.0 Null0"], "%Inconsistent address and mask"),
        (["no crypto ikev2 proposal P"], "% Cannot remove as proposal is in use."),
        (["no crypto ikev2 keyring K"], "% Cannot remove as keyring is in use."),
        (["no crypto ikev2 profile PR"], "% Cannot remove as profile is in use."),
        (["no crypto map CM 10"], "% Crypto-map CM is in use by interface(s): Gi2"),
        (["no crypto map CM"], "% Crypto-map CM is in use by interface(s): Gi2"),
        (["no interface Gi2"], "% Removal of physical interfaces is not permitted."),
        (["no crypto ipsec profile IP"], "% IPsec profile IP is in use by: Tu1"),
    ],
)
def test_refusals(router: RunningConfig, lines: list[str], text: str) -> None:
    assert refusal(router, *lines) == text


def test_a_transform_set_in_use_says_where(router: RunningConfig) -> None:
    text = refusal(router, "no crypto ipsec transform-set TS")
    assert "First remove the transform-set from the above" in text
    assert "crypto ipsec profile IP" in text


def test_all_can_be_removed_in_reverse(router: RunningConfig) -> None:
    empty = config().text()
    lines = [
        "no interface Tunnel1", "interface Gi2", "no crypto map CM", "no crypto map CM 10",
        "no crypto ipsec profile IP", "no crypto ipsec transform-set TS", "no crypto ikev2 profile PR",
        "no crypto ikev2 keyring K", "no crypto ikev2 policy PO", "no crypto ikev2 proposal P",
    ]  # fmt: skip
    assert not [reply for reply in router.apply(lines) if reply.refused]
    assert router.text() == empty


def test_one_sequence_of_an_applied_map_can_go(router: RunningConfig) -> None:
    router.apply(["crypto map CM 20 ipsec-isakmp"])
    assert not router.apply(["no crypto map CM 20"])[0].refused
    assert router.apply(["no crypto map CM 10"])[0].refused


def test_no_with_fewer_words(router: RunningConfig) -> None:
    router.apply(
        [
            "crypto map CM 10 ipsec-isakmp",
            "set pfs group19",
            "set security-association lifetime seconds 3600",
        ]
    )
    router.apply(
        [
            "crypto map CM 10 ipsec-isakmp",
            "no set pfs",
            "no set security-association lifetime seconds",
        ]
    )
    assert block(router, "crypto map CM 10 ipsec-isakmp") == [
        "set peer 203.0.113.1",
        "set transform-set TS",
    ]
    assert router.apply(["interface Gi2", "no set pfs"])[-1].refused


def test_messages_that_are_no_errors() -> None:
    router = config()
    replies = {reply.line: reply for reply in router.apply(IKEV2.splitlines())}
    assert replies["crypto ikev2 proposal P"].message.startswith("IKEv2 proposal MUST either have")
    assert (
        replies["crypto ikev2 policy PO"].message
        == "IKEv2 policy MUST have atleast one complete proposal attached "
    )
    assert replies["crypto ikev2 profile PR"].message.startswith(
        "IKEv2 profile MUST have:\n   1. A local"
    )
    assert replies["crypto map CM 10 ipsec-isakmp"].message.startswith(
        "% NOTE: This new crypto map"
    )
    assert not any(reply.refused for reply in replies.values())
    again = router.apply(["crypto ikev2 proposal P", "crypto map CM 10 ipsec-isakmp"])
    assert [reply.message for reply in again] == ["", ""]


def test_disabled_smart_defaults_are_lines(router: RunningConfig) -> None:
    lines = [
        "no crypto ikev2 proposal default", "no crypto ikev2 policy default",
        "no crypto ipsec transform-set default", "no crypto ipsec profile default",
    ]  # fmt: skip
    router.apply(lines)
    assert all(line in router.text() for line in lines)
    router.apply(["crypto ikev2 proposal default"])
    assert lines[0] not in router.text()


def test_subscribers_hear_of_changes_only(router: RunningConfig) -> None:
    versions: list[int] = []
    router.subscribe(lambda: versions.append(router.version))
    router.apply(["hostname a", "hostname a", "no such line", "interface Gi2", "description x"])
    assert len(versions) == 2
    assert versions == sorted(set(versions))


def test_a_section_that_was_removed_by_somebody_else_is_left(router: RunningConfig) -> None:
    session = router.session()
    session.type("interface Tunnel1")
    router.apply(["no interface Tunnel1"])
    assert session.type("ip mtu 1400").refused
    assert "Tunnel1" not in router.text()


def test_a_whole_keyword_of_an_outer_mode_wins_over_a_short_one(router: RunningConfig) -> None:
    keys = ["key chain A", "key 1", "key-string one", "key 2", "key-string two", "key chain B"]
    assert not [reply for reply in router.apply(keys) if reply.refused]
    assert block(router, "key chain A") == ["key 1", " key-string one", "key 2", " key-string two"]
    assert router.root.find("key chain B") is not None
