"""`nornir parse`: what the TTP templates read in a saved output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from nornir_ikev2.cli.saved import read_saved
from nornir_ikev2.errors import UsageError
from nornir_ikev2.project import find
from nornir_ikev2.shelves import shelves
from nornir_ikev2.verify.parse import UnknownCommand, parse

GIVE: Final = "Give a file with the saved output of the command, - for standard input."


def run(command: str, file: str, as_json: bool, project: Path | None) -> int:  # noqa: FBT001 - a flag
    """Print the records in a saved output of a show command.

    Args:
        command: the command that was typed, abbreviated or not.
        file: where its output is, `-` for standard input.
        as_json: print one JSON list instead of text.
        project: `--project`; without one the shipped templates are used.

    Returns:
        0.

    Raises:
        UsageError: the file can't be read, or no template reads the command.
        ParseError: the output was not wholly understood.
    """
    folders = _folders(project)
    try:
        records = parse(command, read_saved(Path(file), GIVE), folders)
    except UnknownCommand as unknown:
        raise UsageError(unknown.message, cure=_cure(unknown)) from unknown
    if as_json:
        sys.stdout.write(json.dumps(records, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_blocks(records)) + "\n")
    return 0


def _folders(project: Path | None) -> list[Path]:
    try:
        return find(project).shelves("parsers")
    except UsageError:
        if project is not None:
            raise
        return shelves(Path.cwd(), "parsers")


def _cure(unknown: UnknownCommand) -> str:
    listed = "".join(f"\n    {form}" for form in unknown.known) or "\n    none"
    near = f"Did you mean '{unknown.near}'? " if unknown.near else ""
    return f"{near}There are templates for:{listed}"


def _blocks(records: list[dict[str, object]]) -> Iterator[str]:
    if not records:
        yield "none"
    for number, record in enumerate(records):
        if number:
            yield ""
        yield from _lines(record, "")


def _lines(record: dict[str, object], indent: str) -> Iterator[str]:
    shown = {key: value for key, value in record.items() if value is not None and value != []}
    width = max((len(key) for key in shown), default=0)
    for key, value in shown.items():
        if not isinstance(value, list):
            yield f"{indent}{key.ljust(width)}  {value}"
            continue
        for member in cast("list[object]", value):
            if isinstance(member, dict):
                yield f"{indent}{key}"
                yield from _lines(cast("dict[str, object]", member), indent + "  ")
            else:
                yield f"{indent}{key.ljust(width)}  {member}"
