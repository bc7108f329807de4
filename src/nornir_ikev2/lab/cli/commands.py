"""Exec commands compiled once for all sessions of all routers that have the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nornir_ikev2.lab.cli.grammar import Grammar, compile_all
from nornir_ikev2.lab.contracts import ExecCommand


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> Grammar:
    return compile_all(patterns)


class ExecTable:
    """The commands a privilege level may use; numbers of the grammar are indexes of `commands`."""

    def __init__(self, commands: Sequence[ExecCommand], *, privileged: bool) -> None:
        self.commands = tuple(one for one in commands if privileged or not one.privileged)
        self.grammar = _compiled(tuple(one.pattern for one in self.commands))
