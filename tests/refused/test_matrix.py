"""Fifteen classes of bad input over every file a person writes, and over arguments: refused in golden words.

A file per case, in the folder of its class, named `FILE-VARIANT.yaml`:

    edit:       file -> text found once -> its replacement, in the example site
    write:      file -> its whole text
    arguments:  of the command, `run deploy-hub-spoke` where nothing is said
    exit:       1, or 2 for usage
    says:       all of stderr

`NORNIR_IKEV2_UPDATE=1` rewrites exit and says; read the difference before you keep it. Every router of the
site leads to a socket that listens: a case that connects fails.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from example_site import lay_out_example
from nornir_ikev2.cli.app import app
from nornir_ikev2.cli.guard import guarded

HERE: Final = Path(__file__).parent
CASES: Final = sorted(HERE.glob("[01]*/*.yaml"))
FILES: Final = (
    *("vpns", "hosts", "groups", "defaults", "nornir", "playbook", "secrets"),
    *("arguments", "topology"),
)
CLASSES: Final = (
    "01-control-characters",
    "02-question-mark",
    "03-characters-of-keys",
    "04-keywords-as-keys",
    "05-ciphertext-as-keys",
    "06-names",
    "07-descriptions",
    "08-addresses",
    "09-yaml-traps",
    "10-paths",
    "11-weak-cryptography",
    "12-raw-configuration",
    "13-plan-files",
    "14-output",
    "15-templates",
)
ADDRESSES: Final = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
BOX: Final = re.compile(r"[│╭╮╰╯─]+")


@dataclass(frozen=True)
class Routers:
    """Sockets where the routers of the site should be."""

    port: int
    sockets: tuple[socket.socket, ...]

    def seen(self) -> list[str]:
        """Addresses somebody connected to; empties the queues."""
        found: list[str] = []
        for one in self.sockets:
            try:
                connection, _ = one.accept()
            except BlockingIOError:
                continue
            connection.close()
            found.append(str(one.getsockname()[0]))
        return found


@pytest.fixture(scope="module")
def routers() -> Generator[Routers]:
    with ExitStack() as stack:
        port = 0
        made: list[socket.socket] = []
        for address in ADDRESSES:
            one = stack.enter_context(socket.socket())
            one.bind((address, port))
            port = one.getsockname()[1]
            one.listen()
            one.setblocking(False)
            made.append(one)
        yield Routers(port, tuple(made))


def lay_out(root: Path, case: dict[str, Any], routers: Routers) -> None:
    """The example site with its routers at our sockets, then what the case changes."""
    lay_out_example(root)
    hosts = root / "inventory" / "hosts.yaml"
    text = hosts.read_text()
    for number, address in enumerate(ADDRESSES, start=1):
        text = text.replace(
            f"hostname: 127.0.0.1\n  port: 220{number}\n",
            f"hostname: {address}\n  port: {routers.port}\n",
        )
    hosts.write_text(text)
    for file, edits in case.get("edit", {}).items():
        text = (root / file).read_text()
        for old, new in edits.items():
            assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
            text = text.replace(old, new)
        (root / file).write_text(text)
    for file, text in case.get("write", {}).items():
        (root / file).parent.mkdir(mode=0o700, exist_ok=True)
        (root / file).write_text(text)
        (root / file).chmod(0o600)


def words(text: str, root: Path) -> str:
    """What was said, without what differs between machines: the folder, and frames of a terminal."""
    text = text.replace(f"{root}/", "").replace(str(root), ".")
    if "╭" not in text:
        return text
    lines = (BOX.sub(" ", line).strip() for line in text.splitlines())
    return " ".join(line for line in lines if line) + "\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NORNIR_PROJECT", raising=False)
    return tmp_path


def call(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Type a command in this process; return its exit code."""
    monkeypatch.setattr("sys.argv", ["nornir", *arguments])
    with pytest.raises(SystemExit) as left:
        guarded(app)
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_refused_before_any_router_is_connected(
    path: Path,
    site: Path,
    routers: Routers,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = yaml.safe_load(path.read_text())
    lay_out(site, case, routers)

    code = call(case.get("arguments", ["run", "deploy-hub-spoke"]), monkeypatch)

    printed = capsys.readouterr()
    said = words(printed.err, site)
    if os.environ.get("NORNIR_IKEV2_UPDATE"):
        head, _, _ = path.read_text().partition("\nexit:")
        body = "".join(f"  {line}\n" for line in said.splitlines())
        path.write_text(f"{head}\nexit: {code}\nsays: |\n{body}")
    assert routers.seen() == []
    assert printed.out == ""
    assert (code, said) == (case["exit"], case["says"])
    assert code in {1, 2}
    assert not list(site.rglob("crash-*"))


def test_the_site_of_the_cases_is_right_and_its_sockets_see_who_connects(
    site: Path, routers: Routers, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(site, {}, routers)
    for number, one in enumerate(routers.sockets):
        with socket.create_connection(one.getsockname()):
            assert routers.seen() == [ADDRESSES[number]]

    assert call(["check"], monkeypatch) == 0
    assert routers.seen() == []


def test_every_cell_of_the_matrix_has_a_case_or_a_reason() -> None:
    reasons = yaml.safe_load((HERE / "not-applicable.yaml").read_text())
    covered = {(path.parent.name, path.stem.split("-")[0]) for path in CASES}
    excused = {(name, file) for name, files in reasons.items() for file in files}

    assert covered | excused == {(name, file) for name in CLASSES for file in FILES}
    assert not covered & excused
    assert all(reason.strip() for files in reasons.values() for reason in files.values())
