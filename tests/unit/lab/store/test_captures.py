"""Configurations of real routers, typed into the store. Sources: the README of the captures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.cli.interfaces import SOFTWARE, canonical, kind_of
from nornir_ikev2.lab.contracts import LineReply
from nornir_ikev2.lab.store.config import RunningConfig

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "captures" / "configs"
FILES = sorted(FOLDER.rglob("*.cfg")) if FOLDER.is_dir() else []
RELEASE = Release("15.9", (15, 9))
HEAD = re.compile(r"^int\S* +(\S+?)(?:\.\d+)?(?: .*)?$", re.MULTILINE | re.IGNORECASE)
EXEC = re.compile(r"#|(?:en|ena|enable|conf.*|write.*|show .*|ping .*|exit|end)$")
"""Lines that people pasted around a configuration: exec commands, titles."""
OURS = re.compile(
    r"crypto |tunnel |router |ip access-list |access-list |ip route |interface |vrf |archive"
    r"|network |neighbor |permit |deny |address-family |encryption |integrity |group |prf |proposal "
    r"|peer |address |pre-shared-key |match |authentication |keyring |lifetime |dpd |set |mode "
)
PLACEHOLDER = re.compile(r"<\w+>|\.X")
SHARE = 0.98

pytestmark = pytest.mark.skipif(not FILES, reason="the captures are not on this machine")


def ports(text: str) -> tuple[str, ...]:
    names = [canonical(name) for name in HEAD.findall(text)]
    return tuple(dict.fromkeys(name for name in names if name and kind_of(name) not in SOFTWARE))


def typed(path: Path) -> tuple[RunningConfig, list[LineReply]]:
    text = path.read_text(encoding="utf-8", errors="replace")
    router = RunningConfig(RELEASE, ports(text), hostname="router")
    replies = router.load(text)
    return router, [reply for reply in replies if reply.line.strip(" !")]


def refused_by_grammar(replies: list[LineReply]) -> list[str]:
    return [reply.line for reply in replies if reply.refused and "^" in reply.message]


def test_nearly_all_lines_are_known() -> None:
    total = refused = 0
    for path in FILES:
        _, replies = typed(path)
        real = [reply for reply in replies if not EXEC.match(reply.line.strip())]
        total += len(real)
        refused += sum(1 for reply in real if reply.refused)
    assert total > 5000
    assert 1 - refused / total >= SHARE


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines_of_vpn_routing_and_access_lists_are_all_known(path: Path) -> None:
    _, replies = typed(path)
    unknown = [
        line
        for line in refused_by_grammar(replies)
        if OURS.match(line.strip()) and not PLACEHOLDER.search(line)
    ]
    assert unknown == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_typed_prints_itself_when_loaded(path: Path) -> None:
    router, _ = typed(path)
    again = RunningConfig(RELEASE, router.ports, hostname="router")
    assert [reply.line for reply in again.load(router.text()) if reply.refused] == []
    assert again.text() == router.text()


GENUINE = re.compile(r"^version \d", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_crypto_lines_print_as_the_real_router_printed_them(path: Path) -> None:
    """Only for outputs of a router: they begin with its version. Blanks at the end may be lost."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if not GENUINE.search(text):
        pytest.skip("typed by hand")
    router, replies = typed(path)
    wrong = {reply.line.strip() for reply in replies if reply.refused}
    printed = {line.rstrip() for line in router.text().splitlines()}
    real = [
        line.rstrip()
        for line in text.splitlines()
        if re.match(
            r" *(?:crypto (?:ikev2|ipsec|map)|tunnel |set (?:peer|trans|pfs|ikev2)|keyring|proposal )",
            line,
        )
        and line.strip() not in wrong
    ]
    assert [line for line in real if line not in printed] == []
