"""What a run shows on stderr while it goes on: one line per router on a terminal, else one per step."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from rich.live import Live
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

ROWS: Final = 20
"""Routers shown at once; the ones at work come first."""
WORDY: Final = 20
"""Without a terminal, runs of more routers get one line per step, not per step and router."""
INNER: Final = frozenset({"look", "ping", "renew", "close", "drop_checkpoint", "end_config"})
"""Steps of the engine itself; nobody wrote them into a playbook."""
DONE: Final = {"saved": "green", "restored": "yellow", "unrestored": "red"}


class Lines:
    """Plain lines, for logs and pipes."""

    def __init__(self, console: Console, routers: int = 0, *, verbose: bool = False) -> None:
        self._console = console
        self._wordy = verbose or routers <= WORDY
        self._verbose = verbose
        self._lock = threading.RLock()  # a signal's message may come while we hold it
        self._phase = ""
        self._seen: set[str] = set()
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def pause(self) -> None:
        """Make room for a question; lines never stand in its way."""

    def resume(self) -> None:
        """Go on after a question."""

    def phase(self, name: str) -> None:
        """Say that a phase begins."""
        self._phase = name
        self._said.clear()
        self._print(name)

    def step(self, router: str, step: str) -> None:
        """Say that a router begins a step."""
        if step in INNER and not self._verbose:
            return
        with self._lock:
            first = (key := f"{self._phase} {step}") not in self._seen
            self._seen.add(key)
        if self._wordy:
            self._print(f"  {router}: {step}")
        elif first:
            self._print(f"  {step}")

    def state(self, router: str, state: str) -> None:
        """Say how a router ended."""
        if state in DONE and (self._wordy or state == "unrestored"):
            self._print(f"  {router}: {state}")

    def message(self, text: str) -> None:
        """Say something, once in a phase: routers that wait for minutes say so at every look."""
        with self._lock:
            new = text not in self._said
            self._said.add(text)
        if new:
            self._print(f"  {text}")

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class Board:
    """One line per router that changes in place, for terminals."""

    def __init__(self, console: Console) -> None:
        self._lock = threading.RLock()  # a signal's message may come while we hold it
        self._phase = "begin"
        self._rows: dict[str, tuple[str, str]] = {}
        self._message = ""
        self._live = Live(
            console=console, get_renderable=self._draw, refresh_per_second=8, transient=True
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def pause(self) -> None:
        """Make room for a question."""
        self._live.stop()

    def resume(self) -> None:
        """Go on after a question."""
        self._live.start(refresh=True)

    def phase(self, name: str) -> None:
        """Show a phase."""
        with self._lock:
            self._phase, self._message = name, ""

    def step(self, router: str, step: str) -> None:
        """Show what a router does."""
        with self._lock:
            state = self._rows.get(router, ("", ""))[0]
            self._rows[router] = (state, step)

    def state(self, router: str, state: str) -> None:
        """Show a router's state."""
        with self._lock:
            step = self._rows.get(router, ("", ""))[1]
            self._rows[router] = (state, step)

    def message(self, text: str) -> None:
        """Show one line under the routers."""
        with self._lock:
            self._message = text

    def _draw(self) -> Table:
        table = Table(box=None, pad_edge=False, show_header=False)
        with self._lock:
            rows = sorted(self._rows.items(), key=lambda row: row[1][0] in DONE)
            table.add_row(Text(self._phase, "bold"), "", "")
            for router, (state, step) in rows[:ROWS]:
                table.add_row(f"  {router}", Text(state, DONE.get(state, "cyan")), step)
            if len(rows) > ROWS:
                table.add_row(f"  and {len(rows) - ROWS} more", "", "")
            if self._message:
                table.add_row(Text(self._message, "yellow"), "", "")
        return table
