"""Start, look at and stop a lab: what `nornir lab` calls. Imports nothing heavy."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nornir_ikev2.errors import NornirIkev2Error, UsageError
from nornir_ikev2.lab import containerlab, control, state
from nornir_ikev2.lab.state import LabStatus, Places
from nornir_ikev2.lab.topology import read_topology

TOPOLOGY = Path("lab/containerlab.yml")
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.02
DEFAULT_KNOWN_HOSTS = Path(".nornir/known_hosts")


def up(
    project_root: Path,
    *,
    topology: Path | None = None,
    provider: str = state.VIRTUAL,
    time_scale: float = 1.0,
    known_hosts: Path = DEFAULT_KNOWN_HOSTS,
) -> LabStatus:
    """Start the lab of a project and wait until every router answers; harmless when it is up.

    Args:
        project_root: folder with `nornir.yaml`.
        topology: containerlab file; `lab/containerlab.yml` of the project by default.
        provider: `virtual`, `strongswan` or `containerlab`.
        time_scale: router seconds per second, virtual routers only; SAs of real daemons keep real time.
        known_hosts: the project's file, relative to the root.

    Raises:
        LoadError: the topology is wrong.
        UsageError: no such provider.
        NornirIkev2Error: ports are taken, or the lab could not start.
    """
    _known(provider)
    root = project_root.resolve()
    file = (root / (topology or TOPOLOGY)).resolve()
    places = Places(root, known_hosts)
    running = status(root, known_hosts=known_hosts)
    if running is not None and running.running:
        _same(running, provider, file)
        return running
    read = read_topology(file)
    places.make()
    if provider == state.CONTAINERLAB:
        return replace(containerlab.up(places, read), started=True)
    start: list[str] = []
    if provider == state.STRONGSWAN:
        from nornir_ikev2.lab.strongswan import (  # noqa: PLC0415 - only this provider
            namespace,
            requirements,
        )

        requirements.require()
        start = namespace.unprivileged()
    _spawn(places, file, time_scale, provider, start)
    started = status(root, known_hosts=known_hosts)
    if started is None:
        raise NornirIkev2Error("the lab ended as soon as it had started", cure=f"See {places.log}.")
    return replace(started, started=True)


def status(project_root: Path, *, known_hosts: Path = DEFAULT_KNOWN_HOSTS) -> LabStatus | None:
    """The lab of a project as it is now; None when there is none."""
    places = Places(project_root.resolve(), known_hosts)
    recorded = state.load(places)
    if recorded is not None and recorded.provider == state.CONTAINERLAB:
        return containerlab.status(places, recorded)
    contact = control.find(places.control)
    if contact is None:
        return None
    try:
        reply = control.ask(contact, "status")
    except ConnectionError:
        return None
    return state.decode(str(reply["status"]), "the lab's answer")


def down(
    project_root: Path, *, destroy: bool = False, known_hosts: Path = DEFAULT_KNOWN_HOSTS
) -> LabStatus | None:
    """Stop the lab; startup-configs and flash stay, unless `destroy`.

    Returns:
        What was stopped, or None when nothing ran.

    Raises:
        NornirIkev2Error: the process does not end.
    """
    places = Places(project_root.resolve(), known_hosts)
    running = status(project_root, known_hosts=known_hosts)
    if running is not None and running.provider == state.CONTAINERLAB:
        containerlab.down(places, Path(running.topology), destroy=destroy)
    elif (contact := control.find(places.control)) is not None:
        _stop(contact)
        places.control.unlink(missing_ok=True)
    places.status.unlink(missing_ok=True)
    if destroy and places.folder.is_dir():
        shutil.rmtree(places.folder)
    return replace(running, running=False) if running else None


def fault(project_root: Path, router: str, name: str, args: Sequence[str] = ()) -> LabStatus:
    """Switch a fault of a virtual router on, or off with the name `clear`.

    Args:
        project_root: folder with `nornir.yaml`.
        router: name of the node.
        name: of the fault, see `faults.KINDS`; `clear` ends the faults in `args`, or all.
        args: `NAME=VALUE` parameters.

    Raises:
        UsageError: no such router, fault or parameter; its cure lists what there is.
        NornirIkev2Error: no virtual lab runs here.
    """
    absent = NornirIkev2Error("no virtual lab runs in this project", cure="Start it: nornir lab up")
    contact = control.find(Places(project_root.resolve()).control)
    if contact is None:
        raise absent
    try:
        control.ask(contact, "fault", router=router, name=name, args=list(args))
    except ConnectionError:
        raise absent from None
    running = status(project_root)
    if running is None:
        raise absent
    return running


def _known(provider: str) -> None:
    if provider not in state.PROVIDERS:
        known = ", ".join(state.PROVIDERS)
        raise UsageError(f"there is no provider {provider}", cure=f"There are: {known}.")


def _same(running: LabStatus, provider: str, file: Path) -> None:
    if running.provider != provider or Path(running.topology) != file:
        raise NornirIkev2Error(
            f"another lab is up: {running.topology} on provider {running.provider}",
            cure="Stop it first: nornir lab down",
        )


def _spawn(
    places: Places, topology: Path, time_scale: float, provider: str, start: Sequence[str]
) -> None:
    """Start the background process and wait for its word; `start` is put before its command line."""
    read, write = os.pipe()
    command = [  # posix_spawn, not Popen: the lab outlives this process on purpose
        *start,
        *(sys.executable, "-m", "nornir_ikev2.lab.process", "--root", str(places.root)),
        *("--topology", str(topology), "--known-hosts", str(places.known_hosts)),
        *("--time-scale", str(time_scale), "--provider", provider, "--report", str(write)),
    ]
    os.set_inheritable(write, True)  # noqa: FBT003 - its only argument
    log_flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(places.log), log_flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as report:
        said = report.read()
    try:
        answer = json.loads(said)
    except ValueError:
        raise NornirIkev2Error("the lab could not start", cure=f"See {places.log}.") from None
    if "error" in answer:
        raise NornirIkev2Error(str(answer["error"]), cure=str(answer.get("cure", "")))


def _stop(contact: control.Contact) -> None:
    try:
        control.ask(contact, "stop")
    except ConnectionError:
        return
    deadline = time.monotonic() + STOP_SECONDS
    while _alive(contact.pid):
        if time.monotonic() > deadline:
            raise NornirIkev2Error(
                f"the lab's process {contact.pid} does not end",
                cure=f"End it: kill {contact.pid}",
            )
        time.sleep(LOOK_SECONDS)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that ended as our own child is collected on the way."""
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        ended = 0
    if ended:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
