"""Measures how often the right cause comes first, and writes the table of docs/explain.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mistakes import foreign, ike, people, traffic
from mistakes.catalogue import MISTAKES, Fault
from mistakes.healthy import sites

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
WORDS = {
    "lab": "felt in the lab",
    "config": "seen in the configurations",
    "log": "log lines put there",
    "reset": "SAs reset by the test",
}


@dataclass(frozen=True)
class Measured:
    """One fault: rank of the right cause, and healthy tunnels that were blamed beside it."""

    fault: Fault
    rank: int | None
    wrong: int


def measure() -> tuple[list[Measured], tuple[int, int], int]:
    """All faults; healthy sites as (tunnels, blamed); and the tunnels beside faulty ones."""
    found: list[Measured] = []
    beside = 0
    for fault in (*ike.faults(), *traffic.faults(), *people.faults(), *foreign.faults()):
        explained = fault.make().explain()
        found.append(
            Measured(fault, fault.rank(explained), len(list(fault.blamed_wrongly(explained))))
        )
        beside += max(0, len(explained.tunnels) - 1) if fault.alone else 0
    tunnels = blamed = 0
    for site in sites():
        explained = site.make().explain()
        tunnels += len(explained.tunnels)
        blamed += sum(bool(one.causes) for one in explained.tunnels)
        blamed += sum(bool(causes) for causes in explained.routers.values())
    return found, (tunnels, blamed), beside


def table(found: list[Measured], healthy: tuple[int, int], beside: int) -> Iterator[str]:
    """The lines between the marks."""
    yield "| | mistake | ways | first | among three | how it shows |"
    yield "|---|---|---|---|---|---|"
    first = three = 0
    for number, name in MISTAKES.items():
        own = [one for one in found if one.fault.number == number]
        top = sum(one.rank == 1 for one in own)
        near = sum(one.rank is not None and one.rank <= 3 for one in own)
        first, three = first + (top == len(own)), three + (near == len(own))
        how = ", ".join(dict.fromkeys(WORDS[one.fault.by] for one in own))
        yield f"| {number} | {name} | {len(own)} | {top} | {near} | {how} |"
    tops = sum(one.rank == 1 for one in found)
    near = sum(one.rank is not None and one.rank <= 3 for one in found)
    yield ""
    yield (
        f"Of {len(found)} faults the right cause, router and line came first {tops} times and among the"
        f" first three {near} times; of the 20 mistakes {first} were first in every way they were made"
        f" ({three} among three)."
    )
    wrong = sum(one.wrong for one in found)
    yield (
        f"Healthy tunnels: {healthy[0]} on sites without a fault, {healthy[1]} blamed; {beside} beside a"
        f" faulty one, {wrong} blamed. Grade `virtual`."
    )


def main(path: Path) -> int:
    """Write the table into a page; 1 when it is worse than 19 of 20 first, or anybody is blamed falsely."""
    found, healthy, beside = measure()
    lines = list(table(found, healthy, beside))
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n\n{END}{after}", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")
    firsts = sum(
        all(one.rank == 1 for one in found if one.fault.number == number) for number in MISTAKES
    )
    good = firsts >= len(MISTAKES) - 1 and not healthy[1] and not sum(one.wrong for one in found)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
