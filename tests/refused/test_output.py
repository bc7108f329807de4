"""Class 14: what routers, peers and files say is shown as text, not obeyed by a terminal or a browser.

There is no CSV and no HTML page; the SVG of `--svg` is what a browser opens.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from fakes.ios_channel import FakeIos
from nornir_ikev2.change.outcome import Failure, RouterOutcome, RunResult, TunnelOutcome
from nornir_ikev2.cli import parse, predict, run
from nornir_ikev2.cli.guard import guarded
from nornir_ikev2.drivers.ios.commands import show as show_command
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.errors import CommandRefused, PlanError
from nornir_ikev2.plain import CONTROL, without_escapes
from nornir_ikev2.report.document import document
from nornir_ikev2.report.terminal import show

ESCAPES: Final = "\x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x1bPq\x1b\\ \x07\x00"
HOSTILE: Final = "<script>alert('x')</script> & ]]> [/red] [bold]b[/bold] {{ 7*7 }} =1+1"
FAILED: Final = Failure.of(CommandRefused(HOSTILE, reply=HOSTILE, line=HOSTILE, cure=HOSTILE))
RESULT: Final = RunResult(
    run="20260101-000000-0001",
    playbook="deploy-hub-spoke",
    outcome="restored",
    routers=(RouterOutcome("hub1", "restored", added=(HOSTILE,), error=FAILED),),
    tunnels=(TunnelOutcome("v", ("a", "b"), ok=False, reason="DOWN", detail=HOSTILE),),
    failures=(FAILED,),
    warnings=(HOSTILE,),
)


def test_no_escape_of_a_router_gets_past_the_session() -> None:
    ios = FakeIos({"show ax": f"one {ESCAPES}two\nbanner \x03 end"})

    (answer,) = Exchange(Wire(ios, "R1")).ask([show_command("show ax")])

    assert answer.text.startswith("one red")
    assert answer.text.endswith("two\nbanner ^C end")
    assert not CONTROL.search(answer.text.replace("\n", ""))


def test_a_report_shows_markup_as_it_stands() -> None:
    out = io.StringIO()

    show(RESULT, Console(file=out, width=400, markup=False), lines=True)

    assert out.getvalue().count("[/red] [bold]b[/bold]") >= 4


def test_the_picture_of_a_report_is_xml_without_scripts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "report.svg"

    report = run._print  # pyright: ignore[reportPrivateUsage] - the whole command needs routers
    report(
        lambda console: show(RESULT, console, lines=True), run.Options("x", svg=file), "<script>"
    )

    assert "[/red]" in capsys.readouterr().out
    names = {element.tag.rpartition("}")[2] for element in ET.parse(file).iter()}  # noqa: S314 - our own file
    assert "text" in names
    assert names.isdisjoint({"script", "foreignObject", "a"})
    assert "<script" not in file.read_text()


def test_json_holds_hostile_text_as_text() -> None:
    written = json.dumps(document(RESULT))

    assert json.loads(written)["failures"][0]["message"] == HOSTILE
    assert not CONTROL.search(written)


def test_saved_outputs_and_configurations_are_shown_without_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    escapes = ESCAPES.replace("\0", "")  # a file that holds one is refused as no text
    archive = tmp_path / "archive.txt"
    archive.write_text(
        "The maximum archive configurations allowed is 10.\n"
        "The next archive file will be named flash:x-3\n"
        f" Archive #  Name\n   1        flash:{escapes}x-1\n   2        flash:x-2 <- Most Recent\n"
    )
    config = tmp_path / "a.cfg"
    config.write_text(f"hostname {escapes}R1\ninterface Gi1\n ip address 192.0.2.1 255.255.255.0\n")

    parse.run("show archive", str(archive), as_json=False, project=None)
    predict.run(config, config, as_json=False)

    printed = capsys.readouterr().out
    assert "flash:" in printed
    assert not CONTROL.search(printed.replace("\n", ""))


def test_a_message_is_shown_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise PlanError(f"a router says {ESCAPES}", cure=f"\x1b[1mLook{ESCAPES}")

    with pytest.raises(SystemExit):
        guarded(fail)

    assert not CONTROL.search(capsys.readouterr().err.replace("\n", ""))


@given(st.text(st.sampled_from("\x1b[]PX^_;0123456789mAZ\\\x07\x9b\x9c\x08\r\n\tab\u202e\u2028é")))
def test_what_is_shown_holds_no_control_character_and_stays_as_it_is(text: str) -> None:
    once = without_escapes(text)

    assert not CONTROL.search(once)
    assert without_escapes(once) == once
    if not CONTROL.search(text):
        assert once == text
