"""What the steps in `tasks/` are made of. Each does its act through the router's one session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nornir.core.task import Result, Task

from nornir_ikev2.change.journal import blueprint
from nornir_ikev2.change.journal.blueprint import Blueprint
from nornir_ikev2.change.leases import clock
from nornir_ikev2.change.workers import QUIET
from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.intent.lockfile import Owned

if TYPE_CHECKING:
    from nornir_ikev2.change.router import RouterChange
    from nornir_ikev2.drivers.protocol import Reading, RouterPlan, SectionName


def take_checkpoint(task: Task, change: RouterChange) -> Result:
    """Keep the running-config in the journal, sealed, and as a file on the router; once per change."""
    if change.checkpoint_url is not None:
        return Result(task.host, result="kept before an earlier batch", severity_level=QUIET)
    reading = _read(change)
    change.checkpoint_file = f"{reading.facts.filesystem}ikev2-{change.run.run}.cfg"
    wanted = write_blueprint(change)
    change.run.journal.checkpoint(change.name, change.checkpoint_file, reading.config, wanted)
    change.move("checkpointed")
    change.checkpoint_url = change.session.checkpoint(change.checkpoint_file)
    return Result(task.host, result=change.checkpoint_url, severity_level=QUIET)


def write_blueprint(change: RouterChange) -> str:
    """What recovery needs to bring a router to the end of its change."""
    plan, resolve = change.whole or _plan(change), change.run.store.get
    keys = tuple((ref, resolve(ref)) for ref in blueprint.refs_of(change.intent))
    # In later batches of one change `change.intent` owns what earlier ones made.
    before = change.run.intent.routers.get(change.name, change.intent)
    owned = Owned(before.owned_prefixes, before.owned)
    return blueprint.write(Blueprint(change.intent, keys, plan.intended, owned))


def arm_timer(task: Task, change: RouterChange) -> Result:
    """Start the dead-man timer: from here the router puts itself back unless confirmed."""
    if change.armed_at is not None:
        change.session.arm(0)
        return Result(task.host, result="runs since an earlier batch", severity_level=QUIET)
    timing = change.run.timing
    minutes = timing.rollback_minutes
    change.run.journal.timer(change.name, minutes, time.time() + timing.timer_seconds)
    change.move("armed")
    since = clock.seconds()
    change.session.arm(minutes)
    change.armed(since)
    return Result(task.host, result=f"{minutes} minutes", severity_level=QUIET)


def push_section(task: Task, change: RouterChange, name: SectionName) -> Result:
    """Push one section; nothing happens where the plan has none.

    All sections are handed over at the first one, so that lines of the next sections may be under way
    while this one is still checked.
    """
    plan = _plan(change)
    section = next((one for one in plan.sections if one.name == name), None)
    if section is None:
        return Result(task.host, result="nothing to do", severity_level=QUIET)
    if not change.queued:
        change.move("changing")
        if change.armed_at is None:
            change.session.arm(0)  # configuration mode without a timer
        change.session.queue(plan.sections)
        change.queued = True
    count = change.session.push(name)
    diff = "\n".join(line.masked for line in section.lines)
    return Result(task.host, result=f"{count} lines", changed=True, diff=diff)


def plan_result(task: Task, plan: RouterPlan) -> Result:
    """The Result of a planning step: its diff is masked."""
    lines = [f"- {line}" for line in plan.removed] + [f"+ {line}" for line in plan.added]
    return Result(task.host, result=f"{len(lines)} lines", diff="\n".join(lines))


def _read(change: RouterChange) -> Reading:
    if change.reading is None:
        raise NornirIkev2Error("the router was not read", cure="Begin prepare with read_router.")
    return change.reading


def _plan(change: RouterChange) -> RouterPlan:
    if change.plan is None:
        raise NornirIkev2Error("there is no plan", cure="Plan in prepare: plan_change.")
    return change.plan
