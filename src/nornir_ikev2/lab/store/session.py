"""Configuration modes: where one user stands, and what the next line means there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from nornir_ikev2.lab.cli.match import INVALID, Match, Mismatch, match
from nornir_ikev2.lab.cli.values import Typed, split
from nornir_ikev2.lab.contracts import LineReply
from nornir_ikev2.lab.store.raw import Raw, start_raw
from nornir_ikev2.lab.store.removal import reset, unset

if TYPE_CHECKING:
    from nornir_ikev2.lab.cli.grammar import Grammar
    from nornir_ikev2.lab.grammar.modes import Rule
    from nornir_ikev2.lab.store.config import RunningConfig
    from nornir_ikev2.lab.store.section import Section

SHORT_HOST = 20
LEAST_EXIT = 2


class ConfigSession:
    """Types lines into a running-config, beginning in global configuration mode.

    Attributes:
        closed: `end`, or `exit` from global configuration mode, was typed.
    """

    def __init__(self, config: RunningConfig) -> None:
        self._config = config
        self._path: list[Section] = [config.editor.top]
        self._raw: Raw | None = None
        self._width = 0
        self.closed = False

    @property
    def prompt(self) -> str:
        """The prompt; the host name is cut to 20 characters in these modes."""
        if self._raw is not None:
            return self._raw.prompt
        return f"{self._config.hostname[:SHORT_HOST]}({self.section.mode.mode.prompt})#"

    @property
    def section(self) -> Section:
        """The section lines go to."""
        return self._path[-1]

    @property
    def mode(self) -> str:
        """Name of the current mode, as in the catalogue."""
        return self.section.mode.mode.name

    @property
    def grammars(self) -> tuple[Grammar, Grammar]:
        """What may be typed now, and what may follow `no`."""
        return self.section.mode.positive, self.section.mode.negative

    @property
    def path(self) -> tuple[Section, ...]:
        """The section and those around it, global configuration first."""
        return tuple(self._path)

    def type(self, line: str) -> LineReply:
        """Carry out one line."""
        if self._raw is not None:
            return self._feed(line)
        typed = split(line)
        self._width = len(self.prompt)
        if not typed.tokens or typed.tokens[0].text.startswith("!"):
            return LineReply(line)
        self._leave_removed()
        first = typed.tokens[0].text.lower()
        if len(typed.tokens) == 1 and self._moves(first):
            return LineReply(line)
        if first == "no" and len(typed.tokens) > 1:
            return self._negative(typed, default=False)
        if len(first) > LEAST_EXIT and "default".startswith(first) and len(typed.tokens) > 1:
            return self._negative(typed, default=True)
        return self._positive(typed)

    def _moves(self, word: str) -> bool:
        if word == "end":
            self.closed = True
        elif len(word) >= LEAST_EXIT and "exit".startswith(word):
            self._path.pop()
            if not self._path:
                self._path, self.closed = [self._config.editor.top], True
        else:
            return False
        return True

    def _leave_removed(self) -> None:
        """Fall back to global mode when somebody removed the section we stand in."""
        if any(section.gone for section in self._path):
            self._path = [self._config.editor.top]

    def _positive(self, typed: Typed) -> LineReply:
        """Try this mode, then those around it, as IOS does.

        Modes where the first word is a whole keyword come first: `key 2` inside a key of a key
        chain is the next key and not a short `key-string 2`.
        """
        best: Mismatch | None = None
        first = typed.tokens[0].text.lower()
        whole = [depth for depth in self._depths() if first in self._words(depth)]
        for depth in (*whole, *self._depths()):
            section = self._path[depth - 1]
            found = match(section.mode.positive, typed)
            if isinstance(found, Match):
                self._path = self._path[:depth]
                return self._enter(typed.raw, section, section.mode.rules[found.number], found)
            best = _farther(best, found)
        return self._refused(typed, best)

    def _depths(self) -> range:
        return range(len(self._path), 0, -1)

    def _words(self, depth: int) -> Collection[str]:
        return self._path[depth - 1].mode.positive.root.words

    def _negative(self, typed: Typed, *, default: bool) -> LineReply:
        best: Mismatch | None = None
        for depth in self._depths():
            section = self._path[depth - 1]
            found = match(section.mode.negative, typed, 1)
            if isinstance(found, Match):
                self._path = self._path[:depth]
                rule = section.mode.negatives[found.number]
                change = reset if default else unset
                message, refused = change(self._config.editor, section, rule, found)
                self._config.editor.unact(rule)
                self._config.publish()
                return LineReply(typed.raw, message, refused)
            best = _farther(best, found)
        return self._refused(typed, best)

    def _enter(self, raw: str, section: Section, rule: Rule, found: Match) -> LineReply:
        if rule.line.leaves:
            self._path.pop()
            return LineReply(raw)
        if rule.line.ignored:
            return LineReply(raw)
        if rule.line.acts == "master-key":
            self._config.editor.act(rule, found)
            self._config.publish()
            return LineReply(raw)
        if rule.line.raw:
            self._raw = start_raw(rule, found, section)
            return self._finish(raw)
        message, refused, inside = self._config.editor.set(section, rule, found)
        if message == INVALID:
            problem = Mismatch("invalid", raw.rindex(raw.rsplit(maxsplit=1)[-1]))
            return LineReply(raw, problem.message(raw, self._width), refused=True)
        if inside is not None:
            self._path.append(inside)
        self._config.editor.act(rule, found)
        self._config.publish()
        return LineReply(raw, message, refused)

    def _feed(self, line: str) -> LineReply:
        if self._raw is not None:
            self._raw.feed(line)
        return self._finish(line)

    def _finish(self, line: str) -> LineReply:
        """Store collected data once its end was seen."""
        raw = self._raw
        if raw is None or not raw.complete:
            return LineReply(line)
        self._raw = None
        self._config.editor.set_raw(raw)
        self._config.publish()
        return LineReply(line)

    def _refused(self, typed: Typed, why: Mismatch | None) -> LineReply:
        problem = why or Mismatch("invalid", 0)
        return LineReply(typed.raw, problem.message(typed.raw, self._width), refused=True)


def _farther(one: Mismatch | None, other: Mismatch) -> Mismatch:
    return other if one is None or other.offset > one.offset else one
