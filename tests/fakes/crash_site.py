"""The example site on routers of this process, to be deployed by a process that dies."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nornir_ikev2.change.journal.history import History, PastRun
from nornir_ikev2.change.leases.book import LeaseBook
from nornir_ikev2.change.recovery.unfinished import unfinished
from nornir_ikev2.lab.inprocess import InProcessLab
from site_under_test import ROUTERS, Edit, lay_out

SPEED = 30
"""Router seconds per second."""
JOURNAL = "sqlite:///.nornir/journal.db"


@dataclass(frozen=True)
class Snapshot:
    """Running- and startup-config of every router, without lines that tell sizes and times."""

    running: Mapping[str, str]
    startup: Mapping[str, str]


@dataclass
class CrashSite:
    """A project and its routers; `first` is what they held at the beginning."""

    root: Path
    lab: InProcessLab
    first: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.snapshot()

    def snapshot(self) -> Snapshot:
        """What every router holds now."""
        return self.lab.call(self._snapshot)

    def _snapshot(self) -> Snapshot:
        running: dict[str, str] = {}
        startup: dict[str, str] = {}
        for name in ROUTERS:
            router = self.lab.router(name)
            stored = router.nvram.get("startup-config")
            running[name] = plain(router.running_text())
            startup[name] = plain(stored.data.decode()) if stored else ""
        return Snapshot(running, startup)

    def timers(self) -> list[str]:
        """Routers whose dead-man timer runs."""
        return self.lab.call(
            lambda: [name for name in ROUTERS if self.lab.router(name).revert.pending is not None]
        )

    def fire_timers(self, routers: Sequence[str] = ROUTERS) -> None:
        """The dead-man timers of these routers run out now."""

        def fire() -> None:
            for name in routers:
                pending = self.lab.router(name).revert.pending
                if pending is not None:
                    self.lab.router(name).revert.now(pending.user)

        self.lab.call(fire)

    @contextmanager
    def timers_firing_when_waited_for(self) -> Generator[None]:
        """Dead-man timers run out a moment after somebody says that they are waited for.

        Not those that are armed after that, to apply the change once more or to type the checkpoint.
        """
        waited: set[str] = set()
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.1):
                log = self.log()
                if log.rfind("waiting for its dead-man timer") > log.rfind("applied once more"):
                    said = set(re.findall(r"(\w+): waiting for its dead-man timer", log))
                    self.fire_timers(sorted(said - waited))
                    waited.update(said)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def wait_until_up(self, seconds: float = 60) -> None:
        """Wait until every router that restarts is back."""
        deadline = time.monotonic() + seconds
        while not self.lab.call(lambda: all(self.lab.router(name).up for name in ROUTERS)):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def decision(self) -> str | None:
        """What was decided in the one run so far."""
        book = History.open(JOURNAL, self.root)
        try:
            return next((book.decision(one.run) for one in book.runs(1)), None)
        finally:
            book.close()

    def standing(self) -> str:
        """The states of the routers of the latest run in the journal, and its decision."""
        book = History.open(JOURNAL, self.root)
        try:
            run = next((one.run for one in book.runs(1)), None)
            if run is None:
                return "nothing yet"
            states = sorted(book.states(run).items())
            return ", ".join(
                [f"{name} {state}" for name, state in states] + [str(book.decision(run))]
            )
        finally:
            book.close()

    def checkpoints(self) -> list[str]:
        """Checkpoint files that are left on flash."""
        return self.lab.call(
            lambda: [
                f"{name}: {file}"
                for name in ROUTERS
                for file in self.lab.router(name).flash.names()
                if file.startswith("ikev2-2")
            ]
        )

    def journal(self) -> dict[str, Any]:
        """What the journal says: each run's outcome, states and decision; what is unfinished or leased."""
        book = History.open(JOURNAL, self.root)
        try:
            return {
                "runs": {
                    past.run: (past.outcome, book.states(past.run), book.decision(past.run))
                    for past in book.runs(9)
                },
                "unfinished": [one.past.run for one in unfinished(book)],
                "leased": [
                    one.router
                    for one in LeaseBook(book._engine).find(ROUTERS).values()  # pyright: ignore[reportPrivateUsage] - white-box: nothing else has it
                    if not one.free
                ],
            }
        finally:
            book.close()

    def past_runs(self) -> list[PastRun]:
        """Every run in the journal, the latest first."""
        book = History.open(JOURNAL, self.root)
        try:
            return book.runs(99)
        finally:
            book.close()

    def log(self) -> str:
        """What the deployer said."""
        file = self.root / "log.txt"
        return file.read_text() if file.exists() else ""


def plain(text: str) -> str:
    """A configuration without its comments at the top."""
    return "\n".join(line for line in text.splitlines() if line and not line.startswith("!"))


def crypto_map(vpns: dict[str, Any]) -> None:
    """Edit the example to crypto-map mode."""
    vpn = vpns["vpns"]["branches"]
    vpn.update(mode="crypto-map", routing={"protocol": "none"})
    del vpn["tunnel"]


def one_worker(settings: dict[str, Any]) -> None:
    """One router after the other: the records of every run come in the same order."""
    settings["runner"] = {"plugin": "serial"}


def reach(ports: Mapping[str, int], hosts: dict[str, Any]) -> None:
    """Point the inventory at the lab."""
    for name in ROUTERS:
        hosts[name].update(hostname="127.0.0.1", port=ports[name])


EDITS: Mapping[str, Mapping[str, Edit]] = {
    "tunnel-interface": {"nornir.yaml": one_worker},
    "crypto-map": {"nornir.yaml": one_worker, "inventory/vpns.yaml": crypto_map},
}


@contextmanager
def crash_site(folder: Path, mode: str, keys: Path | None = None) -> Generator[CrashSite]:
    """The site in a folder of its own, its lab up; with the pre-shared keys of another one.

    Give the dead-man timers 120 minutes: they run out by `fire_timers`, never because this machine is slow.
    """
    site = lay_out(folder, EDITS[mode])
    site.edit("inventory/hosts.yaml", lambda hosts: reach(site.ports, hosts))
    private = site.root / ".nornir"
    private.mkdir(mode=0o700)
    if keys is not None:
        shutil.copy(keys, private / "secrets.yaml")
        (private / "secrets.yaml").chmod(0o600)
    topology = site.root / "lab" / "containerlab.yml"
    with InProcessLab(topology, time_scale=SPEED, free_ports=False) as lab:
        shutil.copy(lab.known_hosts, private / "known_hosts")
        yield CrashSite(site.root, lab)
