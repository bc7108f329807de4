"""Finds the steps of a playbook as `tasks/<step>.py` and loads them by path."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from nornir_ikev2.errors import Fault, LoadError

if TYPE_CHECKING:
    from nornir.core.task import Result

Step: TypeAlias = "Callable[..., Result]"
"""`def step(task: Task, change: RouterChange) -> Result`."""


def find_step(name: str, shelves: Sequence[Path]) -> Path | None:
    """The file of a step; an earlier shelf hides a later one."""
    return next((path for shelf in shelves if (path := shelf / f"{name}.py").is_file()), None)


def available(shelves: Sequence[Path]) -> list[str]:
    """Names of all steps there are."""
    return sorted(
        {path.stem for shelf in shelves for path in shelf.glob("*.py") if path.stem[0] != "_"}
    )


def load_steps(names: Iterable[str], shelves: Sequence[Path]) -> dict[str, Step]:
    """Load steps.

    Raises:
        LoadError: with every step that is missing, can't be imported, or has no function of its name.
    """
    steps: dict[str, Step] = {}
    faults: list[Fault] = []
    for name in dict.fromkeys(names):
        path = find_step(name, shelves)
        if path is None:
            faults.append(Fault(f"tasks/{name}.py", 0, "", "there is no such step"))
            continue
        try:
            steps[name] = _load(name, path)
        except LoadError as error:
            faults += error.faults
    if faults:
        raise LoadError(faults)
    return steps


def _load(name: str, path: Path) -> Step:
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    module_name = f"_nornir_ikev2_step_{name}_{digest}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise LoadError([Fault(str(path), 0, "", "is not a Python file")])
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[module_name]
        line = _line_of(error, path)
        text = f"can't be imported: {type(error).__name__}: {error}"
        raise LoadError([Fault(str(path), line, "", text)]) from error
    function: Any = getattr(module, name, None)
    if not callable(function):
        cure = f"Write: def {name}(task: Task, change: RouterChange) -> Result"
        raise LoadError([Fault(str(path), 0, "", f"has no function `{name}`", cure)])
    return cast("Step", function)


def _line_of(error: Exception, path: Path) -> int:
    """The line of a step's file where an import failed, 0 where unknown."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
