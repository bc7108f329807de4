"""The phase that touches nothing: read, plan, predict. All refusals are collected, not just the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nornir_ikev2.change.blast import cuts_management
from nornir_ikev2.change.facts import gather
from nornir_ikev2.change.outcome import Failure, TunnelOutcome
from nornir_ikev2.change.workers import run_steps
from nornir_ikev2.errors import LockedByOther, PlanError
from nornir_ikev2.ike.model import Negotiation
from nornir_ikev2.ike.predict import Predicted, predict_all

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.intent.model import TunnelIntent

BOTH_ENDS: Final = frozenset({"predict_tunnels"})
"""Steps that need every router to have finished the steps before."""
COPIES: Final = 3
"""A checkpoint needs room; IOS keeps more than one copy while it replaces a configuration."""


def prepare(run: RunContext) -> bool:
    """Run the phase; return whether the change may begin. Failures are in `run.failures`."""
    return read_and_plan(run) and foretell(run)


def read_and_plan(run: RunContext) -> bool:
    """Do what each router does alone: read it, plan it."""
    run.progress.phase("prepare")
    steps = run.playbook.phases["prepare"]
    alone = [(name, run.steps[name]) for name in steps if name not in BOTH_ENDS]
    run_steps(run, "prepare", alone, list(run.changes))
    refuse_twins(run)
    return not run.failures and not run.stop.requested


def refuse_twins(run: RunContext) -> None:
    """Note a failure for each inventory name that led to a router which another name led to before."""
    seen: dict[tuple[str, str], str] = {}
    for change in run.changes.values():
        facts = change.reading.facts if change.reading else None
        if facts is None or not facts.serial:
            continue
        twin = seen.setdefault((facts.serial, facts.hostname), change.name)
        if twin != change.name:
            text = f"is the same router as {twin}: both call themselves {facts.hostname}, serial number "
            text += facts.serial
            cure = "Correct hostname and port of one of them in the inventory; nothing was touched."
            run.fail(Failure(text, change.name, "read_router", category="refused_input", cure=cure))


def foretell(run: RunContext) -> bool:
    """Do what needs the plans of both ends: predict every tunnel, and say what may go wrong."""
    steps = run.playbook.phases["prepare"]
    joined = [(name, run.steps[name]) for name in steps if name in BOTH_ENDS]
    if run.details:
        gather(run)
    if joined:
        predict(run)
        run_steps(run, "prepare", joined, list(run.changes))
    for change in run.changes.values():
        for remark in change.reading.facts.remarks if change.reading else ():
            run.warn(f"{change.name}: {remark}")
        for warning in change.plan.warnings if change.plan else ():
            run.warn(f"{change.name}: {warning}")
        for why in cuts_management(change):
            run.warn(f"{change.name}: may cut management: {why}")
    return not run.failures and not run.stop.requested


def preflight(change: RouterChange) -> None:
    """Refuse a router that could not be brought back; nothing to do needs nothing.

    Raises:
        PlanError: there is no archive path for the timer, no room for a checkpoint, or a section that no
            step of the playbook pushes.
        LockedByOther: a timer or configuration lock of somebody else.
    """
    change.foresee()
    reading, plan, run = change.reading, change.plan, change.run
    if reading is None or plan is None or not plan.sections:
        return
    facts = reading.facts
    if facts.timer is not None:
        left = facts.timer.minutes_left
        more = f", {left} minutes left" if left is not None else ""
        text = f"a rollback timer of {facts.timer.user} runs on the router{more}"
        raise LockedByOther(text, cure="Let its owner confirm or revert it, or wait for it.")
    if facts.lock_holder:
        text = f"the configuration is locked by {facts.lock_holder}"
        raise LockedByOther(text, cure="Ask them to leave configuration mode.")
    if run.playbook.arms and facts.archive_path is None:
        raise PlanError(
            "archive is off, so the dead-man timer can't be used",
            cure="Give the routers an archive path first: nornir run prepare-routers",
        )
    need = COPIES * len(reading.config)
    if facts.free_bytes is not None and facts.free_bytes < need:
        text = f"{facts.filesystem} has {facts.free_bytes} bytes free, a checkpoint needs {need}"
        raise PlanError(text, cure=f"Free space: dir {facts.filesystem}, delete.")
    extra = [one.name for one in plan.sections if one.name not in run.playbook.sections]
    if extra:
        names = ", ".join(f"push_{name}" for name in extra)
        text = f"the plan has sections that the playbook does not push: {names}"
        raise PlanError(text, cure=f"Add the steps to playbooks/{run.playbook.name}.yaml.")


def predict(run: RunContext) -> None:
    """Predict every tunnel of the run from the configurations both ends will have."""
    for change in run.changes.values():
        change.foresee()
    configs = {
        name: change.outlook for name, change in run.changes.items() if change.outlook is not None
    }
    pairs = list(dict.fromkeys(tunnel.ends for tunnel in run.intent.tunnels))
    found: dict[tuple[str, str], list[Predicted]] = {}
    for one in predict_all(configs, pairs):
        found.setdefault(one.ends, []).append(one)
    for tunnel in run.intent.tunnels:
        best = chosen(run, tunnel.vpn, tunnel.ends, found.get(tunnel.ends, []))
        key = (tunnel.vpn, tunnel.ends)
        run.predictions[key] = Negotiation(
            ok=best.ok,
            suite=best.suite,
            child=best.child,
            reason=best.reason,
            detail=best.detail,
        )
        if best.other_suite is not None:
            run.other_suites[key] = best.other_suite
    run.checked = tuple(_outcome(run, tunnel) for tunnel in run.intent.tunnels)


def refuse_failing(change: RouterChange) -> int:
    """Note a failure for each tunnel that begins at a router and is predicted to fail.

    Returns:
        How many tunnels begin there.
    """
    run, count = change.run, 0
    for tunnel in run.tunnels_from(change.name):
        count += 1
        prediction = run.predictions.get((tunnel.vpn, tunnel.ends))
        if prediction is None:
            continue
        if not prediction.ok or prediction.reason:
            text = f"the tunnel {' - '.join(tunnel.ends)} of VPN {tunnel.vpn} can't come up: "
            text += f"{prediction.reason}: {prediction.detail}"
            cure = "Change vpns.yaml, or what is on the routers beside it."
            failure = Failure(text, " and ".join(tunnel.ends), "predict_tunnels", cure=cure)
            run.fail(failure)
            for end in tunnel.ends:
                run.changes[end].failure = run.changes[end].failure or failure
    return count


def chosen(run: RunContext, vpn: str, ends: tuple[str, str], found: list[Predicted]) -> Predicted:
    """The prediction that belongs to this VPN's objects, where two routers share several tunnels."""
    names = {
        f"Tunnel{peer.tunnel.number}" if peer.tunnel else f"{part.prefix}-"
        for part in run.changes[ends[0]].intent.vpns
        if part.vpn == vpn
        for peer in part.peers
        if peer.name == ends[1]
    }
    for one in found:
        entry = one.entries[0] or ""
        if any(entry == name or (name[-1] == "-" and entry.startswith(name)) for name in names):
            return one
    if found:
        return found[0]
    return Predicted(ends, ok=False, reason="NO_PEER", detail="nothing was predicted")


def _outcome(run: RunContext, tunnel: TunnelIntent) -> TunnelOutcome:
    prediction = run.predictions[tunnel.vpn, tunnel.ends]
    good = prediction.ok and prediction.reason is None
    return TunnelOutcome(
        vpn=tunnel.vpn,
        ends=tunnel.ends,
        ok=good,
        predicted=prediction.suite,
        reason=prediction.reason,
        detail=prediction.detail if not good else "",
    )
