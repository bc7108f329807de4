from __future__ import annotations

import pytest

from fakes.ios_channel import FakeIos
from nornir_ikev2.drivers.ios.commands import COPY, show
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.lines import Name
from nornir_ikev2.drivers.ios.login import prepare
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.drivers.protocol import ConfigLine
from nornir_ikev2.errors import AuthRefused, PlanError, ReplyTimeout, SessionLost

LOG = "\r\n*Mar  1 00:01:02.123: %LINK-3-UPDOWN: Interface Tunnel1, changed state to up\r\n"
TERMINAL = 'Line 2, Location: "", Type: "vt100"\nLength: {} lines, Width: 511 columns'


def exchange(ios: FakeIos) -> Exchange:
    return Exchange(Wire(ios, "R1", lambda: not ios.closed))


def ask(ios: FakeIos, *commands: str) -> list[str]:
    return [one.text for one in exchange(ios).ask([show(line) for line in commands])]


def test_many_commands_cost_one_round_trip() -> None:
    ios = FakeIos({"show a": "one\ntwo", "show b": "", "show c": "three"})
    asked = exchange(ios)

    answers = asked.ask([show(f"show {one}") for one in "abc"])

    assert [one.text for one in answers] == ["one\ntwo", "", "three"]
    assert asked.wire.round_trips == 1


@pytest.mark.parametrize("chunk", [1, 2, 7, 65536])
def test_answers_do_not_depend_on_how_bytes_arrive(chunk: int) -> None:
    ios = FakeIos({"show a": "one\ntwo#", "show b": "x"}, chunk=chunk)

    assert ask(ios, "show a", "show b") == ["one\ntwo#", "x"]


def test_a_log_line_with_the_prompt_amid_output_does_not_cut_the_answer() -> None:
    text = "\n".join(f"line {n}" for n in range(40))
    noisy = text.replace("line 7\n", f"line 7\n{LOG.strip()}\nR1#\n")

    (answer,) = ask(FakeIos({"show run": noisy}), "show run")

    assert [line for line in answer.split("\n") if line.startswith("line")] == text.split("\n")


def test_a_log_line_before_an_echo_is_not_part_of_the_answer() -> None:
    ios = FakeIos({"show a": "one"}, before={"show a": LOG})

    assert ask(ios, "show a") == ["one"]


def test_a_log_line_in_the_middle_of_an_echo_is_seen_through() -> None:
    class Interrupted(FakeIos):
        def _line(self, line: str) -> None:
            super()._line(line)
            self._out = self._out.replace("#show b", f"#sho{LOG}w b")

    assert ask(Interrupted({"show a": "one", "show b": "two"}), "show a", "show b") == [
        "one",
        "two",
    ]


def test_show_logging_keeps_its_log_lines() -> None:
    assert ask(FakeIos({"show logging": LOG.strip()}), "show logging") == [LOG.strip()]


def test_a_dead_session_is_lost_at_once_and_not_a_timeout() -> None:
    with pytest.raises(SessionLost):
        ask(FakeIos({"show a": "one"}, drop_after=1), "show a", "show b")


def test_a_silent_router_is_a_timeout_that_names_the_command() -> None:
    ios = FakeIos()
    asked = exchange(ios)
    asked.wire.write([show("show a")])
    asked.wire.line()
    asked.wire.line()

    with pytest.raises(ReplyTimeout) as caught:
        asked.wire.line()

    assert caught.value.line == "show a"


def test_a_router_that_pages_against_its_orders_is_read_whole() -> None:
    long = "\n".join(f"line {n}" for n in range(10))
    ios = FakeIos({"show terminal": TERMINAL.format(24), "show a": long, "show b": long}, pages=4)
    asked = exchange(ios)

    prepare(asked, "R1", "")
    answers = asked.ask([show("show a"), show("show b")])

    assert [one.text for one in answers] == [long, long]


def test_login_verifies_the_terminal_in_one_round_trip_after_the_prompt() -> None:
    ios = FakeIos({"show terminal": TERMINAL.format(0)})
    asked = exchange(ios)

    prepare(asked, "R1", "")

    assert asked.wire.round_trips == 1
    assert not asked.wire.more
    assert [line for line in ios.typed if line[0] != "!"][:2] == [
        "terminal length 0",
        "terminal width 511",
    ]


def test_login_without_privilege_and_without_a_secret_is_refused() -> None:
    ios = FakeIos(
        {"show terminal": TERMINAL.format(0)}, asks={"enable": "% Access denied"}, end=">"
    )
    ios.replies = {**ios.replies, "enable": "Password: "}

    with pytest.raises(AuthRefused):
        prepare(exchange(ios), "R1", "")


def test_login_enables_with_the_secret() -> None:
    class Enabling(FakeIos):
        def _line(self, line: str) -> None:
            self.end = "#" if line == "s3cret" else self.end
            super()._line(line)

    replies = {"show terminal": TERMINAL.format(0), "enable": "Password: "}
    ios = Enabling(replies, {"enable": ""}, end=">")

    prepare(exchange(ios), "R1", "s3cret")

    assert ios.typed.count("s3cret") == 1


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "what?", "a\x03", "a\x16", "ü", "x" * 255])
def test_the_second_gate_refuses_what_is_not_one_printable_line(text: str) -> None:
    ios = FakeIos()
    wire = exchange(ios).wire
    wire.gate.saw("config")

    with pytest.raises(PlanError):
        wire.write([ConfigLine(f"ip route 10.0.0.0 255.0.0.0 {text}", "masked")])

    assert ios.typed == []


def test_a_host_name_of_63_letters_is_no_trouble() -> None:
    ios = FakeIos({"show a": "one"}, host="h" * 63)

    assert ask(ios, "show a") == ["one"]


def test_a_dialogue_answers_questions_and_returns_all_output() -> None:
    copy = "copy running-config flash:ikev2-x"
    ios = FakeIos({copy: "Destination filename [x]? "}, asks={copy: "10 bytes copied in 0.1 secs"})

    output = exchange(ios).dialogue(COPY.line(Name("flash:ikev2-x")), {})

    assert "10 bytes copied" in output
    assert ios.typed == [copy, ""]
