"""The phase that proves the change works: renew what must be renewed, wait, ping, judge both ends."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from nornir.core.task import Result, Task

from nornir_ikev2.change.diagnose import diagnose
from nornir_ikev2.change.look import ASPECT_OF, aspects_of, check, look, note
from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.change.reach import ping_lans, wake_crypto_maps
from nornir_ikev2.change.renew import renew_all
from nornir_ikev2.change.router import move_all
from nornir_ikev2.change.workers import QUIET, run_steps

if TYPE_CHECKING:
    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.verify.checks import Aspect, TunnelCheck
    from nornir_ikev2.verify.ends import TunnelKey

KEEP_MARGIN: Final = 0.1
"""Part of the timer that must be left when the change is kept."""


def verify(run: RunContext, *, last: bool = True) -> bool:
    """Run the phase; return whether every check passed.

    Args:
        run: the run.
        last: no batch of the same change comes after this.
    """
    run.progress.phase("verify")
    aspects = aspects_of(run)
    if run.intent.tunnels and aspects:
        wake_crypto_maps(run)
        if not run.stop.requested:
            renew_all(run)
        waited: list[Aspect] = [one for one in aspects if one != "reachability"]
        _wait(run, waited)
        if run.failures or run.stop.requested:
            aspects = tuple(waited)  # a router that is lost now would only fail once more
        elif "reachability" in aspects:
            ping_lans(run)
        note(run, check(run, aspects))
        _judge_all(run, aspects)
    steps = [(name, run.steps[name]) for name in run.playbook.phases["verify"]]
    run_steps(run, "verify", steps, list(run.changes), tenacious=True)
    late = [one.name for one in run.touched() if one.timer_left < _reserve(run)]
    if late and not run.failures:  # tunnels that are down then are down because of it
        text = f"the dead-man timer of {', '.join(late[:5])} is over before all checks were"
        cure = "Something was slow; `nornir show last` says what. Raise rollback_minutes in nornir.yaml."
        run.fail(Failure(text, late[0], "verify", category="transient", cure=cure))
    if not late and not run.stop.interrupted:
        _report(run, diagnose(run))
    if run.stop.interrupted and not run.failures:
        run.fail(Failure(run.stop.reason, category="transient", cure="Run the playbook again."))
    if run.failures or run.stop.requested:
        return False
    if last:
        move_all(run, [one for one in run.touched() if one.state == "changed"], "verified")
    return True


def verify_unchanged(run: RunContext) -> None:
    """Look once at routers on which nothing is to do; tunnels that are down are a warning."""
    aspects: list[Aspect] = [one for one in aspects_of(run) if one != "reachability"]
    if not run.intent.tunnels or not aspects:
        return
    wake_crypto_maps(run)
    for name, error in look(run, _ends(run)).items():
        run.warn(f"{name}: {error}")
    note(run, check(run, aspects))
    for one in run.checked:
        if not one.ok:
            run.warn(f"nothing to change, but {' - '.join(one.ends)} is not up: {one.detail}")


def judge(task: Task, change: RouterChange, aspect: Aspect) -> Result:
    """The Result of one verify step: one aspect of every tunnel of a router."""
    own = change.run.judged.get((aspect, change.name), [])
    bad = [one for one in own if not one.ok]
    text = "\n".join(f"{' - '.join(one.ends)}: {one.cause}" for one in bad)
    return Result(
        task.host,
        result=text or f"{len(own)} tunnels",
        severity_level=QUIET,
        failed=False,
        passed=not bad,
    )


def _judge_all(run: RunContext, aspects: Collection[Aspect]) -> None:
    """Judge each aspect of every tunnel once, so that steps only look up their router's."""
    run.judged.clear()
    for aspect in aspects:
        for one in check(run, [aspect]):
            for end in one.ends:
                run.judged.setdefault((aspect, end), []).append(one)


def _reserve(run: RunContext) -> float:
    return run.timing.timer_seconds * KEEP_MARGIN


def _ends(run: RunContext) -> list[str]:
    return list(dict.fromkeys(end for tunnel in run.intent.tunnels for end in tunnel.ends))


def _wait(run: RunContext, aspects: list[Aspect]) -> None:
    """Look until every tunnel is up or the time is over; only routers with a tunnel to wait for."""
    deadline = run.until(run.timing.verify_seconds)
    wait, waiting = run.timing.first_wait, _ends(run)
    while not run.stop.requested:
        unread = look(run, waiting)
        checks = check(run, aspects)
        note(run, checks)
        waiting = list(dict.fromkeys(end for one in checks if not one.ok for end in one.ends))
        if run.failures or (not waiting and not unread):
            return
        if time.monotonic() + wait > deadline:
            for name, error in unread.items():
                run.fail(Failure.of(error, router=name, step="verify_ike"))
            return
        run.progress.message(f"waiting for {_named(checks)}")
        if run.stop.wait(wait):
            return
        wake_crypto_maps(run, waiting)
        wait = run.timing.next_wait(wait)


def _named(checks: tuple[TunnelCheck, ...]) -> str:
    down = [" - ".join(one.ends) for one in checks if not one.ok]
    more = f" and {len(down) - 3} more" if len(down) > 3 else ""  # noqa: PLR2004 - shown before it
    return f"{', '.join(down[:3])}{more}"


def _report(run: RunContext, blamed: Mapping[TunnelKey, tuple[str, str]]) -> None:
    """One failure per tunnel, known to both its routers, with the step that saw it."""
    for one in run.checked:
        if one.ok:
            continue
        if one.reason == "NOT_READ" and any(run.changes[end].failure for end in one.ends):
            continue  # the router's own failure says why
        step = _step_of(run, one.reason or "")
        router, line = blamed.get((one.vpn, one.ends), (one.ends[1], ""))
        other = next(end for end in one.ends if end != router)
        text = f"the tunnel to {other} (VPN {one.vpn}): {one.reason}: {one.detail}"
        cure = "The routers are put back; correct the cause and run again."
        if line:
            cure = f"{router} does not hold that line as it was sent. {cure}"
        failure = Failure(text, router, step, line, category="permanent", cure=cure)
        run.fail(failure)
        for end in one.ends:
            run.changes[end].failure = run.changes[end].failure or failure


def _step_of(run: RunContext, reason: str) -> str:
    aspect: Aspect = "ike"
    if reason in {"NO_CHILD_SA", "CHILD_DIFFERS", "TS_UNACCEPTABLE"}:
        aspect = "ipsec"
    elif reason in {"NO_NEIGHBOR", "NO_ROUTE"}:
        aspect = "routing"
    elif reason == "UNREACHABLE":
        aspect = "reachability"
    steps = run.playbook.phases["verify"]
    return next((step for step in steps if ASPECT_OF.get(step) == aspect), "verify")
