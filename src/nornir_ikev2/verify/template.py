"""One TTP template: what its `<input name="reading">` says of the records, and TTP's parser for it."""

from __future__ import annotations

import contextlib
import html
import importlib
import io
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import yaml

from nornir_ikev2.errors import Fault, LoadError

_COMPILING = threading.Lock()
TAGS = frozenset({"template", "group", "input", "vars", "doc"})
"""Tags of TTP that only read. `macro` runs Python, `output` writes files, `extend` and `lookup` read them."""
CURE = f'Templates may hold {", ".join(sorted(TAGS))}, without load="python".'
_TAG = re.compile(r"<\s*([A-Za-z_][\w.:-]*)([^<>]*)>")
_LOADS = re.compile(r"load\s*=\s*[\"']?\s*python", re.IGNORECASE)
_HEAD = re.compile(r'<input name="reading" load="yaml">(.*?)</input>', re.DOTALL)

_PART = 128
"""Records per run of TTP."""

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Members:
    """A list inside a record: a line that matches `begins` begins a member, headings as for records."""

    path: tuple[str, ...]
    begins: re.Pattern[str]
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template promises.

    Attributes:
        commands: forms of the commands it reads, see `forms`.
        record: a line that matches begins a record; each one must come out as a record.
        keys: keys of every record, in order; absent values are None.
        lists: keys whose absent value is an empty list.
        integers: keys of whole numbers, at any depth.
        required: keys that must have a value, `list.key` for each member of a list.
        context: keys set by heading lines for the records below them, outermost first.
        members: lists whose members are counted as records are.
        none: whole lines an answer without records may consist of.
        must_answer: True when an empty answer is not "none" but an error.
    """

    commands: tuple[str, ...]
    record: re.Pattern[str]
    keys: tuple[str, ...]
    lists: frozenset[str]
    integers: frozenset[str]
    required: tuple[str, ...]
    context: tuple[str, ...]
    members: tuple[Members, ...]
    none: re.Pattern[str]
    must_answer: bool


class Template:
    """A template whose parser is made when first needed.

    TTP keeps state in its parser object, so one thread at a time may run it.
    """

    def __init__(self, path: Path, text: str) -> None:
        self.reading = _reading(path, text)
        self._path = path
        self._text = text
        self._parser: Any = None
        self._lock = threading.Lock()

    def run(self, text: str) -> list[Record]:
        """Return TTP's matches in the order of the text; headings are records of their own.

        The text goes to TTP in parts of some records: its working set then stays small, and parsing
        thousands of SAs takes a quarter less time than in one go.

        Raises:
            LoadError: TTP does not accept the template.
        """
        with self._lock:
            if self._parser is None:
                self._parser = _compile(self._path, self._text)
            return [one for part in self._parts(text) for one in self._run(part)]

    def _run(self, part: str) -> list[Record]:
        self._parser.clear_input()
        self._parser.clear_result()
        self._parser.add_input(part)
        self._parser.parse(one=True)
        found: Any = self._parser.result()[0][0]
        self._parser.clear_result()
        return cast("list[Record]", found["records"]) if "records" in found else []

    def _parts(self, text: str) -> Iterator[str]:
        starts = [found.start() for found in self.reading.record.finditer(text)]
        cuts = [0, *starts[_PART::_PART], len(text)]
        for begin, end in pairwise(cuts):
            yield text[begin:end]


def load(path: Path) -> Template:
    """Return the template of a file; read again only when the file changed.

    Raises:
        LoadError: the file can't be read or does not describe its records.
    """
    try:
        return _load(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise LoadError([Fault(str(path), 0, "", f"can't be read: {error.strerror}")]) from error


@lru_cache(maxsize=256)
def _load(path: Path, _changed: int) -> Template:
    text = path.read_text(encoding="utf-8")
    _refuse_code(path, text)
    return Template(path, text)


def _refuse_code(path: Path, text: str) -> None:
    """Refuse what makes TTP run Python, read or write other files: a template only reads an output.

    Raises:
        LoadError: with every such tag and its line.
    """
    faults = [
        Fault(
            str(path),
            text.count("\n", 0, tag.start()) + 1,
            "",
            f"the tag <{tag[1]}> is refused",
            CURE,
        )
        for tag in _TAG.finditer(text)
        if tag[1] not in TAGS or _LOADS.search(tag[2])
    ]
    if faults:
        raise LoadError(faults)


def _compile(path: Path, text: str) -> Any:  # noqa: ANN401 - ttp has no types
    ttp = importlib.import_module("ttp").ttp  # slow to import: only when something is parsed
    said = io.StringIO()
    with _COMPILING, contextlib.redirect_stdout(said):
        try:
            return ttp(template=text, log_level="CRITICAL")
        except (Exception, SystemExit) as error:  # TTP ends the process over a line it can't read
            what = f"TTP does not accept this template: {error!r} {said.getvalue().strip()}"
            raise LoadError([Fault(str(path), 0, "", what)]) from error


def _reading(path: Path, text: str) -> Reading:
    found = _HEAD.search(text)
    head = html.unescape(found.group(1)) if found else ""
    try:
        raw = cast("Mapping[str, Any]", yaml.safe_load(head))
        return Reading(
            commands=tuple(raw["commands"]),
            record=_at_line(raw["record"]),
            keys=_words(raw, "keys"),
            lists=frozenset(_words(raw, "lists")),
            integers=frozenset(_words(raw, "integers")),
            required=_words(raw, "required"),
            context=_words(raw, "context"),
            members=tuple(
                Members(
                    path=tuple(name.split(".")),
                    begins=_at_line(one["begins"]),
                    context=_words(one, "context"),
                )
                for name, one in raw.get("members", {}).items()
            ),
            none=re.compile("|".join(f"(?:{line})" for line in raw.get("none", ())) or r"(?!)"),
            must_answer=bool(raw.get("must_answer", False)),
        )
    except (KeyError, TypeError, AttributeError, re.error, yaml.YAMLError) as error:
        what = f'no usable <input name="reading" load="yaml">: {error!r}'
        raise LoadError([Fault(str(path), 0, "", what)]) from error


def _at_line(pattern: str) -> re.Pattern[str]:
    """Match at the beginning of a line; `re` looks for a newline much faster than for `^`."""
    return re.compile(f"\n(?:{pattern})")


def _words(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(raw.get(key, "")).split())
