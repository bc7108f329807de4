"""What a run tells while it goes on. Methods are called from many threads at once."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows a run to somebody."""

    def phase(self, name: str) -> None:
        """A phase begins."""
        ...

    def step(self, router: str, step: str) -> None:
        """A router begins a step."""
        ...

    def state(self, router: str, state: str) -> None:
        """A router got into a state of `states`."""
        ...

    def message(self, text: str) -> None:
        """Something a person should read now."""
        ...


class Silent:
    """Shows nothing."""

    def phase(self, name: str) -> None:
        """Do nothing."""

    def step(self, router: str, step: str) -> None:
        """Do nothing."""

    def state(self, router: str, state: str) -> None:
        """Do nothing."""

    def message(self, text: str) -> None:
        """Do nothing."""
