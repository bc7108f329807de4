"""Output filters after `|`: include, exclude, begin, section, count."""

from __future__ import annotations

import re
from collections.abc import Callable

_DELIMITER = r"(?:^|$|[ ,{}()_])"
"""What `_` stands for in a regular expression of IOS."""
FILTERS = {
    "append": "Append redirected output to URL (URLs supporting append operation only)",
    "begin": "Begin with the line that matches",
    "count": "Count number of lines which match regexp",
    "exclude": "Exclude lines that match",
    "format": "Format the output using the specified spec file",
    "include": "Include lines that match",
    "redirect": "Redirect output to URL",
    "section": "Filter a section of output",
    "tee": "Copy output to URL",
}


def split(line: str) -> tuple[str, str]:
    """A command and the filter after its first `|`, empty when there is none."""
    command, bar, rest = line.partition("|")
    return (command, rest.strip()) if bar else (line, "")


def lacking(pipe: str) -> bool:
    """Whether a filter, or the pattern of one, is still to be typed."""
    name, _, pattern = pipe.partition(" ")
    known = any(one.startswith(name.lower()) for one in FILTERS)
    return not name or (known and not pattern.strip())


def begun(partial: str) -> bool:
    """Whether a question is about what follows `| `."""
    _, bar, rest = partial.partition("|")
    return bool(bar) and rest.startswith(" ")


def apply(text: str, pipe: str) -> str | None:
    """Filter output; None when the filter makes no sense.

    Raises:
        re.error: the regular expression can't be read.
    """
    name, _, pattern = pipe.partition(" ")
    names = [known for known in FILTERS if name and known.startswith(name.lower())]
    if len(names) != 1 or names[0] not in _RUN or not pattern.strip():
        return None
    lines = text.split("\n")
    return _RUN[names[0]](lines, pattern.strip())


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("_", _DELIMITER))


def _include(lines: list[str], pattern: str) -> str:
    wanted = _compile(pattern)
    return "\n".join(line for line in lines if wanted.search(line))


def _exclude(lines: list[str], pattern: str) -> str:
    wanted = _compile(pattern)
    return "\n".join(line for line in lines if not wanted.search(line))


def _begin(lines: list[str], pattern: str) -> str:
    wanted = _compile(pattern)
    start = next((n for n, line in enumerate(lines) if wanted.search(line)), len(lines))
    return "\n".join(lines[start:])


def _count(lines: list[str], pattern: str) -> str:
    wanted = _compile(pattern)
    found = sum(1 for line in lines if wanted.search(line))
    return f"Number of lines which match regexp = {found}"


def _section(lines: list[str], pattern: str) -> str:
    word, _, rest = pattern.partition(" ")
    if rest and word in {"include", "exclude"}:
        return "\n".join(_sections(lines, _compile(rest.strip()), keep=word == "include"))
    return "\n".join(_sections(lines, _compile(pattern), keep=True))


def _sections(lines: list[str], wanted: re.Pattern[str], *, keep: bool) -> list[str]:
    """A line that matches brings along the lines below it that stand deeper."""
    found: list[str] = []
    depth: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if depth is not None and (indent <= depth or not line.strip()):
            depth = None
        if depth is None and wanted.search(line):
            depth = indent
        if (depth is not None) == keep:
            found.append(line)
    return found


_RUN: dict[str, Callable[[list[str], str], str]] = {
    "include": _include,
    "exclude": _exclude,
    "begin": _begin,
    "section": _section,
    "count": _count,
}
