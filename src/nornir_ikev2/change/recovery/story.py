"""What recovery will do, said before it does it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nornir_ikev2.change.recovery.case import Case, Known


def tell(case: Case, now: float) -> list[str]:
    """Lines for people: the decision, then each router.

    Args:
        case: the run.
        now: seconds since 1970.
    """
    past = case.past
    lines = [f"run {past.run}: {past.playbook} by {past.user} on {past.host} (process {past.pid})"]
    if case.undone:
        lines.append(
            "  not kept: these routers go back to their checkpoints, each proved by reading it"
        )
        lines += [f"    {one.name} ({one.state}): {backward(one, now)}" for one in case.undone]
    if case.kept:
        lines.append(
            "  kept: these routers go forward; if a change can't be applied again where a timer undid it,"
            " all of them go back"
        )
        lines += [f"    {one.name} ({one.state}): {forward(one, now)}" for one in case.kept]
    return lines


def backward(one: Known, now: float) -> str:
    """How one router goes back."""
    if one.state == "restored":
        return "is back already; its checkpoint file is deleted"
    if one.state == "checkpointed":
        return "nothing was sent but a copy of its configuration; read it and delete the copy"
    if one.until is not None and one.until > now:
        return f"wait for its dead-man timer ({_left(one.until - now)} left), then read it"
    return f"read it; where it differs, configure replace {one.file} force"


def forward(one: Known, now: float) -> str:
    """How one router goes forward."""
    if one.state == "saved":
        return "read it, see that the change is there, save it once more"
    if one.until is not None and one.until > now:
        return f"confirm it (its timer has {_left(one.until - now)} left) and save it"
    return "read it; where the timer undid the change, apply and verify it again; confirm and save"


def _left(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
