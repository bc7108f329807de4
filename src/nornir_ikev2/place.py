"""Where something stands in a YAML file: its path for people, and its line."""

from __future__ import annotations

Place = tuple[str | int, ...]


def dotted(place: Place) -> str:
    """Write a place for people: `vpns.branches.ipsec.transforms[0]`."""
    text = ""
    for number, step in enumerate(place):
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if number else ''}{step}"
    return text


def line_of(mark: object) -> int:
    """1-based line of a mark, 0 without one."""
    return int(getattr(mark, "line", -1)) + 1
