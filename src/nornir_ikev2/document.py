"""YAML files as plain data with the line of every value, and with the traps of YAML refused.

Used for every file a person writes. Nothing here knows what the data means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias, cast

import yaml

from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.expansion import MAX_DEPTH, TOO_DEEP, Expansion
from nornir_ikev2.place import Place, dotted, line_of

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What plain YAML can hold."""

MAX_BYTES: Final = 32 * 1024 * 1024
CORE: Final = "tag:yaml.org,2002:"
BASE60: Final = re.compile(r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What can end a line or start an escape; no value of a project's files needs it."""
CONTROL_IN_LINES: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""The same where a value may have several lines."""
PRINTABLE: Final = "Write printable text on one line."
DECIMAL: Final = re.compile(r"[-+]?(0|[1-9]\d*)")


def without(data: Value, places: Iterable[Place]) -> Value:
    """A copy of data in which nothing is at these places; items behind a removed one move up."""
    copy = deepcopy(data)
    for place in sorted(set(places), key=lambda one: [str(step).zfill(9) for step in one])[::-1]:
        inner = copy
        for step in place[:-1]:
            inner = _inside(inner, step)
        last = place[-1] if place else None
        if isinstance(inner, dict) and isinstance(last, str):
            inner.pop(last, None)
        elif isinstance(inner, list) and isinstance(last, int) and last < len(inner):
            del inner[last]
    return copy


def _inside(data: Value, step: str | int) -> Value:
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


@dataclass(slots=True)
class Document:
    """One YAML file.

    Attributes:
        file: the path as the user knows it.
        data: dicts with text keys, lists, text, whole numbers, floats, booleans, None.
        faults: what is wrong with it so far.
        wrong: the places of faults.
    """

    file: str
    data: Value = None
    faults: list[Fault] = field(default_factory=list[Fault])
    wrong: set[Place] = field(default_factory=set[Place])
    _unread: set[Place] = field(default_factory=set[Place], repr=False)
    root: yaml.Node | None = field(default=None, repr=False)
    _children: dict[int, dict[str | int, yaml.Node]] = field(
        default_factory=dict[int, dict[str | int, yaml.Node]], repr=False
    )
    _keys: dict[int, dict[str, int]] = field(default_factory=dict[int, dict[str, int]], repr=False)

    def line(self, place: Place) -> int:
        """1-based line of the key or list item at `place`, or of what is nearest around it."""
        node, line = self.root, 0
        if node is not None:
            line = node.start_mark.line + 1
        for step in place:
            child = self._child(node, step)
            if node is None or child is None:
                break
            line = self._keys[id(node)].get(str(step), child.start_mark.line + 1)
            node = child
        return line

    def holds(self, place: Place) -> bool:
        """Whether the file itself writes something at `place`."""
        node = self.root
        for step in place:
            node = self._child(node, step)
            if node is None:
                return False
        return node is not None

    def fault(self, place: Place, message: str, cure: str = "") -> None:
        """Note one thing that is wrong at `place`; a value that was not taken at all has its fault."""
        if place not in self._unread:
            self.wrong.add(place)
            self.faults.append(Fault(self.file, self.line(place), dotted(place), message, cure))

    def unread(self, place: Place, message: str, cure: str = "") -> None:
        """Note that the value at `place` is not taken, so that nothing more can be said of it."""
        self.fault(place, message, cure)
        self._unread.add(place)

    def raise_faults(self) -> None:
        """Stop here when anything was noted.

        Raises:
            LoadError: with every fault.
        """
        if self.faults:
            raise LoadError(self.faults)

    def _child(self, node: yaml.Node | None, step: str | int) -> yaml.Node | None:
        if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            return None
        if id(node) not in self._children:
            self._keys[id(node)] = {}
            self._children[id(node)] = dict(self._index(node))
        return self._children[id(node)].get(step)

    def _index(self, node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node]]:
        if isinstance(node, yaml.SequenceNode):
            yield from enumerate(node.value)
            return
        for key, value in node.value:
            self._keys[id(node)][str(key.value)] = key.start_mark.line + 1
            yield str(key.value), value


@dataclass(slots=True)
class _Builder:
    """Turns nodes into data; `strict` refuses what YAML 1.1 and 1.2 read differently."""

    document: Document
    strict: bool
    several_lines: bool = False

    def build(self, node: yaml.Node, place: Place) -> Value:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(one, (*place, n)) for n, one in enumerate(node.value)]
        forbidden = CONTROL_IN_LINES if self.several_lines else CONTROL
        if found := forbidden.search(str(node.value)):
            self.document.unread(place, f"holds {_control(found)}", PRINTABLE)
            return None
        return self.scalar(node, place)

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Value]:
        merged: dict[str, Value] = {}
        own: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag == f"{CORE}merge":
                merged = self.merge(value, place) | merged
                continue
            name = self.key(key, place)
            if name is None:
                continue
            if name in lines:
                text = f"is written twice, first on line {lines[name]}"
                self.document.faults.append(
                    Fault(self.document.file, line, dotted((*place, name)), text, "Keep one.")
                )
                continue
            lines[name] = line
            own[name] = self.build(value, (*place, name))
        return merged | own

    def merge(self, node: yaml.Node, place: Place) -> dict[str, Value]:
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged: dict[str, Value] = {}
        for part in parts:
            built = self.build(part, place)
            if not isinstance(built, dict):
                self.document.fault(place, "`<<` merges mappings only")
                return {}
            merged = built | merged
        return merged

    def key(self, node: yaml.Node, place: Place) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            line = node.start_mark.line + 1
            text = "a key must be text"
            self.document.faults.append(Fault(self.document.file, line, dotted(place), text))
            return None
        name = str(node.value)
        if found := CONTROL.search(name):
            line = node.start_mark.line + 1
            text = f"a key holds {_control(found)}"
            fault = Fault(self.document.file, line, dotted(place), text, PRINTABLE)
            self.document.faults.append(fault)
            return None
        if self.strict and node.tag != f"{CORE}str":
            line = node.start_mark.line + 1
            text = f"the key `{name}` is not text for every YAML reader"
            self.document.faults.append(
                Fault(self.document.file, line, dotted(place), text, f'Write "{name}" in quotes.')
            )
        return name

    def scalar(self, node: yaml.Node, place: Place) -> Value:
        text, tag = str(node.value), str(node.tag).removeprefix(CORE)
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in {"true", "false"}:
            return text.lower() == "true"
        if tag == "int" and DECIMAL.fullmatch(text):
            return int(text)
        if tag == "float" and not BASE60.fullmatch(text):
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
        if tag != "str" and self.strict:
            self.document.fault(place, *_trap(tag, text))
        if tag == "int" and not self.strict and text.isdigit():
            return int(text)  # 010 is ten in YAML 1.2
        return text


def _control(found: re.Match[str]) -> str:
    return f"the control character U+{ord(found.group()):04X}"


def _trap(tag: str, text: str) -> tuple[str, str]:
    quotes = f'Write "{text}" in quotes if text is meant.'
    if tag == "bool":
        return f"`{text}` is a boolean for some YAML readers and text for others", quotes
    if tag in {"int", "float"} and BASE60.fullmatch(text):
        return f"`{text}` is a base-60 number for some YAML readers", quotes
    if tag == "int":
        return f"`{text}` is not a plain decimal number", "Write it in decimal, no leading zero."
    return f"`{text}` is read as a {tag}", quotes


def _scan(document: Document, text: str) -> None:
    """Look at the events alone, before any tree is built: depth and tags.

    Raises:
        LoadError: the nesting is too deep to go on.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                fault = Fault(
                    document.file,
                    line_of(event.start_mark),
                    "",
                    TOO_DEEP,
                )
                raise LoadError([fault])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        tag = str(getattr(event, "tag", None) or CORE)
        if not tag.startswith(CORE) or "/" in tag.removeprefix(CORE):
            _refuse_tag(document, event)


def _refuse_tag(document: Document, event: yaml.Event) -> None:
    line = line_of(event.start_mark)
    text = f"the tag `{getattr(event, 'tag', '')}` is refused"
    document.faults.append(Fault(document.file, line, "", text, "Write plain YAML without tags."))


def parse(text: str, file: str, *, strict: bool = True, several_lines: bool = False) -> Document:
    """Parse the text of one YAML file.

    Args:
        text: the whole file.
        file: the path as the user knows it.
        strict: refuse values that YAML 1.1 and YAML 1.2 readers take differently (`no`, `1:30`, `010`);
            otherwise read them as YAML 1.2 does, which is what Nornir's inventory does.
        several_lines: values may hold newlines and tabs: the lab's topology may hold a startup-config.

    Returns:
        The document; `faults` may already hold some. An unreadable file has faults and no data.
    """
    document = Document(file)
    try:
        _scan(document, text)
        document.root = yaml.compose(text, Loader=yaml.CSafeLoader)
        if document.root is not None:
            Expansion(document.file).check(document.root)
            document.data = _Builder(document, strict, several_lines).build(document.root, ())
    except LoadError as error:
        document.faults.extend(error.faults)
    except yaml.MarkedYAMLError as error:
        line = line_of(error.problem_mark or error.context_mark)
        document.faults.append(Fault(file, line, "", f"is not YAML: {error.problem}"))
    except yaml.reader.ReaderError as error:
        document.faults.append(_unreadable(text, file, error))
    return document


def _unreadable(text: str, file: str, error: yaml.reader.ReaderError) -> Fault:
    found = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    line = text.count("\n", 0, found.start()) + 1 if found else 0
    what = f"U+{ord(found.group()):04X}" if found else str(error.reason)
    return Fault(file, line, "", f"holds a character that YAML refuses: {what}")


def read(path: Path, file: str, *, strict: bool = True, several_lines: bool = False) -> Document:
    """Read one YAML file; see `parse`. A file that is missing or not UTF-8 gives a fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _failed(file, f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _failed(file, "is missing")
    except UnicodeDecodeError as error:
        return _failed(file, f"is not UTF-8 (byte {error.start})")
    except OSError as error:
        return _failed(file, f"can't be read: {error.strerror}")
    return parse(text, file, strict=strict, several_lines=several_lines)


def _failed(file: str, message: str) -> Document:
    return Document(file, faults=[Fault(file, 0, "", message)])


def mapping(value: object) -> dict[str, Value] | None:
    """A mapping with text keys as such, None for anything else."""
    if not isinstance(value, dict):
        return None
    found = cast("dict[object, Value]", value)
    return cast("dict[str, Value]", found) if all(isinstance(key, str) for key in found) else None


def sequence(value: object) -> list[Value] | None:
    """A list as such, None for anything else."""
    return cast("list[Value]", value) if isinstance(value, list) else None
