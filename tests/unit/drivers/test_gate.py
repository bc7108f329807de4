"""What may be typed into a router, by kind of line and by where the router is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.ios_channel import FakeIos
from nornir_ikev2.drivers.ios import commands, grammar
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.gate import Gate
from nornir_ikev2.drivers.ios.lines import (
    Answer,
    ExecLine,
    Marker,
    Name,
    NextPage,
    Password,
    Typed,
    config,
    from_router,
)
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.errors import PlanError

LEAVES_THE_PLAN = (
    "reload",
    "reload in 5",
    "write erase",
    "write memory",
    "erase startup-config",
    "format flash:",
    "delete flash:config.text",
    "copy tftp: running-config",
    "username eve privilege 15 secret x",
    "no username admin",
    "enable",
    "enable secret x",
    "no enable secret",
    "do reload",
    "do write erase",
    "end",
    "tclsh",
    "crypto key zeroize rsa",
    "crypto key generate rsa",
    "no crypto key generate",
    "crypto pki trustpoint X",
    "crypto isakmp key x address 0.0.0.0",
    "ip ssh version 1",
    "no ip ssh version 2",
    "line vty 0 4",
    "no line vty 0",
    "aaa new-model",
    "no aaa new-model",
    "hostname x",
    "boot system flash:x",
    "config-register 0x2142",
    "alias exec show reload",
    "event manager applet x",
    "configure replace flash:x force",
    "configure terminal",
    "default interface GigabitEthernet1",
    "no interface GigabitEthernet1",
    "interface range GigabitEthernet1 - 4",
    "no ip routing",
    "no archive",
    "no crypto map M",
    "key config-key password-encrypt x",
    "license boot level x",
    "snmp-server community public rw",
    "no logging on",
    "banner motd ^C",
)
ROWS = ("write memory", "configure terminal", "enable", "end")
"""Of these, what the session itself types outside configuration mode."""
FIRST_WORDS = (
    *("crypto", "ip", "interface", "router", "archive", "exit", "peer", "address", "encryption"),
    *("integrity", "prf", "group", "match", "proposal", "pre-shared-key", "identity", "keyring"),
    *("authentication", "pki", "lifetime", "dpd", "shutdown", "mode", "set", "responder-only"),
    *("permit", "deny", "description", "tunnel", "vrf", "network", "passive-interface"),
    *("neighbor", "path"),
)
MODES = (
    "",
    "crypto ikev2 proposal P",
    "crypto ikev2 policy P",
    "crypto ikev2 keyring K",
    "crypto ikev2 keyring K/peer P",
    "crypto ikev2 profile P",
    "crypto ipsec transform-set T esp-aes",
    "crypto ipsec profile P",
    "ip access-list extended A",
    "crypto map M 10 ipsec-isakmp",
    "interface Tunnel1",
    "router eigrp 1",
    "archive",
)


def shortened(command: str) -> Iterator[str]:
    """The command as IOS would also take it: words cut short, in any case of letters."""
    first, *rest = command.split(" ")
    firsts = [first[:size] for size in range(1, len(first) + 1)]
    seconds = [rest[0][:size] for size in range(1, len(rest[0]) + 1)] if rest else [""]
    for one, two in product(firsts, seconds):
        text = " ".join([one, two, *rest[1:]]).rstrip()
        yield from (text, text.upper(), f" {text}")


def inside(path: str) -> str:
    """The mode of the grammar after typing a path."""
    return grammar.check([from_router(line) for line in path.split("/") if line])


@pytest.mark.parametrize("path", MODES)
@pytest.mark.parametrize("command", LEAVES_THE_PLAN)
def test_what_leaves_the_plan_is_no_line_in_any_mode_however_shortened(
    command: str, path: str
) -> None:
    mode = inside(path)

    assert {text for text in shortened(command) if grammar.after(mode, text) is not None} == set()


def test_of_a_wan_interface_only_its_crypto_map_is_touched() -> None:
    mode = inside("interface GigabitEthernet1")

    assert grammar.after(mode, "crypto map M") == mode
    assert grammar.after(mode, "no crypto map M") == mode
    for line in ("shutdown", "no shutdown", "no ip address", "ip address 10.0.0.1 255.0.0.0"):
        assert grammar.after(mode, line) is None


def test_exit_never_leaves_configuration_mode() -> None:
    assert grammar.after(grammar.GLOBAL, "exit") is None
    assert grammar.after(inside("crypto ikev2 keyring K/peer P"), "exit") == "keyring"
    assert grammar.after(inside("crypto ikev2 keyring K"), "exit") == grammar.GLOBAL
    with pytest.raises(PlanError, match="'exit' is not a line"):
        grammar.check([config("exit")])


def test_a_global_line_ends_the_mode_that_was() -> None:
    with pytest.raises(PlanError, match="'group 19' is not a line"):
        grammar.check(
            [
                config("crypto ikev2 proposal P"),
                config("ip route 10.0.0.0 255.0.0.0 Null0"),
                config("group 19"),
            ]
        )


def gate(mode: str = "") -> Gate:
    made = Gate()
    made.saw(mode)
    return made


def test_configuration_lines_need_configuration_mode() -> None:
    line = config("crypto ikev2 proposal P")

    with pytest.raises(PlanError, match="outside configuration mode"):
        gate().outgoing([line])
    assert gate("config").outgoing([line]) == b"crypto ikev2 proposal P\n"


def test_nothing_of_the_plan_is_typed_behind_end() -> None:
    lines: list[Typed] = [commands.END.line(), config("crypto ikev2 proposal P")]

    with pytest.raises(PlanError, match="outside configuration mode"):
        gate("config").outgoing(lines)


def test_commands_are_not_typed_inside_configuration_mode() -> None:
    with pytest.raises(PlanError, match="inside configuration mode"):
        gate("config-if").outgoing([commands.SAVE.line()])


def test_in_a_mode_that_is_not_known_only_global_lines_are_typed() -> None:
    found = gate("config-ikev2-keyring")

    with pytest.raises(PlanError):
        found.outgoing([config("peer {}", Name("P"))])
    assert found.outgoing([config("crypto ikev2 keyring K"), config("peer {}", Name("P"))])


def test_a_refused_window_sends_nothing_and_leaves_the_gate_as_it_was() -> None:
    ios = FakeIos(mode="(config)")
    wire = Wire(ios, "R1")
    wire.gate.saw("config")

    with pytest.raises(PlanError):
        wire.write([config("interface Tunnel1"), from_router("no ip ssh version 2")])

    assert ios.typed == []
    assert wire.gate.mode == grammar.GLOBAL


def test_the_gate_follows_the_prompts_of_the_router() -> None:
    ios = FakeIos({"configure terminal": "% Configuration locked"})
    asked = Exchange(Wire(ios, "R1"))

    asked.ask([commands.CONFIGURE.line()])

    with pytest.raises(PlanError, match="outside configuration mode"):
        asked.wire.write([config("crypto ikev2 proposal P")])


def test_a_password_is_typed_where_one_is_asked_for_and_a_yes_where_a_question_is() -> None:
    secret, yes = Password("s3cret"), Answer("y")

    assert gate().outgoing([secret], "Password: ") == b"s3cret\n"
    assert gate().outgoing([yes], "Proceed? [no]: ") == b"y\n"
    assert gate().outgoing([NextPage()]) == b" "
    for line, tail in ((secret, "R1#"), (yes, "R1#"), (secret, ""), (yes, "")):
        with pytest.raises(PlanError) as caught:
            gate().outgoing([line], tail)
        assert "s3cret" not in str(caught.value)
    with pytest.raises(PlanError):
        gate().outgoing([secret, secret], "Password: ")


def test_a_marker_is_a_comment_of_ours() -> None:
    assert gate().outgoing([Marker("!0123456789ab-1")])
    for text in ("reload", "!", "!0123456789ab-1 ", "0123456789ab-1"):
        with pytest.raises(PlanError):
            gate().outgoing([Marker(text)])


@pytest.mark.parametrize(
    "text",
    [
        *(one for one in LEAVES_THE_PLAN if one not in ROWS),
        "copy running-config startup-config",
        "copy running-config flash:mine.cfg",
        "copy running-config tftp://192.0.2.1/x",
        "delete /force flash:ikev2-x /recursive",
        "delete /force flash:../ikev2-x",
        "more flash:vlan.dat",
        "configure replace flash:other.cfg force",
        "clear crypto sa",
        "clear crypto ikev2 sa",
        "ping 10.0.0.1",
        "show running-config | redirect flash:x",
        "show running-config | red flash:x",
        "show running-config | REDIRECT flash:x",
        "show running-config | append flash:x",
        "show running-config | tee flash:x",
        "show running-config | include x | tee flash:x",
        "sh run | redirect flash:x",
    ],
)
def test_a_command_that_is_no_row_of_the_table_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="is not a command this tool types"):
        commands.admit(ExecLine(text))


@pytest.mark.parametrize(
    "text",
    [
        "show clock",
        "show running-config | section crypto",
        "show ip interface brief | include Tunnel|up",
        "show logging | include %CRYPTO|t0 up",
    ],
)
def test_steps_may_look_at_everything(text: str) -> None:
    assert commands.show(text).text == text


def test_every_command_of_the_table_is_one_row() -> None:
    rows = [one for one in vars(commands).values() if isinstance(one, commands.Command)]

    assert sorted(row.form for row in rows) == sorted(row.form for row in commands.TABLE)
    assert len({row.form for row in rows}) == len(rows)


@settings(max_examples=400)
@given(
    st.sampled_from(["", *MODES]),
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(["no", "crypto", "map", "interface", "do", "Tunnel1", "\n", "reload"])
        ).map(" ".join),
    ),
)
def test_what_passes_is_one_printable_line_that_starts_with_a_word_of_ours(
    path: str, text: str
) -> None:
    mode = inside(path) if path else grammar.GLOBAL

    if grammar.after(mode, text) is not None:
        assert text.isprintable()
        assert text.isascii()
        assert text.removeprefix("no ").split(" ")[0] in FIRST_WORDS
