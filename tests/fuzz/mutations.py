"""Mutations of valid texts: what an editor, a template, a merge or an enemy makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from hypothesis import strategies as st

HOSTILE: Final = (
    *(
        "\n",
        "\t",
        "\x1b[2J",
        "\x00",
        "?",
        "!",
        "'",
        '"',
        ":",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a ",
    ),
    *("<<: *a", "!!python/name:os.system", "no", "~", "null", "0", "-1", "99999999999999999999"),
    *("1e999", "0x1F", "010.0.0.1", "0.0.0.0/0", "255.255.255.255", "::1", "10.0.0.0/33", "../x"),
    *("reload", "\nreload", "{{ 7*7 }}", "%s", "ü", "\u202e", "a" * 300, "default", "all", " #"),
    *(
        "---\n",
        "...\n",
        "|\n  x",
        ">\n  x",
        "true",
        "1:30",
        "2026-01-01",
        "==",
        "@",
        "`",
        "%YAML 1.1\n",
    ),
)
Change = Callable[[str, str, float, float], str]


def _cut(text: str, _: str, at: float, size: float) -> str:
    start = int(at * len(text))
    return text[:start] + text[start + int(size * 40) + 1 :]


def _truncated(text: str, _: str, at: float, __: float) -> str:
    return text[: int(at * len(text))]


def _inserted(text: str, token: str, at: float, _: float) -> str:
    start = int(at * len(text))
    return text[:start] + token + text[start:]


def _word(text: str, token: str, at: float, _: float) -> str:
    words = text.split(" ")
    words[int(at * len(words)) % len(words)] = token
    return " ".join(words)


def _line(change: Callable[[list[str], int, int], None]) -> Change:
    def changed(text: str, _: str, at: float, size: float) -> str:
        lines = text.split("\n")
        change(lines, int(at * len(lines)) % len(lines), int(size * len(lines)) % len(lines))
        return "\n".join(lines)

    return changed


def _drop(lines: list[str], at: int, _: int) -> None:
    del lines[at]


def _repeat(lines: list[str], at: int, to: int) -> None:
    lines.insert(to, lines[at])


def _swap(lines: list[str], at: int, to: int) -> None:
    lines[at], lines[to] = lines[to], lines[at]


def _indent(lines: list[str], at: int, _: int) -> None:
    lines[at] = f"  {lines[at]}"


def _outdent(lines: list[str], at: int, _: int) -> None:
    lines[at] = lines[at].removeprefix("  ")


CHANGES: Final[Sequence[Change]] = (
    *(_cut, _truncated, _inserted, _word),
    *map(_line, (_drop, _repeat, _swap, _indent, _outdent)),
)


@st.composite
def mutated(draw: st.DrawFn, text: str, tokens: Sequence[str] = HOSTILE, most: int = 4) -> str:
    """A text after one to `most` changes."""
    for _ in range(draw(st.integers(1, most))):
        change = draw(st.sampled_from(CHANGES))
        token = draw(st.sampled_from(tokens) | st.text(max_size=8))
        at, size = draw(st.floats(0, 1)), draw(st.floats(0, 1))
        text = change(text, token, at, size) or "\n"
    return text
