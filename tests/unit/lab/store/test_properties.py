from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fakes.lab_lines import BY_NAME, config, configurations, one, usable
from nornir_ikev2.lab.contracts import Node

BASE = """\
vrf definition ALPHA
crypto pki trustpoint ALPHA
crypto ikev2 proposal ALPHA
crypto ikev2 keyring ALPHA
crypto ikev2 profile ALPHA
crypto isakmp profile ALPHA
crypto ipsec transform-set ALPHA esp-aes esp-sha-hmac
crypto ipsec profile ALPHA
crypto dynamic-map ALPHA 1
crypto map ALPHA 1 ipsec-isakmp
"""
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def flat(node: Node) -> list[str]:
    return [text for child in node.children for text in (child.text, *flat(child))]


@slow
@given(configurations())
def test_a_running_config_that_is_loaded_prints_itself(lines: list[str]) -> None:
    first = config()
    first.apply([*BASE.splitlines(), *lines])
    second = config()
    replies = second.load(first.text())
    assert [reply for reply in replies if reply.refused] == []
    assert second.text() == first.text()


@slow
@given(configurations())
def test_typing_a_running_config_again_changes_nothing(lines: list[str]) -> None:
    router = config()
    router.apply([*BASE.splitlines(), *lines])
    text, version = router.text(), router.version
    router.apply(text.splitlines())
    assert router.text() == text
    assert router.version == version


@slow
@given(configurations(), st.data())
def test_no_and_the_line_again_is_the_same_up_to_order(
    lines: list[str], data: st.DataObject
) -> None:
    router = config()
    router.apply([*BASE.splitlines(), *lines])
    mode = BY_NAME["global"]
    plain = [line for line in usable(mode) if not line.mode and not line.replaces]
    line = data.draw(st.sampled_from(plain).flatmap(one))
    (reply,) = router.apply([line])
    assume(not reply.refused)
    before = flat(router.root)
    assert not router.apply([f"no {line}"])[0].refused
    assert not router.apply([line])[0].refused
    assert sorted(flat(router.root)) == sorted(before)


@slow
@given(configurations())
def test_every_printed_line_can_be_removed_or_is_refused_with_a_reason(lines: list[str]) -> None:
    router = config()
    router.apply([*BASE.splitlines(), *lines])
    for node in list(router.root.children):
        if not node.text.startswith("no "):
            (reply,) = router.apply([f"no {node.text}"])
            assert "Invalid input" not in reply.message, node.text
            assert "Incomplete" not in reply.message, node.text


@slow
@given(configurations())
def test_node_tree_and_text_say_the_same(lines: list[str]) -> None:
    router = config()
    router.apply([*BASE.splitlines(), *lines])
    printed = [
        line.strip()
        for line in router.text().splitlines()
        if line.strip() not in {"!", "end"}
        and not line.startswith("version ")
        and not line.strip().startswith("exit-")
    ]
    assert printed == [text.strip() for text in flat(router.root)]
