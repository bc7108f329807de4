"""A run on fake routers: real Nornir, real journal, real steps, playbook in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from nornir.core import Nornir
from nornir.core.inventory import Defaults, Groups, Host, Hosts, Inventory
from nornir.core.task import Result
from nornir.plugins.runners import ThreadedRunner

from fakes.driver import FakeDriver, FakeRouter
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.engine import carry_out
from nornir_ikev2.change.journal.record import Journal, new_run_id
from nornir_ikev2.change.leases.held import Held
from nornir_ikev2.change.outcome import RunResult
from nornir_ikev2.change.router import RouterChange
from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.change.timing import Timing
from nornir_ikev2.document import read
from nornir_ikev2.errors import JournalError
from nornir_ikev2.intent.model import Intent, RouterIntent, Wan
from nornir_ikev2.playbook import Playbook, parse_playbook

CHECKOUT = Path(__file__).resolve().parents[2]
TASKS = CHECKOUT / "tasks"
QUICK = Timing(first_wait=0.001, longest_wait=0.002, verify_seconds=0.05, margin_seconds=0.05)


class NoSecrets:
    """A store that has no key to give."""

    def values(self) -> set[str]:
        return set()

    def get(self, ref: object) -> str:
        raise KeyError(ref)


def playbook(name: str = "deploy-hub-spoke") -> Playbook:
    path = CHECKOUT / "playbooks" / f"{name}.yaml"
    steps = [one.stem for one in TASKS.glob("*.py")]
    return parse_playbook(read(path, path.name, strict=False), name, steps)


def asks_the_router(task: Any, change: RouterChange) -> Result:
    """A verify step that believes what one command says."""
    change.session.show(["anything"])
    return Result(task.host)


@dataclass
class Fleet:
    """Fake routers and the runs on them."""

    folder: Path
    names: tuple[str, ...] = ("hub1", "branch1", "branch2")
    timing: Timing = QUICK
    routers: dict[str, FakeRouter] = field(default_factory=dict[str, FakeRouter])
    journal_url: str = "sqlite:///journal.db"
    run_id: str = ""

    def __post_init__(self) -> None:
        for name in self.names:
            lines = [f"hostname {name}", "ip route 0.0.0.0"]
            self.routers[name] = FakeRouter(name, running=list(lines), startup=list(lines))

    def configs(self) -> dict[str, list[str]]:
        return {name: list(router.running) for name, router in self.routers.items()}

    def run(
        self,
        name: str = "deploy-hub-spoke",
        *,
        steps: Mapping[str, Callable[..., Result]] | None = None,
        before: Callable[[RunContext], None] | None = None,
        **options: Any,
    ) -> RunResult:
        """Carry out a playbook on all routers."""
        book = playbook(name)
        loaded = load_steps(book.steps, [TASKS])
        if "verify_ike" in loaded:
            loaded["verify_ike"] = asks_the_router
        self.run_id = new_run_id()
        journal = Journal(self.journal_url, self.folder, self.folder, self.run_id)
        held = Held(journal.leases, self.run_id, self.timing.lease_seconds)
        try:
            assert held.take(self.names) == {}
            journal.fence = held.fence
            journal.begin(book.name, {}, "test")
            context = RunContext(
                run=self.run_id,
                playbook=book,
                steps={**loaded, **(steps or {})},
                nornir=self._nornir(),
                driver_for=lambda _: FakeDriver(()),
                intent=Intent({one: intent(one) for one in self.names}),
                store=NoSecrets(),
                journal=journal,
                private=self.folder,
                held=held,
                timing=self.timing,
                **options,
            )
            driver = FakeDriver(self.routers.values())
            for one in self.names:
                host = context.nornir.inventory.hosts[one]
                context.changes[one] = RouterChange(context, intent(one), host, driver)
            journal.routers(self.names)
            if before:
                before(context)
            result = carry_out(context)
            with suppress(JournalError):
                journal.end(result.outcome, "{}", {})
            return result
        finally:
            held.release()
            journal.close()

    def _nornir(self) -> Nornir:
        hosts = Hosts({name: Host(name, password="login") for name in self.names})
        inventory = Inventory(hosts, Groups(), Defaults())
        return Nornir(inventory, runner=ThreadedRunner(num_workers=4))


def intent(name: str) -> RouterIntent:
    return RouterIntent(name, "fake", Wan("Gi1", IPv4Address("192.0.2.1")), ())
