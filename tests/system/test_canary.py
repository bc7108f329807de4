"""No key, login password or enable secret is ever seen, whatever is done with a site."""

from __future__ import annotations

import base64
import resource
import signal
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from canary import (
    CANARIES,
    ENABLE,
    KEY,
    LOGIN,
    assert_no_canary,
    assert_private,
    canary_site,
    seen_in,
)
from site_under_test import NORNIR, Completed, Site

pytestmark = pytest.mark.timeout(300)  # many commands in a row, also on a busy machine


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with canary_site(tmp_path) as running:
        yield running


def wrappings(plain: bytes) -> Iterator[bytes]:
    yield b"key " + plain
    yield plain.hex().encode()
    yield plain[::-1]
    yield b"\x00\x01" + zlib.compress(b"config\n" * 9 + plain) + b"\xff"
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + plain + b"tail")


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_finds_a_canary_however_thinly_wrapped(canary: str) -> None:
    for wrapped in wrappings(canary.encode()):
        assert seen_in(wrapped)
    for wrapped in wrappings(b"nothing of the kind"):
        assert not seen_in(wrapped)


def test_a_whole_life_of_a_vpn_shows_no_secret(site: Site) -> None:
    said = [
        site.nornir("run", "deploy-hub-spoke", "--dry-run", "-v"),
        site.nornir("run", "deploy-hub-spoke", "-v", "--svg", "report.svg"),
        site.nornir("run", "deploy-hub-spoke", "--json"),
    ]
    routers = site.configs()
    said += [
        site.nornir("history"),
        site.nornir("show", "last"),
        site.nornir("show", "last", "--json"),
        site.nornir("check", "--json"),
        site.nornir("list", "--json"),
        site.nornir("lab", "status", "--json"),
        site.nornir("run", "remove-vpn", "--yes", "--json"),
    ]

    assert [one.code for one in said] == [0] * len(said), said
    assert all(KEY in config for config in routers.values())
    assert (site.root / "report.svg").is_file()
    assert_no_canary(site.root, *said)
    assert_private(site.root)


BOOM = '''"""Fail with a secret in the error's text and in local variables."""

from nornir_ikev2.api import Result, RouterChange, Task


def boom(task: Task, change: RouterChange) -> Result:
    """Raise what a careless library might."""
    keys = sorted(change.run.store.values())
    raise RuntimeError(f"can't send {keys} as {task.host.password}")
'''
PLAYBOOK = "description: x\nprepare: [read_router, boom, plan_change]\n"


def test_a_step_that_crashes_with_secrets_in_its_error_shows_none(site: Site) -> None:
    for folder, name, text in (("tasks", "boom.py", BOOM), ("playbooks", "boom.yaml", PLAYBOOK)):
        (site.root / folder).mkdir()
        (site.root / folder / name).write_text(text)

    said = [site.nornir("run", "boom", *options) for options in ((), ("-v",), ("--json",))]

    assert [one.code for one in said] == [1, 1, 1], said
    assert any((site.root / ".nornir").glob("crash-*.log"))
    assert "RuntimeError" in said[0].err + said[0].out
    crash = next((site.root / ".nornir").glob("crash-*.log")).read_text()
    assert "RuntimeError: can't send ['<secret>', '<secret>'" in crash
    assert "as <secret>" in crash
    assert_no_canary(site.root, *said)
    assert_private(site.root)


def test_refused_logins_show_no_secret(site: Site) -> None:
    said: list[Completed] = []
    wrong = {
        "NORNIR_PASSWORD": f"{LOGIN}-but-wrong",
        "NORNIR_ENABLE_SECRET": f"{ENABLE}-but-wrong",
        "NORNIR_USERNAME": "nobody",
    }
    for name, value in wrong.items():
        right = site.variables[name]
        site.variables[name] = value
        said += [site.nornir("run", "deploy-hub-spoke", *more) for more in ((), ("-v", "--json"))]
        site.variables[name] = right
    site.nornir("lab", "fault", "hub1", "other-host-key")
    said.append(site.nornir("run", "deploy-hub-spoke", "--json"))

    assert [one.code for one in said] == [1] * len(said), said
    assert_no_canary(site.root, *said)


def test_what_is_read_from_saved_configurations_shows_no_secret(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert site.nornir("run", "deploy-hub-spoke").code == 0
    saved = tmp_path_factory.mktemp("saved")
    for name, config in site.configs().items():
        (saved / f"{name}.cfg").write_text(config)
        assert KEY in config
    hub, spoke = str(saved / "hub1.cfg"), str(saved / "branch1.cfg")
    broken = saved / "broken.cfg"
    broken.write_text((saved / "branch1.cfg").read_text().replace("remote", "remote wrong"))

    said = [
        site.nornir("predict", hub, spoke),
        site.nornir("predict", hub, spoke, "--json"),
        site.nornir("predict", hub, str(broken), "--json"),
        site.nornir("parse", "show crypto ikev2 sa", hub),
        site.nornir("parse", "show running-config", hub, "--json"),
    ]

    assert said[0].code == 0
    assert_no_canary(site.root, *said)


def test_a_run_that_is_under_way_and_dies_shows_no_secret(site: Site) -> None:
    for router in ("hub1", "branch1", "branch2", "branch3"):
        assert site.nornir("lab", "fault", router, "delay", "ms=300").code == 0
    said: list[str] = []
    with subprocess.Popen(
        [NORNIR, "run", "deploy-hub-spoke", "-v"],
        cwd=site.root,
        env=site.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=no_limit_on_cores,  # noqa: PLW1509 - only a limit is set
    ) as run:
        assert run.stderr
        for line in run.stderr:
            said.append(line)
            if "push_" in line:
                break
        seen = b"\0".join(processes(run.pid))
        assert b"deploy-hub-spoke" in seen
        assert_no_canary(site.root, seen)
        run.send_signal(signal.SIGABRT)
        out, err = run.communicate(timeout=60)

    assert run.returncode == -signal.SIGABRT
    assert (site.root / ".nornir" / "journal.db-wal").stat().st_size
    assert not [file for file in site.root.rglob("core*") if file.is_file()]
    said += [out, err]
    assert_no_canary(site.root, *said, site.nornir("history"), site.nornir("show", "last"))
    assert_private(site.root)


def no_limit_on_cores() -> None:
    """Let the surroundings allow core dumps: it is the command itself that must forbid them."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def processes(parent: int) -> Iterator[bytes]:
    """The command lines of a process and those below it, and the environment of those below it."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, above = (
                int(status.parent.name),
                int(status.read_text().rsplit(")", 1)[1].split()[1]),
            )
            children.setdefault(above, []).append(pid)
    waiting = [parent]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        for name in ("cmdline", *(["environ"] if pid != parent else [])):
            with suppress(OSError):
                yield Path(f"/proc/{pid}/{name}").read_bytes()
