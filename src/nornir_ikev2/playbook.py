"""A playbook file becomes a typed `Playbook`, or every fault at once with file and line.

A playbook says which steps belong to which phase. What a phase means, and that a failure undoes
everything, belongs to the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast, get_args

from nornir_ikev2.document import Document, Value, mapping, read, sequence
from nornir_ikev2.drivers.protocol import SectionName
from nornir_ikev2.errors import LoadError, UsageError
from nornir_ikev2.intent.model import Topology
from nornir_ikev2.intent.words import did_you_mean

Phase = Literal["prepare", "change", "verify", "keep", "undo"]
Goal = Literal["present", "absent", "explain"]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
SECTIONS: Final[tuple[SectionName, ...]] = get_args(SectionName)
KEYS: Final = ("description", "topology", "goal", "ask", *PHASES)
LONGEST_DESCRIPTION: Final = 200
UNDO: Final = ("revert", "prove_restored")


@dataclass(frozen=True, slots=True)
class Playbook:
    """A playbook.

    Attributes:
        name: its file's name without `.yaml`.
        topology: the VPNs it is about; None is all.
        goal: `absent` removes the VPNs it is about from their routers; `explain` changes nothing: it asks
            the routers of the inventory and reports, so it has steps in `prepare` alone.
        ask: somebody must agree before routers are touched.
        phases: steps by phase, in order.
    """

    name: str
    description: str
    topology: Topology | None = None
    goal: Goal = "present"
    ask: bool = False
    phases: Mapping[Phase, tuple[str, ...]] = field(default_factory=dict[Phase, tuple[str, ...]])

    @property
    def steps(self) -> list[str]:
        """All steps, each once."""
        return list(dict.fromkeys(step for phase in PHASES for step in self.phases.get(phase, ())))

    @property
    def sections(self) -> tuple[SectionName, ...]:
        """Kinds of objects it pushes."""
        found: list[SectionName] = []
        for step in self.phases.get("change", ()):
            section = section_of(step)
            if section is not None:
                found.append(section)
        return tuple(found)

    @property
    def arms(self) -> bool:
        """Whether it starts the dead-man timer."""
        return "arm_timer" in self.phases.get("change", ())


def section_of(step: str) -> SectionName | None:
    """The kind of objects a step pushes, None for any other step."""
    if step == "prune":
        return "prune"
    name = step.removeprefix("push_")
    known = name in SECTIONS and name not in {step, "prune"}
    return cast("SectionName", name) if known else None


def load_playbook(name: str, playbooks: Sequence[Path], tasks: Sequence[Path]) -> Playbook:
    """Find and read a playbook.

    Args:
        name: as typed.
        playbooks: shelves of playbooks, the most particular first.
        tasks: shelves of steps.

    Raises:
        UsageError: there is no such playbook.
        LoadError: with every fault of it.
    """
    path = next((one for shelf in playbooks if (one := shelf / f"{name}.yaml").is_file()), None)
    if path is None or "/" in name:
        known = sorted({one.stem for shelf in playbooks for one in shelf.glob("*.yaml")})
        cure = did_you_mean(name, known) or f"There are: {', '.join(known) or 'none'}."
        raise UsageError(f"there is no playbook `{name}`", cure=cure)
    steps = sorted({one.stem for shelf in tasks for one in shelf.glob("*.py")})
    return parse_playbook(read(path, f"playbooks/{path.name}", strict=False), name, steps)


def parse_playbook(document: Document, name: str, steps: Sequence[str]) -> Playbook:
    """Check the content of a playbook.

    Args:
        document: the file.
        name: of the playbook.
        steps: names of all steps there are.

    Raises:
        LoadError: with every fault.
    """
    data = mapping(document.data)
    if data is None:
        if not document.faults:
            document.fault((), "expected `key: value` pairs")
        raise LoadError(document.faults)
    for key in data:
        if key not in KEYS:
            text = f"is not known here; expected {', '.join(KEYS)}"
            document.fault((key,), text, did_you_mean(key, KEYS))
    phases: dict[Phase, tuple[str, ...]] = {
        phase: _steps(document, phase, data.get(phase), steps) for phase in PHASES
    }
    explains = data.get("goal") == "explain"
    for key, text in _changing(data) if explains else _broken(phases):
        if not any(place[:1] == (key,) for place in document.wrong):
            document.fault((key,), text)
    playbook = Playbook(
        name=name,
        description=_text(document, data),
        topology=cast("Topology | None", _choice(document, data, "topology", get_args(Topology))),
        goal=cast("Goal", _choice(document, data, "goal", get_args(Goal)) or "present"),
        ask=_flag(document, data, "ask"),
        phases=phases,
    )
    if document.faults:
        raise LoadError(document.faults)
    return playbook


def _text(document: Document, data: Mapping[str, Value]) -> str:
    text = data.get("description")
    if not isinstance(text, str) or not text.strip():
        document.fault(("description",), "is missing: one sentence that says what it does")
        return ""
    if len(text) > LONGEST_DESCRIPTION:
        words = f"has {len(text)} characters; expected at most {LONGEST_DESCRIPTION}"
        document.fault(("description",), words, "Keep the rest in a comment.")
    if any(not " " <= character <= "~" for character in text):
        document.fault(("description",), "holds a character that is not ASCII")
    return text


def _choice(
    document: Document, data: Mapping[str, Value], key: str, allowed: Sequence[str]
) -> str | None:
    value = data.get(key)
    if value is None or (isinstance(value, str) and value in allowed):
        return value
    text = f"expected one of {', '.join(allowed)}"
    document.fault((key,), text, did_you_mean(str(value), allowed))
    return None


def _flag(document: Document, data: Mapping[str, Value], key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        document.fault((key,), "expected true or false")
    return value is True


def _steps(document: Document, phase: Phase, value: Value, known: Sequence[str]) -> tuple[str, ...]:
    written = sequence(value or [])
    if written is None:
        document.fault((phase,), "expected a list of step names")
        return ()
    found: list[str] = []
    for number, step in enumerate(written):
        if not isinstance(step, str):
            text = "expected the name of a step; playbooks have no variables, loops or conditions"
            document.fault((phase, number), text)
        elif step in found:
            document.fault((phase, number), f"the step `{step}` is there twice")
        else:
            if step not in known:
                text = f"there is no step `{step}`: no tasks/{step}.py"
                document.fault((phase, number), text, did_you_mean(step, known))
            found.append(step)
    return tuple(found)


def _changing(data: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """What a playbook that explains must not have."""
    for key in data:
        if key in PHASES and key != "prepare":
            yield key, "can't be in a playbook with the goal explain: it changes nothing"
    for key in ("topology", "ask"):
        if key in data:
            yield key, "means nothing with the goal explain: every router of the inventory is asked"


def _broken(phases: Mapping[Phase, tuple[str, ...]]) -> Iterator[tuple[Phase, str]]:
    """What a playbook that changes routers can't leave out, so that every change can be undone."""
    change = phases["change"]
    if phases["prepare"][:1] != ("read_router",):
        yield "prepare", "must begin with read_router"
    if not change:
        return
    pushed = [(step, section_of(step)) for step in change if section_of(step)]
    needs_timer = any(section != "archive" for _, section in pushed)
    first = ("checkpoint", "arm_timer") if needs_timer else ("checkpoint",)
    if change[: len(first)] != first:
        yield "change", f"must begin with {', '.join(first)}"
    order = [SECTIONS.index(section) for _, section in pushed if section]
    if order != sorted(order):
        names = ", ".join(_in_order(step for step, _ in pushed))
        yield "change", f"objects must be pushed in the order of their references: {names}"
    wanted = ("confirm", "save") if "arm_timer" in change else ("save",)
    if phases["keep"] != wanted:
        yield "keep", f"must be [{', '.join(wanted)}]"
    if phases["undo"] != UNDO:
        yield "undo", f"must be [{', '.join(UNDO)}]"


def _in_order(steps: Iterable[str]) -> list[str]:
    return sorted(steps, key=lambda step: SECTIONS.index(cast("SectionName", section_of(step))))
