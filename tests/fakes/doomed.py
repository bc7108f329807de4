"""A deployer that kills or stops itself at one record of its journal; runs as a process of its own.

`python doomed.py` reads one JSON request per line and answers each with one line. A request is carried out
in a child process, so that hundreds of runs pay for the imports once:

    {"do": "run", "project": DIR, "at": 12, "edge": "after", "signal": "KILL", "timing": {...},
     "request": {"batch": ["1"], "atomic": true}}
    {"do": "recover", "project": DIR, "at": 3, "edge": "after", "signal": "KILL", "timing": {...}}
    {"do": "continue", "pid": PID}

The answer has `pid` and one of `exit`, `signal`, `stopped`.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from nornir_ikev2.change.journal.record import Journal
from nornir_ikev2.change.outcome import RunResult
from nornir_ikev2.change.progress import Silent
from nornir_ikev2.change.recovery.recover import Recovery, recover
from nornir_ikev2.change.start import Request, Surroundings, find_playbook, start
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.intent.sizes import batch_size
from nornir_ikev2.project import find
from nornir_ikev2.report.document import document

Edge = Literal["before", "after"]
LABELS = "records.txt"
RECOVERY_LABELS = "recovery.txt"


@dataclass
class Doom:
    """When a process ends: at the n-th record of all journals it opens, each named in a file."""

    at: int
    edge: Edge
    signal: str
    labels: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def meet(self, number: int, edge: Edge) -> None:
        """Die here, if it is here."""
        if (number, edge) == (self.at, self.edge):
            os.kill(os.getpid(), getattr(signal, f"SIG{self.signal}"))


class DoomedJournal(Journal):
    """A journal that ends its process right before or after its n-th record is on disk.

    Each record is named in a file of the project, so that a run without an end tells what there is.
    """

    def __init__(self, url: str, root: Path, private: Path, run: str, doom: Doom) -> None:
        super().__init__(url, root, private, run)
        self._doom = doom

    def _record(self, statements: Sequence[Any], routers: Collection[str] = ()) -> None:
        number = next(self._doom.numbers)
        with self._doom.labels.open("a") as file:
            file.write(f"{label(statements, routers)}\n")
        self._doom.meet(number, "before")
        super()._record(statements, routers)
        self._doom.meet(number, "after")


def label(statements: Sequence[Any], routers: Collection[str]) -> str:
    """What a record is about, one line."""
    statement, values = statements[-1]
    words = [str(statement.table.name), ",".join(routers)]
    words += [str(values[key]) for key in ("kind", "text", "decision") if key in values]
    return " ".join(words).replace("\n", " / ")[:150]


@dataclass
class Deployer:
    """The process, and what it was asked."""

    timing: dict[str, float]
    _process: subprocess.Popen[str] | None = None
    stopped: list[int] = field(default_factory=list[int])

    def __enter__(self) -> Self:
        paths = [str(Path(__file__).resolve().parents[1]), *filter(None, sys.path)]
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pid in self.stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)

    def run(
        self,
        project: Path,
        at: int = 0,
        edge: Edge = "after",
        doom: str = "KILL",
        request: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """Deploy; at record `at` (1 is the first, 0 never) the process gets the signal."""
        strike = {"at": at, "edge": edge, "signal": doom}
        return self._ask({"do": "run", "project": str(project), "request": request or {}, **strike})

    def recover(
        self, project: Path, at: int = 0, edge: Edge = "after", run: str = ""
    ) -> dict[str, Any]:
        """Recover a run, or what was interrupted; killed at record `at` of the recovery."""
        strike = {"at": at, "edge": edge, "signal": "KILL", "run": run}
        return self._ask({"do": "recover", "project": str(project), **strike})

    def go_on(self, pid: int) -> dict[str, Any]:
        """Let a stopped run go on to its end."""
        self.stopped.remove(pid)
        return self._ask({"do": "continue", "pid": pid})

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request | {"timing": self.timing}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "stopped" in answer:
            self.stopped.append(answer["pid"])
        return answer


def _serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "continue":
            pid = request["pid"]
            os.kill(pid, signal.SIGCONT)
        else:
            pid = os.fork()
            if pid == 0:
                os._exit(_child(request))
        _, status = os.waitpid(pid, os.WUNTRACED)
        answer: dict[str, Any] = {"pid": pid}
        if os.WIFSTOPPED(status):
            answer["stopped"] = True
        elif os.WIFSIGNALED(status):
            answer["signal"] = os.WTERMSIG(status)
        else:
            answer["exit"] = os.WEXITSTATUS(status)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _child(request: dict[str, Any]) -> int:
    log = os.open(Path(request["project"]) / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    os.dup2(log, 1)
    try:
        results = _carry_out(request)
    except NornirIkev2Error as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except BaseException as error:  # noqa: BLE001 - the child must not go on as its parent
        import traceback

        traceback.print_exception(error)
        return 99
    finally:
        sys.stderr.flush()
    for one in results:
        sys.stderr.write(f"{one.outcome} {[(r.name, r.state) for r in one.routers]}\n")
        for failure in (*one.failures, *one.warnings):
            sys.stderr.write(f"  {failure}\n")
    sys.stderr.flush()
    return max((one.exit_code for one in results), default=0)


class Loud(Silent):
    """Progress into the log of the project."""

    def message(self, text: str) -> None:
        sys.stderr.write(f"  {text}\n")


def _report(result: RunResult) -> str:
    return json.dumps(document(result))


def _carry_out(request: dict[str, Any]) -> list[RunResult]:
    project = find(Path(request["project"]))
    timing = Timing(**request["timing"])
    recovering = request["do"] == "recover"
    labels = project.root / (RECOVERY_LABELS if recovering else LABELS)
    labels.unlink(missing_ok=True)
    doom = Doom(request["at"], request["edge"], request["signal"], labels)
    around = Surroundings(
        Loud(), report=_report, timing=timing, open_journal=partial(DoomedJournal, doom=doom)
    )
    if recovering:
        return recover(project, Recovery(request["run"]), around)
    options = request["request"]
    sizes = tuple(batch_size(one) for one in options.pop("batch", ()))
    playbook = find_playbook(project, "deploy-hub-spoke")
    return [start(project, Request(playbook, batch=sizes, **options), around)]


if __name__ == "__main__":
    _serve()
