"""What a router printed, as records. An output that is not wholly understood is an error.

Templates are TTP files named `cisco_ios_<command with underscores>.ttp`; an earlier folder hides a file
of the same name in a later one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from nornir_ikev2.verify import forms
from nornir_ikev2.verify.clean import clean
from nornir_ikev2.verify.failure import ParseError, UnknownCommand
from nornir_ikev2.verify.shape import holes, lost, shape
from nornir_ikev2.verify.template import Reading, Template, load

__all__ = ["ParseError", "UnknownCommand", "commands", "parse"]

_PREFIX = "cisco_ios_"
_REFUSED = re.compile(
    r"^(?:% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized|Authorization)"
    r"|Command (?:authorization|rejected))",
    re.MULTILINE,
)


def parse(command: str, output: str, folders: Sequence[Path]) -> list[dict[str, object]]:
    """Return the records in the output of a show command.

    Args:
        command: as typed, abbreviated or not; a filter after `|` is allowed.
        output: what the router printed; echo, prompt and log lines may be in it.
        folders: where templates are looked for, first match wins.

    Returns:
        One dict per record, keys in the order of the template, absent values None; [] when the router
        said that there is none.

    Raises:
        UnknownCommand: no template reads the command.
        ParseError: the output was not wholly understood.
        LoadError: the template itself is wrong.
    """
    template = _template(command, folders)
    reading = template.reading
    text = clean(output)
    if text.lstrip("^ \n").startswith(("%", "Command ")) and _REFUSED.search(text):
        raise ParseError(command, "the router refused the command", output)
    if not text:
        if reading.must_answer:
            raise ParseError(command, "the router answered nothing")
        return []
    records = shape(template.run(text), reading)
    if not records:
        _expect_none(command, text, reading)
        return []
    problem = lost(records, text, reading) or holes(records, reading)
    if problem:
        raise ParseError(
            command, f"the output is cut short or of an unknown form: {problem}", output
        )
    return records


def commands(folders: Sequence[Path]) -> list[str]:
    """Return the forms of all commands that can be read, sorted."""
    return sorted({form for path in _files(folders) for form in load(path).reading.commands})


def _files(folders: Sequence[Path]) -> list[Path]:
    seen: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"{_PREFIX}*.ttp")):
            seen.setdefault(path.name, path)
    return list(seen.values())


def _template(command: str, folders: Sequence[Path]) -> Template:
    direct = f"{_PREFIX}{forms.normalise(command).replace(' ', '_')}.ttp"
    for folder in folders:
        if (folder / direct).is_file():
            return load(folder / direct)
    templates = {str(path): load(path) for path in _files(folders)}
    name = forms.choose(command, {key: one.reading.commands for key, one in templates.items()})
    if name is None:
        raise _unknown(command, commands(folders))
    return templates[name]


def _unknown(command: str, known: Iterable[str]) -> UnknownCommand:
    listed = tuple(known)
    plain = {form.split(" [", 1)[0]: form for form in listed}
    near = difflib.get_close_matches(forms.normalise(command), plain, n=1, cutoff=0.6)
    return UnknownCommand(command, plain[near[0]] if near else None, listed)


def _expect_none(command: str, text: str, reading: Reading) -> None:
    for line in text.splitlines():
        if line.strip() and not reading.none.fullmatch(line.strip()):
            raise ParseError(command, "the template matched nothing", line)
