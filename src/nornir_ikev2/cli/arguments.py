"""Names typed as arguments: none is empty, none holds what no name can hold."""

from __future__ import annotations

from collections.abc import Iterable

from nornir_ikev2.errors import UsageError


def name(argument: str, value: str) -> str:
    """One name.

    Raises:
        UsageError: it is empty or holds what can't be printed.
    """
    if not value.strip():
        raise UsageError(f"{argument} is empty", cure="Name one.")
    for character in value:
        if not " " <= character <= "~":
            raise UsageError(
                f"{argument} holds the character U+{ord(character):04X}",
                cure="Names are printable ASCII.",
            )
    return value.strip()


def names(option: str, values: Iterable[str] | None) -> tuple[str, ...]:
    """Comma-separated names of an option that may be repeated; () where it was not given.

    Raises:
        UsageError: one is empty: `--limit "$ROUTERS"` with nothing in it must not mean every router.
    """
    words = [word for value in values or () for word in value.split(",")]
    if not all(word.strip() for word in words):
        raise UsageError(
            f"{option} holds an empty name", cure=f"Leave {option} out to mean all of them."
        )
    return tuple(name(option, word) for word in words)
