"""The context of a recovery: that of a run, from the journal instead of the project's files."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Final

from nornir.core.inventory import Host

from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.journal.keymarks import KeyMarks
from nornir_ikev2.change.outcome import Failure
from nornir_ikev2.change.router import RouterChange
from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.change.start import Surroundings, find_playbook
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import Intent, RouterIntent, SecretRef, Wan
from nornir_ikev2.secrets.provider import SecretsError

if TYPE_CHECKING:
    from nornir_ikev2.change.journal.record import Journal
    from nornir_ikev2.change.recovery.case import Case, Known
    from nornir_ikev2.project import Project

GONE: Final = "is no longer in the inventory"


class RecordedKeys:
    """The keys that the journal kept of a run."""

    def __init__(self, case: Case) -> None:
        self._keys = dict[SecretRef, str]()
        for one in case.routers.values():
            self._keys |= dict(one.wanted.keys if one.wanted else ())

    def get(self, ref: SecretRef) -> str:
        """One key.

        Raises:
            SecretsError: the run had none of this name.
        """
        if ref not in self._keys:
            raise SecretsError(f"the journal has no key {ref}")
        return self._keys[ref]

    def values(self) -> set[str]:
        """Every key of the run, for masking."""
        return set(self._keys.values())


def context(project: Project, case: Case, journal: Journal, around: Surroundings) -> RunContext:
    """Set up a recovery. A router that left the inventory is there, and fails.

    Raises:
        PlanError: a router left the inventory, and the journal does not say of which platform it is.
        UsageError: there is no such playbook any more.
    """
    playbook = find_playbook(project, case.past.playbook)
    nornir = project.nornir()
    hosts = nornir.inventory.hosts
    intents = {name: _intent(one, hosts) for name, one in case.routers.items()}
    tunnels = [one for one in case.tunnels if all(_provable(case, end) for end in one.ends)]
    run = RunContext(
        run=case.past.run,
        playbook=playbook,
        steps=load_steps(playbook.steps, project.shelves("tasks")),
        nornir=nornir,
        driver_for=around.driver_for,
        intent=Intent(intents, tuple(tunnels)),
        store=RecordedKeys(case),
        journal=journal,
        marks=KeyMarks(journal),
        private=project.private,
        parsers=tuple(project.shelves("parsers")),
        progress=around.progress,
        timing=around.timing or Timing.of(project.settings),
        recovering=True,
    )
    for name, intent in intents.items():
        driver = around.driver_for(intent.platform)
        gone = name not in hosts
        host = Host(name) if gone else hosts[name]
        run.changes[name] = RouterChange(run, intent, host, driver)
        if gone:
            cure = f"Put it back, so that it can be reached, and: nornir recover {run.run}"
            failure = Failure(GONE, name, "recover", category="refused_input", cure=cure)
            run.changes[name].failure = failure
            run.fail(failure)
    return run


def _provable(case: Case, router: str) -> bool:
    one = case.routers.get(router)
    return one is not None and one.kept and one.wanted is not None


def _intent(one: Known, hosts: Mapping[str, Host]) -> RouterIntent:
    """What the router must be; of a journal of 0.1.0 only who it is.

    Raises:
        PlanError: the router left the inventory.
    """
    if one.wanted is not None:
        return one.wanted.intent
    if one.name not in hosts:
        raise PlanError(
            f"{one.name} {GONE}",
            cure="Put it back, so that it can be reached, and recover again.",
        )
    nowhere = Wan("", IPv4Address(0))
    return RouterIntent(one.name, hosts[one.name].platform or "", nowhere, ())
