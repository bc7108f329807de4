"""Ask the routers of an inventory and explain their tunnels. Reads only: no lock, no journal, no change.

It works while another run is under way or was killed, and whatever `vpns.yaml` says: which tunnels there
are is read from the routers.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.crash import write_crash
from nornir_ikev2.change.progress import Progress, Silent
from nornir_ikev2.change.selection import resolve_limit
from nornir_ikev2.change.shelf import Step, load_steps
from nornir_ikev2.change.workers import QUIET
from nornir_ikev2.document import mapping
from nornir_ikev2.drivers.protocol import only_looks
from nornir_ikev2.drivers.registry import driver_for as standard_driver
from nornir_ikev2.errors import CommandRefused, NornirIkev2Error, UsageError
from nornir_ikev2.explain import judge
from nornir_ikev2.explain.model import Explained
from nornir_ikev2.explain.reading import COMMANDS, RouterReading, make

if TYPE_CHECKING:
    from nornir.core import Nornir
    from nornir.core.inventory import Host

    from nornir_ikev2.drivers.protocol import Driver, Session
    from nornir_ikev2.playbook import Playbook
    from nornir_ikev2.project import Project

READ: Final = "read_evidence"
JOINED: Final = "explain_tunnels"


@dataclass(slots=True, eq=False, repr=False)
class Inquiry:
    """One router that is asked. Used by one worker at a time.

    Attributes:
        name: inventory name.
        host: Nornir's.
        driver: for its platform.
        parsers: folders of TTP templates.
        reading: set by the step `read_evidence`.
        explained: of the whole fleet, once every router was asked.
        error: why it could not be read.
    """

    name: str
    host: Host
    driver: Driver
    parsers: tuple[Path, ...]
    reading: RouterReading | None = None
    explained: Explained | None = None
    error: str = ""
    _session: Session | None = field(default=None)

    @property
    def session(self) -> Session:
        """The session of this inquiry, opened where there is none.

        Raises:
            ConnectError: it can't be opened.
        """
        if self._session is None:
            self._session = self.driver.open(self.host, only_looks)
        return self._session

    def close(self) -> None:
        """End the session; never raises."""
        if self._session is not None:
            with suppress(Exception):
                self._session.close()
            self._session = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: a playbook with the goal `explain`, and hosts and groups, none for all."""

    playbook: Playbook
    limit: tuple[str, ...] = ()


def read_evidence(inquiry: Inquiry) -> str:
    """Read one router: configuration, SAs, routes, counters, errors, log, clock.

    A command that this release does not know is left out.

    Returns:
        What was read, for people.

    Raises:
        DeviceError: the router can't be reached, or does not show its configuration.
    """
    session = inquiry.session
    reading = session.read()
    answers = _ask(session)
    wan = mapping(inquiry.host.get("wan"))
    nat = wan is not None and wan.get("behind_nat") is True
    release = reading.facts.release
    inquiry.reading = make(inquiry.name, reading.config, release, answers, inquiry.parsers, nat=nat)
    return f"release {release.text}, {len(answers)} of {len(COMMANDS)} show commands"


def _ask(session: Session) -> dict[str, str]:
    """All answers in one window; one by one where a command is refused."""
    try:
        return dict(zip(COMMANDS, session.show(COMMANDS), strict=True))
    except CommandRefused:
        answers: dict[str, str] = {}
        for command in COMMANDS:
            with suppress(CommandRefused):
                answers[command] = session.show([command])[0]
        return answers


