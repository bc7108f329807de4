"""What is fuzzed: each target takes bytes, and may fail with nothing but an error of ours.

A target also states what may never be wrong in silence; a broken statement is an AssertionError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from fakes.hostile_channel import HostileIos, Weather
from nornir_ikev2.document import Value
from nornir_ikev2.document import parse as parse_yaml
from nornir_ikev2.drivers.ios import grammar
from nornir_ikev2.drivers.ios.commands import admit, show
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.lines import ExecLine
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.reading import COMMANDS, lock_holder, make_reading, pending
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.ios.tree import parse as parse_config
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.hostrules import check_defaults, check_elements, check_rings
from nornir_ikev2.intent.shape import shape
from nornir_ikev2.plain import CONTROL, without_escapes
from nornir_ikev2.playbook import parse_playbook
from nornir_ikev2.verify.parse import commands, parse

ROOT: Final = Path(__file__).resolve().parents[2]
PARSERS: Final = [ROOT / "parsers"]
LINE_END: Final = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""Where YAML 1.1 ends a line."""
Target = Callable[[bytes], None]


def text_of(data: bytes) -> str:
    """Bytes as text, any bytes."""
    return data.decode("utf-8", errors="replace")


def yaml(data: bytes) -> None:
    """A YAML file gives data without control characters, or faults."""
    for strict in (True, False):
        found = parse_yaml(text_of(data), "f", strict=strict)
        assert found.faults or not any(
            CONTROL.search(one) or "\n" in one for one in _texts(found.data)
        )


def vpns(data: bytes) -> None:
    """`vpns.yaml` gives entries or faults; each fault has a line in the file."""
    text = text_of(data)
    document = parse_yaml(text, "vpns.yaml")
    shape(document)
    last = len(LINE_END.split(text)) + 1
    assert all(0 <= fault.line <= last for fault in document.faults)


def inventory(data: bytes) -> None:
    """Hosts, groups and defaults give faults, never another error."""
    document = parse_yaml(text_of(data), "hosts.yaml", strict=False)
    check_elements(document, {"hubs": {}})
    check_rings(document)
    check_defaults(document)


def playbook(data: bytes) -> None:
    """A playbook is right or refused."""
    document = parse_yaml(text_of(data), "playbooks/x.yaml", strict=False)
    with suppress(NornirIkev2Error):
        parse_playbook(document, "x", ["read_router", "plan_change", "checkpoint"])


def outputs(data: bytes) -> None:
    """An output is read by the template its first byte chooses, wholly or not at all."""
    known = _commands()
    with suppress(NornirIkev2Error):
        for record in parse(
            known[data[0] % len(known)] if data else known[0], text_of(data[1:]), PARSERS
        ):
            assert all(isinstance(key, str) for key in record)


def configs(data: bytes) -> None:
    """Any configuration has a tree, a view and a normal form that stays."""
    text = text_of(data)
    parse_config(text)
    view("R1", text)
    once = normalise(text)
    assert normalise(once) == once
    assert mask(mask(text)) == mask(text)


def readings(data: bytes) -> None:
    """Answers of the first look make a reading, or an error."""
    parts = (text_of(data).split("\f") + [""] * len(COMMANDS))[: len(COMMANDS)]
    names = tuple(one.form for one in COMMANDS)
    with suppress(NornirIkev2Error):
        make_reading("R1", dict(zip(names, parts, strict=True)))
    pending(parts[3])
    lock_holder(parts[4])
    refusal(parts[0].splitlines())


def replies(data: bytes) -> None:
    """A router that prints these bytes in an answer, in pieces of these sizes, is read or not at all."""
    size = 1 + (data[0] if data else 0)
    text = without_escapes(text_of(data[1:]).replace("\r", ""))
    ios = HostileIos({"show ax": text, "show bx": "two"}, weather=Weather((size, 7)))
    asked = Exchange(Wire(ios, "R1", lambda: not ios.closed))
    try:
        asked.first_prompt(1)
        first, second = asked.ask([show("show ax"), show("show bx")])
    except NornirIkev2Error:
        return
    if not first.disturbed and first.text.count("\n") == text.count("\n"):
        assert first.text == text
    assert second.text == "two"


def lines(data: bytes) -> None:
    """What may be typed is one printable line, in any mode."""
    text = text_of(data)
    for mode in (grammar.GLOBAL, "keyring", "peer", "tunnel", "interface", "router", "crypto map"):
        if grammar.after(mode, text) is not None:
            assert text.isascii()
            assert text.isprintable()
    with suppress(NornirIkev2Error):
        assert admit(ExecLine(text)).text.isprintable()


TARGETS: Final[dict[str, Target]] = {
    one.__name__: one
    for one in (yaml, vpns, inventory, playbook, outputs, configs, readings, replies, lines)
}


def seeds(name: str) -> Iterator[bytes]:
    """Inputs to start from: files of the project."""
    files = {
        "yaml": ("inventory/*.yaml", "nornir.yaml", "playbooks/*.yaml", "lab/*.yml"),
        "vpns": ("inventory/vpns.yaml",),
        "inventory": ("inventory/hosts.yaml", "inventory/groups.yaml", "inventory/defaults.yaml"),
        "playbook": ("playbooks/*.yaml",),
        "configs": ("lab/configs/*.cfg",),
        "readings": ("lab/configs/*.cfg",),
        "replies": ("lab/configs/*.cfg", "tests/content/outputs/*.txt"),
        "lines": (),
    }
    for pattern in files.get(name, ()):
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_bytes()
    if name == "outputs":
        known = _commands()
        for path in sorted((ROOT / "tests/content/outputs").glob("*.txt")):
            command = path.stem.split("~")[0].replace("_", " ")
            if command in known:
                yield bytes([known.index(command)]) + path.read_bytes()
    if name == "lines":
        yield from (
            b"crypto ikev2 proposal P",
            b"no interface Tunnel1",
            b"show version | include a",
        )


@cache
def _commands() -> list[str]:
    return [one for one in commands(PARSERS) if "<" not in one and "[" not in one]


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
