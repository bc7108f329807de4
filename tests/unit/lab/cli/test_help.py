from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.lab_shell import Desk, StillClock
from nornir_ikev2.lab.cli import builtin, helptexts
from nornir_ikev2.lab.cli.pattern import (
    Choice,
    Element,
    Maybe,
    Repeat,
    Sequence,
    Value,
    Word,
    parse,
)
from nornir_ikev2.lab.files.commands import COMMANDS
from nornir_ikev2.lab.grammar.catalogue import MODES
from nornir_ikev2.lab.show.commands import commands as shows
from nornir_ikev2.lab.wan.commands import commands as acts
from nornir_ikev2.lab.wan.fabric import Fabric

Path = tuple[str, ...]
LONG = 3


class Silent:
    """Walks a pattern and collects the words no table speaks of."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.found: set[str] = set()

    def walk(self, element: Element, paths: set[Path]) -> set[Path]:
        match element:
            case Word(word):
                self._ask(paths, word)
                return {(*path, word)[-LONG:] for path in paths}
            case Value(name, kind):
                self._ask(paths, f"<{name}>", f"<{kind}>")
                return paths
            case Sequence(items):
                for item in items:
                    paths = self.walk(item, paths)
                return paths
            case Choice(branches):
                return set[Path]().union(*(self.walk(one, paths) for one in branches))
            case Maybe(item) | Repeat(item):
                return paths | self.walk(item, paths)

    def _ask(self, paths: set[Path], *names: str) -> None:
        self.found.update(
            " ".join((*path, names[0]))
            for path in paths
            if not helptexts.text(self.mode, path, *names)
        )


def silent(mode: str, patterns: Iterator[str]) -> set[str]:
    walker = Silent(mode)
    for pattern in patterns:
        walker.walk(parse(pattern), {()})
    return walker.found


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_every_word_of_every_mode_has_a_text(mode: object) -> None:
    known = next(one for one in MODES if one is mode)
    assert silent(known.name, (line.pattern for line in known.lines)) == set()


def test_every_word_of_every_exec_command_has_a_text() -> None:
    fabric = Fabric(StillClock())
    commands = (*COMMANDS, *shows(fabric), *acts(fabric))
    patterns = (*(one[0] for one in builtin.PATTERNS), *(one.pattern for one in commands))
    assert silent(helptexts.EXEC, iter(patterns)) == set()


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.type("configure terminal")
    return desk


def rows(desk: Desk, partial: str) -> dict[str, str]:
    found = (line.strip().partition("  ") for line in desk.shell.help(partial).splitlines())
    return {word: text.strip() for word, _, text in found}


def test_the_layout_is_that_of_recorded_sessions(desk: Desk) -> None:
    """IOS-XE 17.15.1; lines of features the lab has not are left out."""
    assert desk.shell.help("").startswith("Configure commands:\n  aaa ")
    desk.type("router eigrp NAMED")
    assert desk.shell.help("") == (
        "Router configuration commands:\n"
        "  address-family  Enter Address Family command mode\n"
        "  default         Set a command to its defaults\n"
        "  exit            Exit from routing protocol configuration mode\n"
        "  no              Negate a command or set its defaults\n"
        "  shutdown        Shutdown this instance of EIGRP"
    )
    desk.type("address-family ipv4 unicast autonomous-system 100", "af-interface default")
    assert desk.shell.help("authentication ") == (
        "  key-chain  key-chain\n  mode       authentication mode"
    )
    assert "exit" not in rows(desk, "")


def test_tunnel_protection(desk: Desk) -> None:
    desk.type("interface Tunnel0")
    assert desk.shell.help("tunnel protection ipsec profile PROF ").endswith(
        "  shared          Use a shared socket for the crypto connection.\n  <cr>            <cr>"
    )
    assert desk.shell.help("tunnel key ") == "  <0-4294967295>  key"


def test_interface_types_and_numbers(desk: Desk) -> None:
    listed = rows(desk, "interface ")
    assert listed["GigabitEthernet"] == "GigabitEthernet IEEE 802.3z"
    assert listed["Tunnel"] == "Tunnel interface"
    assert "Serial" not in listed
    assert desk.shell.help("interface tu") == "Tunnel"
    assert desk.shell.help("interface Gi ") == "  <1-4>  GigabitEthernet interface number"
    assert desk.shell.help("int Tunnel ") == "  <0-2147483647>  Tunnel interface number"
    assert desk.shell.complete("interface tu") == "interface Tunnel "


def test_ranges_texts_and_the_end_of_a_line(desk: Desk) -> None:
    assert rows(desk, "crypto ikev2 ")["proposal"] == "Define IKEV2 proposals"
    assert rows(desk, "crypto ikev2 dpd ") == {"<10-3600>": "DPD R-U-THERE interval"}
    assert rows(desk, "crypto map M ")["<1-65535>"] == "Sequence to insert into crypto map entry"
    assert rows(desk, "no router ospf 1 ")["<cr>"] == "<cr>"
    assert "end" in desk.shell.help("e").split()
