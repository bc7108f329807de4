"""The reply reader in any weather: an answer is the device's own text, or there is none."""

from __future__ import annotations

import os
from dataclasses import replace

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from fakes.hostile_channel import NOISE, HostileIos, Weather
from fakes.ios_channel import Reply
from nornir_ikev2.drivers.ios.commands import END, show
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.lines import config
from nornir_ikev2.drivers.ios.login import prepare
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.ios.window import Pusher
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.drivers.protocol import Section
from nornir_ikev2.errors import DeviceError, NornirIkev2Error

EXAMPLES = 3000 if os.environ.get("NORNIR_IKEV2_LONG") else 300
LINES = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.sampled_from(
        [
            *("", "end", "!", "% Invalid input detected", "R1#", "R1>", "R1(config)#", "show a"),
            *(
                "R1#show b",
                " --More-- ",
                "Password:",
                "[confirm]",
                "!0123456789ab-1",
                "interface Tu",
            ),
            *("*** ", "Building configuration...", "%LINK-3-UPDOWN", "a#b", "ende", "^C", "\u00fc"),
        ]
    ),
)
"""Lines a device may print, hostile ones among them; none looks like a log line of its own."""
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


@st.composite
def weather(draw: st.DrawFn, *, fatal: bool = True) -> Weather:
    return Weather(
        pieces=draw(st.lists(st.integers(1, 60), min_size=1, max_size=6)),
        noise=tuple(
            draw(
                st.lists(st.tuples(st.integers(0, 700), st.integers(0, len(NOISE) - 1)), max_size=4)
            )
        ),
        ends=draw(st.none() | st.integers(0, 900)) if fatal else None,
        silent=draw(st.none() | st.integers(0, 900)) if fatal else None,
        escapes=frozenset(draw(st.sets(st.integers(0, 400), max_size=4))),
    )


def clean(text: str) -> str:
    """The device's text as a person would copy it: no blanks at line ends, no empty lines around noise."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


def same(answer: str, device: str) -> bool:
    """Whether an answer is the device's text; noise leaves an empty line where it stood."""
    found, wanted = clean(answer).split("\n"), clean(device).split("\n")
    return [line for line in found if line] == [line for line in wanted if line]


@settings(max_examples=EXAMPLES)
@given(st.lists(TEXTS, min_size=1, max_size=4), weather())
def test_an_answer_is_the_devices_text_or_an_error(texts: list[str], around: Weather) -> None:
    replies = {f"show {'abcd'[n]}x": text for n, text in enumerate(texts)}
    first = sum(map(len, texts))
    # One cut through the same letter of two readings can't be told from the text; see `Exchange.ask`.
    noise = tuple(one for one in around.noise if one[0] < first)
    ios = HostileIos(replies, weather=replace(around, noise=noise))
    asked = Exchange(Wire(ios, "R1", lambda: not ios.closed))

    try:
        asked.first_prompt(1)
        answers = asked.ask([show(command) for command in replies])
    except DeviceError as error:
        event(type(error).__name__)
        return
    event("answered")
    for answer, text in zip(answers, texts, strict=True):
        assert same(answer.text, text)
        assert (answer.mode, answer.privileged) == ("", True)


@settings(max_examples=EXAMPLES)
@given(TEXTS, st.integers(1, 9), weather(fatal=False))
def test_a_router_that_pages_is_read_whole(text: str, pages: int, around: Weather) -> None:
    assume("--More--" not in text)  # a pager whose text says so can't be told from its own words
    ios = HostileIos({"show ax": text, "show bx": "one\ntwo"}, pages=pages, weather=around)
    asked = Exchange(Wire(ios, "R1", lambda: not ios.closed))
    ios.weather = replace(around, noise=())
    asked.wire.more = True

    asked.first_prompt(1)
    try:
        answers = asked.ask([show("show ax"), show("show bx")])
    except DeviceError as error:
        event(type(error).__name__)
        return
    event("answered")
    assert same(answers[0].text, text)
    assert answers[1].text == "one\ntwo"


PUSHED = ("crypto ikev2 proposal P", "encryption aes-cbc-256", "integrity sha256", "group 19")
REPLIES = st.sampled_from(
    [
        *("", "", "", "% Invalid input detected at '^' marker.", "% Incomplete command."),
        *(
            "%Warning: weaker encryption algorithm is deprecated",
            "IKEv2 proposal MUST have a group",
        ),
        *("% Policy already has same proposal set ", "ERROR: no such thing", "Command rejected: x"),
        *("R1(config)#", "some words", "end", "group 19", "R1(config)#group 19"),
    ]
)


@settings(max_examples=EXAMPLES)
@given(st.lists(REPLIES, min_size=4, max_size=4), weather())
def test_a_push_succeeds_only_when_every_line_was_typed_and_none_was_refused(
    replies: list[str], around: Weather
) -> None:
    said: dict[str, Reply] = dict(zip(PUSHED, replies, strict=True))
    ios = HostileIos(said, mode="(config)", weather=around)
    wire = Wire(ios, "R1", lambda: not ios.closed)
    wire.gate.saw("config")
    push = Pusher(Exchange(wire), "R1")
    push.queue([Section("proposals", tuple(config(line) for line in PUSHED))], END.line())

    try:
        count = push.push("proposals")
        closed = push.finish()
    except DeviceError as error:
        event(type(error).__name__)
        return
    event("pushed")
    assert (count, closed) == (4, True)
    assert [line for line in ios.typed if line[:1] != "!"] == [*PUSHED, "end"]
    assert not any(refusal([one]) for one in replies)


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=300), st.lists(st.integers(1, 40), min_size=1, max_size=5), st.booleans())
def test_no_bytes_make_the_reader_fail_in_another_way(
    data: bytes, pieces: list[int], login: bool
) -> None:
    class Garbage(HostileIos):
        def _let_out(self) -> None:
            super()._let_out()
            self._ready, self.garbage = self._ready + self.garbage, b""

        garbage = data

    ios = Garbage({"show ax": "one"}, weather=Weather(pieces))
    asked = Exchange(Wire(ios, "R1", lambda: not ios.closed))

    try:
        if login:
            prepare(asked, "R1", "secret")
        else:
            asked.ask([show("show ax")])
    except NornirIkev2Error as error:
        event(type(error).__name__)
