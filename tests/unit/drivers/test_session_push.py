from __future__ import annotations

import pytest

from fakes.ios_channel import FakeIos
from nornir_ikev2.drivers.ios.commands import END
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.lines import Secret, config, from_router
from nornir_ikev2.drivers.ios.window import Pusher
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.drivers.protocol import ConfigLine, Section, SectionName
from nornir_ikev2.errors import CommandRefused, SessionLost

LOG = "\r\n*Mar  1 00:01:02.123: %LINK-3-UPDOWN: Interface Tunnel1, changed state to up\r\n"
INVALID = "            ^\n% Invalid input detected at '^' marker.\n"


def section(name: SectionName, *lines: str | ConfigLine) -> Section:
    made = tuple(from_router(one) if isinstance(one, str) else one for one in lines)
    return Section(name, made)


PROPOSALS = section("proposals", "crypto ikev2 proposal P", "encryption aes-cbc-256", "group 19")
POLICIES = section("policies", "crypto ikev2 policy P", "proposal P")
TUNNELS = section("tunnels", "interface Tunnel1", "tunnel mode ipsec ipv4")


def pusher(ios: FakeIos, *sections: Section) -> tuple[Pusher, Wire]:
    ios.mode = "(config)"
    wire = Wire(ios, "R1", lambda: not ios.closed)
    wire.gate.saw("config")
    made = Pusher(Exchange(wire), "R1")
    made.queue(sections)
    return made, wire


def test_a_small_change_is_one_round_trip_however_many_sections() -> None:
    ios = FakeIos()
    push, wire = pusher(ios, PROPOSALS, POLICIES, TUNNELS)

    counts = [push.push(name) for name in ("proposals", "policies", "keyrings", "tunnels")]

    assert counts == [3, 2, 0, 2]
    assert wire.round_trips == 1
    assert ios.typed[:-1] == [
        line.text for one in (PROPOSALS, POLICIES, TUNNELS) for line in one.lines
    ]


def test_the_closing_line_goes_out_with_the_last_window_and_is_awaited() -> None:
    ios = FakeIos()
    push, wire = pusher(ios)
    push.queue([PROPOSALS, POLICIES], closing=END.line())

    assert [push.push(name) for name in ("proposals", "policies")] == [3, 2]
    assert push.finish()

    assert wire.round_trips == 1
    assert ios.typed[-2] == "end"
    assert ios.mode == ""


def test_nothing_is_closed_where_nothing_was_typed() -> None:
    push, _ = pusher(FakeIos())
    push.queue([], closing=END.line())

    assert not push.finish()


def test_a_large_section_goes_out_in_several_windows() -> None:
    lines = ["ip access-list extended A"]
    lines += [f"permit ip 10.0.{n // 256}.{n % 256} 0.0.0.0 any" for n in range(3999)]
    ios = FakeIos(chunk=1000)
    push, wire = pusher(ios, section("access_lists", *lines))

    assert push.push("access_lists") == 4000
    assert [one for one in ios.typed if one[0] != "!"] == lines
    assert 5 < wire.round_trips < 20


def test_messages_that_are_no_errors_do_not_stop_a_push() -> None:
    ios = FakeIos(
        {
            "crypto ikev2 proposal P": "IKEv2 proposal MUST either have a set of an encryption algorithm "
            "other than aes-gcm, an integrity algorithm and a DH group configured or \n"
            " encryption algorithm aes-gcm, a prf algorithm and a DH group configured",
            "proposal P": "% Policy already has same proposal set ",
            "crypto map M 10 ipsec-isakmp": "% NOTE: This new crypto map will remain disabled until a peer\n"
            "\tand a valid access list have been configured.",
            "encryption aes-cbc-256": "%Warning: weaker encryption algorithm is deprecated",
        }
    )
    maps = section("crypto_maps", "crypto map M 10 ipsec-isakmp")
    push, _ = pusher(ios, PROPOSALS, POLICIES, maps)

    assert [push.push(name) for name in ("proposals", "policies", "crypto_maps")] == [3, 2, 1]


