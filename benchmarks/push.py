"""Our push step and our whole change beside other ways to bring the same lines to the same routers.

    push.py [--routers 1 20 60] [--delays 0 50] [--workers N] [--repeats 3] [--clients NAME ...]

Every figure is the median of the repeats; the spread is minimum and maximum. Pushes are timed with their
sessions already open; the last column adds the login. The whole change is timed from before login to after
save and covers the hub too.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import clients
import ours
import site_generator
from clients import Target

Client = Callable[[Sequence[Target], int], AbstractContextManager[clients.Push]]
RESET = "configure replace nvram:startup-config force"


@dataclass(frozen=True)
class Figure:
    """Seconds of the repeats."""

    seconds: tuple[float, ...]
    with_login: float

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def row(self, name: str, floor: float) -> str:
        """One line of the table."""
        spread = f"{min(self.seconds):.2f}..{max(self.seconds):.2f}"
        ratio = f"{self.median / floor:6.1f} x floor"
        login = f"{self.with_login:6.2f} s with login"
        return f"  {name:<28} {self.median:7.2f} s  {spread:>14}  {ratio}  {login}"


def main() -> None:
    """Measure and print."""
    options = arguments()
    for routers in options.routers:
        for delay in options.delays:
            workers = options.workers or routers
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder), routers, delay, workers, options)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--routers", type=int, nargs="+", default=[1, 20, 60])
    parser.add_argument("--delays", type=int, nargs="+", default=[0, 50], help="ms per round trip")
    parser.add_argument("--workers", type=int, help="routers at a time; all of them by default")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--clients", nargs="+", choices=list(others()), default=list(others()))
    return parser.parse_args()


def others() -> dict[str, Client]:
    """Everything that is measured the same way; the floor first."""
    return {
        "floor: raw asyncssh paste": clients.raw_paste,
        "our push step": ours.push_step,
        "nornir-netmiko": clients.nornir_netmiko,
        "scrapli": clients.scrapli,
        "napalm merge": clients.napalm_merge,
    }


def measure(
    root: Path, routers: int, delay: int, workers: int, options: argparse.Namespace
) -> None:
    """One block of the table."""
    # The hub of the whole change has a worker of its own: pushes go to the spokes alone.
    with site_generator.lab(root, spokes=routers, workers=workers + 1, delay_ms=delay):
        targets = ours.targets(root)
        lines = statistics.median(len(target.lines) for target in targets)
        print(f"{routers} routers, {delay} ms, {workers} workers, {lines:.0f} lines each")
        floor = 0.0
        for name in options.clients:
            figure = repeat(others()[name], targets, workers, options.repeats)
            floor = floor or figure.median
            print(figure.row(name, floor), flush=True)
        ours.whole_change(root)  # imports and caches
        whole: list[float] = []
        trips = ours.Trips()
        for _ in range(options.repeats):
            seconds, trips = ours.whole_change(root)
            whole.append(seconds)
        figure = Figure(tuple(whole), statistics.median(whole))
        print(figure.row("our whole change (+ hub)", floor))
        print(
            f"  round trips per spoke after login: {trips.change} whole change, {trips.again} second run"
        )
        print(f"  round trips of the hub: {trips.hub}\n", flush=True)


def repeat(client: Client, targets: Sequence[Target], workers: int, times: int) -> Figure:
    """Push `times` times, each time to routers that are as they were."""
    seconds: list[float] = []
    whole: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        with client(targets, workers) as push, quiet():
            begin = time.perf_counter()
            push()
            end = time.perf_counter()
        seconds.append(end - begin)
        whole.append(end - start)
        asyncio.run(reset(targets))
    return Figure(tuple(seconds), statistics.median(whole))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the garbage collector out of a measurement."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def reset(targets: Sequence[Target]) -> None:
    """Put every router back to its startup-config."""

    async def one(port: int) -> None:
        async with asyncssh.connect(
            clients.HOST, port, username=clients.USER, password=clients.PASSWORD, known_hosts=None
        ) as connection:
            await connection.run(input=f"{RESET}\nexit\n", term_type="dumb")

    await asyncio.gather(*(one(target.port) for target in targets))


if __name__ == "__main__":
    main()
