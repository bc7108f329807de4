"""Predictions from two configurations against two real daemons and against the modelled lab, as a table."""

from __future__ import annotations

import argparse
import random
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from fakes import agreement
from fakes.agreement import SIDES, Judgement
from fakes.router_pairs import pairs
from fakes.router_texts import NAMES, Pair
from nornir_ikev2.lab.strongswan.pair import Pair as Daemons

PAGE = Path(__file__).resolve().parents[1] / "docs" / "prediction.md"
BEGIN, END = "<!-- agreement -->", "<!-- /agreement -->"
UP = "up"
ORDER = (
    *(UP, "NO_PROPOSAL_CHOSEN", "NO_PROFILE", "AUTHENTICATION_FAILED", "NO_KEY", "NO_CERTIFICATE"),
    *("TS_UNACCEPTABLE", "CHILD_NO_PROPOSAL", "PFS_MISMATCH_AT_REKEY", "NO_PEER"),
)


@dataclass
class Tally:
    """What was counted; a start is one direction of one pair, counted under what was predicted."""

    pairs: int = 0
    starts: Counter[str] = field(default_factory=Counter[str])
    unsent: Counter[str] = field(default_factory=Counter[str])
    real: Counter[str] = field(default_factory=Counter[str])
    explained: Counter[str] = field(default_factory=Counter[str])
    modelled: Counter[str] = field(default_factory=Counter[str])
    retries: int = 0
    suites: set[object] = field(default_factory=set[object])
    broken: list[str] = field(default_factory=list[str])


def drawn(count: int, seed: int) -> list[Pair]:
    """So many different pairs; the same ones for the same seed and version of Hypothesis."""
    found: dict[tuple[str, str], Pair] = {}

    @settings(
        max_examples=4 * count,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(pairs())
    def collect(pair: Pair) -> None:
        found.setdefault(pair.texts, pair)

    collect()
    every = list(found.values())
    random.Random(seed).shuffle(every)  # noqa: S311 - neighbours in the drawing are alike
    return every[:count]


def judge(found: Sequence[Pair], daemons: Daemons) -> Tally:
    """Let all three judge every pair."""
    tally = Tally(pairs=len(found))
    for number, pair in enumerate(found, 1):
        ours = agreement.predicted(pair)
        real, model = agreement.negotiated(pair, daemons), agreement.modelled(pair)
        for side in SIDES:
            _count(tally, pair, side, (ours[side], real[side], model[side]))
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {len(found)}")
    return tally


def _count(
    tally: Tally,
    pair: Pair,
    side: int,
    judged: tuple[Judgement | None, Judgement | None, Judgement | None],
) -> None:
    ours, real, model = judged
    if ours is None or real is None or model is None:
        if any(judged):
            tally.broken.append(f"{pair.mistakes}: only some call {NAMES[1 - side]}: {judged}")
        return
    name = ours.reason or UP
    tally.starts[name] += 1
    tally.unsent[name] += not real.sent
    tally.retries += real.retry
    tally.suites.add(real.suite)
    tally.modelled[name] += ours.same(model)
    if ours.same(real):
        tally.real[name] += 1
    elif agreement.difference(pair, side, ours, real):
        tally.explained[name] += 1
    else:
        tally.broken.append(f"{pair.mistakes}, {NAMES[side]} starts: {ours} against {real}")
    if not ours.same(model):
        tally.broken.append(f"{pair.mistakes}, {NAMES[side]} starts: {ours} modelled {model}")


def table(tally: Tally) -> str:
    """The figures in Markdown."""
    lines = [
        "| predicted | starts | before any packet | strongSwan agrees | explained | lab model agrees |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in [*ORDER, *sorted(tally.starts.keys() - set(ORDER))]:
        if tally.starts[name]:
            cells = (tally.starts, tally.unsent, tally.real, tally.explained, tally.modelled)
            lines.append(" | ".join([f"| {name}", *(str(cell[name]) for cell in cells)]) + " |")
    totals = (tally.starts, tally.unsent, tally.real, tally.explained, tally.modelled)
    sums = [f"**{sum(cell.values())}**" for cell in totals]
    lines.append(" | ".join(["| **all**", *sums]) + " |")
    starts = sum(tally.starts.values())
    share = 100 * sum(tally.real.values()) / starts if starts else 0
    unexplained = starts - sum(tally.real.values()) - sum(tally.explained.values())
    said = (
        f"{tally.pairs} pairs, {starts} tunnels started: {share:.2f} % judged the same by strongSwan,"
        f" {sum(tally.explained.values())} explained below, {unexplained} unexplained."
        f" {tally.retries} went through INVALID_KE_PAYLOAD and a second IKE_SA_INIT;"
        f" {len(tally.suites - {None})} different IKE suites were negotiated."
    )
    lines += ["", said]
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the table where the page has room for it."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> int:
    """Draw, judge, write; 1 when a disagreement has no explanation."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=1500)
    arguments.add_argument("--seed", type=int, default=2)
    arguments.add_argument("--print", action="store_true", help="print the table, write nothing")
    chosen = arguments.parse_args()
    warnings.simplefilter("ignore")
    with Daemons() as daemons:
        tally = judge(drawn(chosen.pairs, chosen.seed), daemons)
    for line in tally.broken:
        print(line, file=sys.stderr)
    text = table(tally)
    print(text)
    if not chosen.print:
        write(text)
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
