"""`show crypto ikev2 stats exchange` and `show crypto ikev2 diagnose error`, in the shape of captures.

Column widths of the first are our own: the golden output of genieparser has lost its blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nornir_ikev2.lab.contracts import Call, ExecCommand, Node
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.tally import KEPT, Count, Tally

RULE: Final = "-" * 74
OTHER: Final = frozenset({"INITIAL_CONTACT", "SET_WINDOW_SIZE", "REKEY_SA", "DELETE_REASON", "DPD"})
"""Notifies that are no errors (RFC 7296 section 3.10.1)."""


def exchanges(tally: Tally) -> str:
    """The table of exchanges and notifies; sections without a row are left out."""
    errors = {name: one for name, one in tally.notifies.items() if name not in OTHER}
    other = {name: one for name, one in tally.notifies.items() if name in OTHER}
    head = f"{'EXCHANGE/NOTIFY':<32}{'TX(REQ)':>10}{'TX(RES)':>10}{'RX(REQ)':>10}{'RX(RES)':>10}"
    lines = [RULE, head, RULE]
    for title, counts in (
        ("EXCHANGES", tally.exchanges),
        ("ERROR NOTIFY", errors),
        ("OTHER NOTIFY", other),
    ):
        if counts:
            lines += ["", title, "", *_rows(counts)]
    return "\n".join([*lines, ""])


def _rows(counts: Mapping[str, Count]) -> Iterator[str]:
    for name, one in counts.items():
        yield (
            f"{name:<32}{one.tx_request:>10}{one.tx_response:>10}"
            f"{one.rx_request:>10}{one.rx_response:>10}"
        )


def exit_paths(tally: Tally, root: Node) -> str:
    """The exit path table: errors in the order they were met, without tracebacks worth the name."""
    line = next(root.starting("crypto ikev2 diagnose error"), None)
    allowed = line.text.split()[-1] if line is not None else str(KEPT)
    lines = [
        (
            f"Exit Path Table - status: {'enable' if line is not None else 'disable'},"
            f" current entry {len(tally.errors)}, deleted {tally.deleted}, max allow {allowed}"
        ),
        "",
    ]
    for number, text in enumerate(tally.errors, 1):
        lines += [f"Error({number}): {text}", "", "-Traceback= 1#0 :0+0", ""]
    return "\n".join(lines)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands that count exchanges and list errors."""

    def tally(call: Call) -> Tally:
        fabric.state(call.router.name)
        return fabric.members[call.router.name].tally

    return (
        ExecCommand("show crypto ikev2 stats exchange", lambda call: exchanges(tally(call))),
        ExecCommand(
            "show crypto ikev2 diagnose error",
            lambda call: exit_paths(tally(call), call.router.config.root),
        ),
    )
