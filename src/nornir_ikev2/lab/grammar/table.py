"""The columns of a grammar table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Protocol

from nornir_ikev2.lab.cli.match import Match


class Hardware(Protocol):
    """What a check may ask of the router."""

    @property
    def ports(self) -> tuple[str, ...]:
        """Interfaces that exist in hardware."""
        ...

    def defined(self, kind: str, name: str) -> bool:
        """Whether an object is configured or built in."""
        ...

    def names(self, kind: str) -> list[str]:
        """The configured objects of one kind."""
        ...


def plain_key(match: Match) -> str:
    """A key given as type 0 is printed without the 0; renders lines with `[0|6] <k:LINE>`."""
    parts = list(match.parts)
    if "0" in match.words:
        parts.remove("0")
    return " ".join(parts)


Check = Callable[[Hardware, Match], str]
"""A refusal text, empty when the line is fine."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A line names an object.

    Attributes:
        kind: of the object, as in `Line.defines`.
        arg: value that holds the name; several names stand with blanks between them.
        missing: refusal when there is no such object, with `{name}`; empty: accepted.
    """

    kind: str
    arg: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Text printed when a section is entered that lacks something; no error.

    Attributes:
        needs: alternatives; each is the beginnings of lines that together make it complete.
    """

    text: str
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One configuration line.

    Attributes:
        pattern: see `cli.pattern`.
        mode: section mode the line opens; empty for a plain line.
        key: values that tell two lines of this kind apart; `("*",)` the whole text; none: there
            is one such line, and a new one replaces it.
        slot: name shared by lines that replace each other; the leading keywords by default.
        render: canonical text from `{values}` or a function; by default the words as matched.
        fill: values for optional parts that were not typed, used by `render`.
        pad: blanks IOS prints after the line.
        default: text that holds when nothing is configured; hidden, unless `shown`.
        toggle: the `no` form is a state of its own (`no ip redirects`), not just a removal.
        off_if: beginning of a line without which the `no` form is not kept.
        off_key: the only `name` whose `no` form is kept.
        sort: values that order lines of this kind; by default the order of typing.
        bundle: lines of one bundle are ordered by `sort` first, then by their place in the table.
        replaces: slots that a new value of this line removes.
        replaced: text printed when it removed something.
        sweep: shorter patterns whose `no` form removes all lines that agree with them.
        defines: kind of object; its name is the value `name`.
        refers: objects it names.
        in_use: refusal of `no` while the object is referred to; `{name}`, `{holders}`.
        entering: text printed on entering an incomplete section.
        created: text printed when the line is new.
        repeat: text printed when the same line is there already.
        weak: keywords refused since 17.11 (FN72510).
        weak_text: warning printed from 17.6 to 17.10 for these.
        since: first release that knows the line.
        raw: `banner` or `hex`: the lines that follow are data.
        reopens: the line enters a section of its slot that exists; else it is incomplete.
        ignored: the line is taken and leaves no trace.
        leaves: the line ends its section and is not stored.
        acts: what else it does: `master-key` takes a key and leaves no trace, `encrypt` hides keys.
        check: refuses the line.
        check_no: refuses its `no` form.
    """

    pattern: str
    _: KW_ONLY
    mode: str = ""
    key: tuple[str, ...] = ()
    slot: str = ""
    render: str | Callable[[Match], str] = ""
    fill: Mapping[str, str] = field(default_factory=dict[str, str])
    pad: str = ""
    default: str = ""
    shown: bool = False
    toggle: bool = False
    off_if: str = ""
    off_key: str = ""
    sort: tuple[str, ...] = ()
    bundle: str = ""
    replaces: tuple[str, ...] = ()
    replaced: str = ""
    sweep: tuple[str, ...] = ()
    defines: str = ""
    refers: tuple[Ref, ...] = ()
    in_use: str = ""
    entering: Notice | None = None
    created: str = ""
    repeat: str = ""
    weak: frozenset[str] = frozenset()
    weak_text: str = ""
    since: tuple[int, ...] = ()
    raw: str = ""
    reopens: bool = False
    ignored: bool = False
    leaves: bool = False
    acts: str = ""
    check: Check | None = None
    check_no: Check | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """A configuration mode.

    Attributes:
        name: as in `Line.mode`.
        prompt: what stands in the brackets of the prompt.
        lines: in the order of the running-config.
        before: print a separator before the section.
        after: print a separator after it.
        closing: line printed at its end, at the depth of its first line.
        tail: print one more separator after the last section of this kind.
        indent: columns by which the lines inside are indented.
    """

    name: str
    prompt: str
    lines: tuple[Line, ...]
    before: bool = False
    after: bool = True
    closing: str = ""
    tail: bool = False
    indent: int = 1
