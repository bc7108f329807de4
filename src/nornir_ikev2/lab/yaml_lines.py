"""Read YAML and remember on which line each value stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nornir_ikev2.errors import Fault, LoadError

Place = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """The data of one file, and the faults found in it so far.

    Attributes:
        file: the path as the user knows it.
        data: plain dicts, lists and scalars.
    """

    file: str
    data: Any = None
    faults: list[Fault] = field(default_factory=list[Fault])
    _lines: dict[Place, int] = field(default_factory=dict[Place, int])

    def line(self, place: Place) -> int:
        """1-based line of a value, or of the nearest value around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 0)

    def fault(self, place: Place, message: str, cure: str = "") -> None:
        """Note one thing that is wrong."""
        path = ".".join(str(step) for step in place)
        self.faults.append(Fault(self.file, self.line(place), path, message, cure))

    def raise_faults(self) -> None:
        """Stop here when anything was noted.

        Raises:
            LoadError: with every fault.
        """
        if self.faults:
            raise LoadError(self.faults)

    def remember(self, node: yaml.Node, place: Place = ()) -> None:
        """Store the lines of a composed tree; keys count, so that a fault points at the key."""
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*place, str(key.value))
                self._lines[inner] = key.start_mark.line + 1
                self.remember(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self.remember(value, (*place, index))


def read(path: Path) -> Document:
    """Read one YAML file.

    Raises:
        LoadError: the file is absent, is no text or no YAML.
    """
    document = Document(str(path))
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        document.data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        document.fault((), f"can't be read: {reason}")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        document.faults.append(Fault(str(path), line, "", f"is no YAML: {error.problem}"))
    except yaml.YAMLError as error:
        document.fault((), f"is no YAML: {error}")
    else:
        if node is not None:
            document.remember(node)
    document.raise_faults()
    return document
