"""What recovery needs to bring one router to the end of a change without the project's files: as a text.

The text holds keys; the journal seals it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from nornir_ikev2.errors import JournalError
from nornir_ikev2.intent.lockfile import Owned
from nornir_ikev2.intent.model import RouterIntent, SecretRef, TunnelIntent
from nornir_ikev2.secrets.provider import SecretsError


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One router as a run wanted it.

    Attributes:
        intent: what it must be.
        keys: the pre-shared keys its intent names.
        intended: the configuration expected after the change.
        owned: what was ours there before, by the lock file; None of a release that did not say.
    """

    intent: RouterIntent
    keys: tuple[tuple[SecretRef, str], ...] = field(default=(), repr=False)
    intended: str = field(default="", repr=False)
    owned: Owned | None = None

    def key(self, ref: SecretRef) -> str:
        """One key.

        Raises:
            SecretsError: the run had none of this name.
        """
        found = dict(self.keys).get(ref)
        if found is None:
            raise SecretsError(f"the journal has no key {ref}")
        return found


def refs_of(intent: RouterIntent) -> tuple[SecretRef, ...]:
    """The keys one router needs, each once."""
    refs = (
        ref
        for part in intent.vpns
        for peer in part.peers
        for ref in (peer.local_key, peer.remote_key)
        if ref is not None
    )
    return tuple(dict.fromkeys(refs))


def write(blueprint: Blueprint) -> str:
    """A blueprint as a text; it holds keys."""
    return _adapter(Blueprint).dump_json(blueprint).decode()


def read(text: str) -> Blueprint:
    """A blueprint from its text.

    Raises:
        JournalError: another release wrote it, in a form this one does not know.
    """
    blueprint: Blueprint = _read(Blueprint, text)
    return blueprint


def write_tunnels(tunnels: Sequence[TunnelIntent]) -> str:
    """The tunnels of a run as a text."""
    return _adapter(tuple[TunnelIntent, ...]).dump_json(tuple(tunnels)).decode()


def read_tunnels(text: str) -> tuple[TunnelIntent, ...]:
    """The tunnels of a run from their text.

    Raises:
        JournalError: as for `read`.
    """
    tunnels: tuple[TunnelIntent, ...] = _read(tuple[TunnelIntent, ...], text)
    return tunnels


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type pydantic can read
    return TypeAdapter(kind)


def _read(kind: Any, text: str) -> Any:  # noqa: ANN401 - what `kind` says
    try:
        return _adapter(kind).validate_json(text)
    except ValidationError as error:
        raise JournalError(
            "the journal's record of what a router must be has a form this release does not know",
            cure="Recover with the release that made the run; nornir show names it.",
        ) from error