@pytest.mark.parametrize(
    "reply",
    [
        INVALID,
        "% Incomplete command.\n",
        '% Ambiguous command:  "integrity sh"',
        "% Cannot remove as proposal is in use.",
        "% No Proposal exists with the specified name X",
        "Proposal with ESP is missing cipher",
        "% Crypto-map X is in use by interface(s): Gi3",
        'ERROR: transform set with tag "X" does not exist.',
        "First remove the transform-set from the above crypto map",
        "password/key will be truncated to 127 characters",
        "Command authorization failed.",
        "Command rejected: not possible",
        "% Some refusal nobody has written down",
    ],
)
def test_a_refusal_stops_the_push_and_names_the_line(reply: str) -> None:
    ios = FakeIos({"encryption aes-cbc-256": reply})
    push, _ = pusher(ios, PROPOSALS, POLICIES)

    with pytest.raises(CommandRefused) as caught:
        push.push("proposals")

    assert caught.value.line == "encryption aes-cbc-256"
    assert reply.strip().splitlines()[-1].strip() in caught.value.reply
    assert "3 lines behind it were already on their way" in caught.value.message


def test_nothing_is_typed_after_a_refusal_and_the_session_stays_usable() -> None:
    ios = FakeIos({"permit ip 10.0.0.5 0.0.0.0 any": "% refused"})
    lines = ["ip access-list extended A"]
    lines += [f"permit ip 10.0.{n // 256}.{n % 256} 0.0.0.0 any" for n in range(4000)]
    push, wire = pusher(ios, section("access_lists", *lines), TUNNELS)

    with pytest.raises(CommandRefused):
        push.push("access_lists")
    typed = len(ios.typed)

    assert push.push("tunnels") == 0
    assert len(ios.typed) == typed < 600
    assert Exchange(wire).ask([END.line()])[0].mode == ""


def test_a_refused_key_is_nowhere_in_the_error() -> None:
    line = config("pre-shared-key local {}", Secret("CANARY" * 5))
    ios = FakeIos({"pre-shared-key*": lambda typed: f"% Invalid: {typed}"})
    push, _ = pusher(ios, section("keyrings", "crypto ikev2 keyring K", "peer P", line))

    with pytest.raises(CommandRefused) as caught:
        push.push("keyrings")

    shown = f"{caught.value!s} {caught.value!r} {caught.value.reply} {caught.value.line}"
    assert "CANARY" not in shown
    assert "<secret>" in shown


def test_a_session_dropped_in_mid_push_is_lost() -> None:
    push, wire = pusher(FakeIos(drop_after=4), PROPOSALS, POLICIES)

    assert push.push("proposals") == 3
    with pytest.raises(SessionLost) as caught:
        push.push("policies")
    assert wire.lost
    assert caught.value.line == POLICIES.lines[1].masked  # the first line that was not echoed


def test_log_lines_between_and_inside_echoes_are_no_errors() -> None:
    ios = FakeIos(before={"encryption aes-cbc-256": LOG, "interface Tunnel1": LOG})
    push, _ = pusher(ios, PROPOSALS, TUNNELS)

    assert [push.push(name) for name in ("proposals", "tunnels")] == [3, 2]


def test_the_timer_notice_amid_a_push_is_no_error() -> None:
    notice = (
        "\r\nRollback Confirmed Change: Rollback will begin in one minute.\r\n"
        'Enter "configure confirm" if you wish to keep what you\'ve configured\r\n'
    )
    push, _ = pusher(FakeIos(before={"group 19": notice}), PROPOSALS)

    assert push.push("proposals") == 3


def test_a_line_that_is_not_echoed_is_a_failure() -> None:
    class Swallowing(FakeIos):
        def _line(self, line: str) -> None:
            if line != "group 19":
                super()._line(line)

    push, _ = pusher(Swallowing(), PROPOSALS)

    with pytest.raises(CommandRefused) as caught:
        push.push("proposals")

    assert caught.value.line == "group 19"
    assert "not echoed" in caught.value.reply
