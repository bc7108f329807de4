"""The playbooks and steps that ship."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import get_args

import pytest

from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.drivers.protocol import SectionName
from nornir_ikev2.playbook import load_playbook, section_of

ROOT = Path(__file__).resolve().parents[2]
TASKS, PLAYBOOKS = ROOT / "tasks", ROOT / "playbooks"
BOOKS = sorted(path.stem for path in PLAYBOOKS.glob("*.yaml"))
STEPS = sorted(path.stem for path in TASKS.glob("*.py"))


def test_the_six_playbooks_are_there() -> None:
    assert BOOKS == [
        "deploy-full-mesh",
        "deploy-hub-spoke",
        "deploy-point-to-point",
        "explain-tunnels",
        "prepare-routers",
        "remove-vpn",
    ]


@pytest.mark.parametrize("name", BOOKS)
def test_every_playbook_can_be_loaded_with_its_steps(name: str) -> None:
    book = load_playbook(name, [PLAYBOOKS], [TASKS])

    steps = load_steps(book.steps, [TASKS])

    assert list(steps) == book.steps
    assert book.ask == (name == "remove-vpn")
    if name.startswith("deploy-"):
        assert book.topology == name.removeprefix("deploy-")


def test_a_deployment_pushes_every_kind_of_section_but_the_archive() -> None:
    book = load_playbook("deploy-hub-spoke", [PLAYBOOKS], [TASKS])

    assert book.sections == tuple(one for one in get_args(SectionName) if one != "archive")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_one_short_file_with_one_function_of_its_name(step: str) -> None:
    text = (TASKS / f"{step}.py").read_text()
    tree = ast.parse(text)

    functions = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    imports = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    assert functions == [step]
    assert len(text.splitlines()) <= 60
    assert imports <= {"__future__", "nornir_ikev2.api", "nornir_ikev2"}
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_takes_a_task_and_a_router(step: str) -> None:
    function = load_steps([step], [TASKS])[step]

    explaining = load_playbook("explain-tunnels", [PLAYBOOKS], [TASKS]).steps
    given = "inquiry" if step in explaining else "change"
    assert list(inspect.signature(function).parameters) == ["task", given]
    assert inspect.getdoc(function)


@pytest.mark.parametrize("step", [step for step in STEPS if section_of(step)])
def test_a_push_step_pushes_the_section_of_its_name(step: str) -> None:
    assert f'"{section_of(step)}")' in (TASKS / f"{step}.py").read_text()
