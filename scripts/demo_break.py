"""Break one thing on purpose in a copy of the example site, and show that everything comes back.

demo_break.py NAME
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ask_router
import yaml

CHECKOUT = Path(__file__).resolve().parents[1]
NORNIR = str(Path(sys.executable).parent / "nornir")
ROUTERS = ("hub1", "branch1", "branch2", "branch3")
CHANGING = ("Building configuration", "Current configuration", "! Last configuration", "! NVRAM")
RESTORED = 3


@dataclass(frozen=True)
class Break:
    """One way to fail: what happens, how the site is edited, which fault a router gets."""

    story: str
    edit: Callable[[Path], None] | None = None
    faults: tuple[tuple[str, ...], ...] = ()
    interrupt_at: str = ""
    speed: int = 60


def cut_management(site: Path) -> None:
    """Let the VPN select branch1's own answers to the management station.

    The hub offers the station's network, the branch its WAN: with a crypto map on the WAN interface
    the answers must be encrypted, there is no tunnel yet, and SSH is gone.
    """
    vpns = yaml.safe_load((site / "inventory/vpns.yaml").read_text())
    vpn = vpns["vpns"]["branches"]
    vpn.update(mode="crypto-map", routing={"protocol": "none"})
    del vpn["tunnel"]
    (site / "inventory/vpns.yaml").write_text(yaml.safe_dump(vpns))
    hosts = yaml.safe_load((site / "inventory/hosts.yaml").read_text())
    hosts["hub1"]["data"]["lans"].append("192.0.2.0/24")
    hosts["branch1"]["data"]["lans"].append("203.0.113.0/30")
    (site / "inventory/hosts.yaml").write_text(yaml.safe_dump(hosts))


BREAKS = {
    "refused-line": Break(
        "branch2 refuses a line in the middle of a section",
        faults=(("branch2", "refuse-line", "match=integrity"),),
    ),
    "wrong-key": Break(
        "branch3 stores another pre-shared key than it was given: its tunnel stays down",
        faults=(("branch3", "wrong-key"),),
    ),
    "dropped-session": Break(
        "branch1 drops the SSH session after the twelfth line",
        faults=(("branch1", "drop-in-config", "after=12"),),
    ),
    "cut-management": Break(
        "the new crypto map selects branch1's SSH: nobody can reach it until its timer fires, "
        "after half a minute",
        edit=cut_management,
        speed=10,
    ),
    "ctrl-c": Break(
        "you press Ctrl-C in mid-push (hub1 answers slowly, so that there is time to)",
        faults=(("hub1", "delay", "ms=300"),),
        interrupt_at="push_",
    ),
}


def main(name: str) -> int:
    """Play one break; 0 when every router came back."""
    if name not in BREAKS:
        print(f"usage: ./scripts/demo --break {'|'.join(BREAKS)}", file=sys.stderr)
        return 2
    broken = BREAKS[name]
    with tempfile.TemporaryDirectory() as folder, lab(Path(folder), broken) as site:
        before = configs()
        for fault in broken.faults:
            nornir(site, "lab", "fault", *fault)
        title(f"{broken.story}: nornir run deploy-hub-spoke")
        code = play(site, broken.interrupt_at)
        after = configs()
    return judge(code, before, after)


@contextmanager
def lab(site: Path, broken: Break) -> Iterator[Path]:
    """The example site, edited, with a lab whose minutes are short."""
    for part in ("inventory", "lab"):
        shutil.copytree(CHECKOUT / part, site / part)
    shutil.copy(CHECKOUT / "nornir.yaml", site)
    (site / "inventory/vpns.lock.yaml").unlink(missing_ok=True)
    if broken.edit:
        broken.edit(site)
    title(f"A copy of the example site, its routers' clocks {broken.speed} times as fast")
    nornir(site, "lab", "up", "--time-scale", str(broken.speed))
    ask_router.PRIVATE = site / ".nornir"
    try:
        yield site
    finally:
        nornir(site, "lab", "down")


def nornir(site: Path, *arguments: str) -> None:
    """Run a command that must succeed."""
    subprocess.run([NORNIR, *arguments], cwd=site, check=True)


def play(site: Path, interrupt_at: str) -> int:
    """Run the playbook, with Ctrl-C at a word of its progress if there is one; its exit code."""
    command = [NORNIR, "run", "deploy-hub-spoke"]
    if not interrupt_at:
        return subprocess.run(command, cwd=site, check=False).returncode
    with subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, text=True) as running:
        pressed = False
        for line in running.stderr or ():
            print(line, end="", file=sys.stderr)
            if not pressed and interrupt_at in line:
                print("^C", file=sys.stderr)
                running.send_signal(signal.SIGINT)
                pressed = True
    return running.returncode


def configs() -> dict[str, list[str]]:
    """Every running-config, read over plain SSH, without the lines that tell size and time."""
    texts = {name: asyncio.run(ask_router.ask(name, ["show running-config"])) for name in ROUTERS}
    return {
        name: [line for line in text.splitlines() if not line.startswith(CHANGING)]
        for name, text in texts.items()
    }


def judge(code: int, before: dict[str, list[str]], after: dict[str, list[str]]) -> int:
    """Say whether everything came back."""
    title("Read again over plain SSH")
    for name in ROUTERS:
        same = "as before, line for line" if before[name] == after[name] else "NOT as before"
        print(f"  {name}: {same}")
    right = code == RESTORED and before == after
    print(f"  exit code {code}" + ("" if code == RESTORED else f", expected {RESTORED}"))
    return 0 if right else 1


def title(text: str) -> None:
    """A headline."""
    print(f"\n\033[1m{text}\033[0m", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