def ask(
    project: Project,
    wanted: Wanted,
    progress: Progress | None = None,
    driver_for: Callable[[str], Driver] = standard_driver,
) -> Explained:
    """Carry out a playbook with the goal `explain`.

    Args:
        project: its inventory; its intent is not looked at.
        wanted: what is asked.
        progress: told what happens; None is nobody.
        driver_for: finds the driver of a platform.

    Raises:
        UsageError: `--limit` names nobody, or the inventory has no router of ours.
        LoadError: inventory or playbook are wrong.
    """
    began = time.monotonic()
    progress = progress or Silent()
    nornir = project.nornir()
    nornir.inventory.defaults.data.setdefault("known_hosts", str(project.known_hosts))
    asked = _asked(project, nornir, wanted, driver_for)
    steps = load_steps(wanted.playbook.steps, project.shelves("tasks"))
    progress.phase("prepare")
    alone = {name: step for name, step in steps.items() if name != JOINED}
    try:
        _run(nornir, alone, asked, progress, project.private)
    finally:
        for inquiry in asked.values():
            inquiry.close()
    readings = {name: one.reading for name, one in asked.items() if one.reading is not None}
    unread = {
        name: one.error or "no step read it" for name, one in asked.items() if not one.reading
    }
    reach = {name: str(one.host.hostname or "") for name, one in asked.items()}
    explained = judge.explain(readings, unread, reach)
    for inquiry in asked.values():
        inquiry.explained = explained
    _run(nornir, {name: step for name, step in steps.items() if name == JOINED}, asked, progress,
         project.private)  # fmt: skip
    return replace(explained, seconds=time.monotonic() - began)


def _asked(
    project: Project, nornir: Nornir, wanted: Wanted, driver_for: Callable[[str], Driver]
) -> dict[str, Inquiry]:
    hosts = nornir.inventory.hosts
    groups = {
        name: [host.name for host in nornir.inventory.children_of_group(name)]
        for name in nornir.inventory.groups
    }
    chosen: Collection[str] | None = resolve_limit(wanted.limit, hosts, groups)
    found: dict[str, Inquiry] = {}
    for name, host in hosts.items():
        driver = _driver(host, driver_for)
        if (chosen is None or name in chosen) and driver is not None:
            found[name] = Inquiry(name, host, driver, tuple(project.shelves("parsers")))
    if not found:
        raise UsageError(
            "the inventory has no router of a platform that can be explained",
            cure="Platforms are cisco_ios and cisco_xe; nornir list shows the routers.",
        )
    return found


def _driver(host: Host, driver_for: Callable[[str], Driver]) -> Driver | None:
    try:
        return driver_for(host.platform or "")
    except NornirIkev2Error:
        return None  # a host of another kind stands in the same inventory


def _run(
    nornir: Nornir,
    steps: Mapping[str, Step],
    asked: Mapping[str, Inquiry],
    progress: Progress,
    private: Path,
) -> None:
    """Run steps on all routers, each in its own worker; a failed step ends that router's turn."""
    if not steps:
        return
    crash = threading.Lock()

    def work(task: Task) -> Result:
        inquiry = asked[task.host.name]
        for name, step in steps.items():
            progress.step(inquiry.name, name)
            error = _one(task, inquiry, step, private, crash)
            if error:
                inquiry.error = inquiry.error or error
                progress.message(f"{inquiry.name}: {error}")
                break
        inquiry.close()
        return Result(task.host, severity_level=QUIET)

    names = frozenset(asked)

    def is_asked(host: Host) -> bool:
        return host.name in names

    nornir.filter(filter_func=is_asked).run(task=work, severity_level=QUIET)
    nornir.data.reset_failed_hosts()


def _one(task: Task, inquiry: Inquiry, step: Step, private: Path, crash: threading.Lock) -> str:
    """Run one step; what went wrong, without secrets, `` for nothing."""
    try:
        result = step(task, inquiry)
    except NornirIkev2Error as error:
        return inquiry.driver.mask(" ".join(filter(None, (error.message, error.cure))))
    except Exception as error:  # noqa: BLE001 - a step may be anybody's code; the others go on
        with crash:
            path = write_crash(private, inquiry.driver.mask(traceback.format_exc()))
        return f"unexpected {type(error).__name__}; the traceback is in {path}"
    return inquiry.driver.mask(str(result.result)) if result.failed else ""


def conclusion(inquiry: Inquiry) -> Sequence[str]:
    """The first cause of each tunnel of a router, for the Result of `explain_tunnels`."""
    explained = inquiry.explained or Explained()
    return [
        f"{' - '.join(one.ends)}: {one.causes[0].cause} on {one.causes[0].router}"
        for one in explained.tunnels
        if inquiry.name in one.ends and one.causes
    ]
