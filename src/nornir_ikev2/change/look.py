"""Looks at routers and joins both ends of every tunnel. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.outcome import TunnelOutcome
from nornir_ikev2.change.workers import QUIET, run_steps
from nornir_ikev2.errors import DeviceError, NornirIkev2Error
from nornir_ikev2.verify.checks import Aspect, Proof, TunnelCheck, check_tunnels
from nornir_ikev2.verify.evidence import Evidence, gather
from nornir_ikev2.verify.wanted import commands_for

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange

ASPECT_OF: Final[dict[str, Aspect]] = {
    "verify_ike": "ike",
    "verify_ipsec": "ipsec",
    "verify_routing": "routing",
    "verify_reachability": "reachability",
}
"""What each verify step asks of a tunnel."""


def aspects_of(run: RunContext) -> tuple[Aspect, ...]:
    """What the playbook wants checked."""
    return tuple(ASPECT_OF[step] for step in run.playbook.phases["verify"] if step in ASPECT_OF)


def read_evidence(change: RouterChange) -> Evidence:
    """Read and parse what proves this router's VPNs, in one window.

    Raises:
        DeviceError: the router does not answer.
        ParseError: an answer was not wholly understood.
    """
    commands = commands_for(change.intent)
    answers = change.ask(lambda session: session.show(commands)) if commands else []
    return gather(change.name, dict(zip(commands, answers, strict=True)), change.run.parsers)


def look(run: RunContext, routers: Collection[str]) -> dict[str, NornirIkev2Error]:
    """Look at routers at once; what could not be understood is returned, by router.

    A router that does not answer fails the run as any step does.
    """
    unread: dict[str, NornirIkev2Error] = {}

    def observe(task: Task, change: RouterChange) -> Result:
        try:
            change.evidence = read_evidence(change)
        except DeviceError:
            raise
        except NornirIkev2Error as error:
            change.evidence = None
            unread[change.name] = error
        return Result(task.host, severity_level=QUIET)

    run_steps(run, "verify", [("look", observe)], routers)
    return unread


def check(run: RunContext, aspects: Collection[Aspect]) -> tuple[TunnelCheck, ...]:
    """Join both ends of every tunnel, with what is known now."""
    proof = Proof(
        now={name: one.evidence for name, one in run.changes.items() if one.evidence},
        predictions=run.predictions,
        before={name: one.before for name, one in run.changes.items() if one.before},
        renewals=run.renewals,
        pings=run.pings,
    )
    checks = check_tunnels(run.intent, proof, aspects)
    if not _turn_round(run, checks):
        return checks
    return check_tunnels(run.intent, replace(proof, predictions=run.predictions), aspects)


def _turn_round(run: RunContext, checks: Collection[TunnelCheck]) -> bool:
    """Take the suite of the other direction where the other end started; both were predicted."""
    turned = False
    for one in checks:
        other = run.other_suites.get((one.vpn, one.ends))
        if other is not None and one.negotiated == other != one.predicted:
            key = (one.vpn, one.ends)
            old = run.predictions[key]
            run.predictions[key] = replace(old, suite=other)
            if old.suite is not None:
                run.other_suites[key] = old.suite
            turned = True
    return turned


def note(run: RunContext, checks: Collection[TunnelCheck]) -> None:
    """Keep the outcomes for the report."""
    run.checked = tuple(
        TunnelOutcome(
            vpn=one.vpn,
            ends=one.ends,
            ok=one.ok,
            predicted=one.predicted,
            negotiated=one.negotiated if _is_up(one) else None,
            reason=one.reason,
            detail=one.cause,
        )
        for one in checks
    )


def _is_up(one: TunnelCheck) -> bool:
    """Whether both ends have an SA: a half-open one negotiated nothing."""
    return one.reason not in {"NO_IKE_SA", "HALF_OPEN", "NOT_READ", "NOT_THE_SAME_SA"} and (
        one.ok or one.negotiated is not None
    )
