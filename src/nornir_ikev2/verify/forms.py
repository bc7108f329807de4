"""Which template reads which command, with IOS's abbreviations.

A template lists the commands it reads as forms: plain words, `<name>` for any word, any other
`<argument>` for a word with a digit in it, and `[...]` around what may be left out, as in
`show crypto ikev2 sa [remote <address>] [detailed]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_MIN_PREFIX = 2


def normalise(command: str) -> str:
    """Return a command with single blanks, lower case, without its output filter."""
    return " ".join(command.split("|", 1)[0].split()).lower()


def expand(form: str) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of words a form allows, the shortest first."""
    found = _OPTIONAL.search(form)
    if found is None:
        yield tuple(form.split())
        return
    before, after = form[: found.start()], form[found.end() :]
    yield from expand(before + after)
    yield from expand(f"{before} {found.group(1)} {after}")


def _score(words: tuple[str, ...], typed: list[str]) -> int | None:
    """Return how many words are typed in full, None when the command is another one."""
    if len(words) != len(typed):
        return None
    exact = 0
    for word, given in zip(words, typed, strict=True):
        if word.startswith("<"):
            if word != "<name>" and not any(letter.isdigit() for letter in given):
                return None
            continue
        if word == given:
            exact += 1
        elif len(given) < _MIN_PREFIX or not word.startswith(given):
            return None
    return exact


def choose(command: str, forms: Mapping[str, Iterable[str]]) -> str | None:
    """Return the name of the template that reads a command, None if there is none.

    An abbreviation that fits several commands goes to the one with most words typed in full.
    """
    typed = normalise(command).split()
    best: tuple[int, str] | None = None
    for name, of_template in forms.items():
        for form in of_template:
            for words in expand(form):
                score = _score(words, typed)
                if score is not None and (best is None or score > best[0]):
                    best = (score, name)
    return best[1] if best else None
