"""Deploy, kill, recover, cut links, reload, edit by hand, in any order: in the end all are on one side."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from fakes.crash_site import SPEED, CrashSite, crash_site
from fakes.doomed import Deployer
from site_under_test import ROUTERS

LONG = bool(os.environ.get("NORNIR_IKEV2_LONG"))
RECORDS = 66
"""About as many records has a deployment."""
BY_HAND = "ip route 172.31."
TIMING: dict[str, float] = {
    "rollback_minutes": 10,
    "router_speed": SPEED,
    "first_wait": 0.05,
    "longest_wait": 0.5,
    "lease_seconds": 3.0,
    "margin_seconds": 4.0,
}


class AnyOrder(RuleBasedStateMachine):
    """One site, and all that may happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.deployer = self.stack.enter_context(Deployer(TIMING))
        self.site: CrashSite = self.stack.enter_context(crash_site(folder / "site", "crypto-map"))
        self.before = self.plain()
        self.cut: set[str] = set()
        self.edits = 0
        self.steps: list[str] = []

    @rule(at=st.one_of(st.just(0), st.integers(4, RECORDS)))
    def deploy(self, at: int) -> None:
        """Deploy; killed at a record, or not at all."""
        self.steps.append(f"deploy {at}: {self.deployer.run(self.site.root, at)}")

    @rule()
    def recover(self) -> None:
        with self.site.timers_firing_when_waited_for():
            self.steps.append(f"recover: {self.deployer.recover(self.site.root)}")

    @rule(name=st.sampled_from(ROUTERS))
    @precondition(lambda self: not self.cut)
    def cut_link(self, name: str) -> None:
        self.steps.append(f"cut {name}")
        self.site.lab.fault(name, "unreachable")
        self.cut.add(name)

    @rule()
    @precondition(lambda self: self.cut)
    def mend_links(self) -> None:
        self.steps.append("mend")
        for name in self.cut:
            self.site.lab.call(self.site.lab.router(name).faults.clear)
        self.cut.clear()

    @rule(name=st.sampled_from(ROUTERS))
    def reload(self, name: str) -> None:
        """Restart a router: what was not saved is gone."""
        self.steps.append(f"reload {name}")
        router = self.site.lab.router(name)
        self.site.lab.call(lambda: router.reload(5.0))

    @rule(name=st.sampled_from(ROUTERS))
    def edit_by_hand(self, name: str) -> None:
        self.edits += 1
        self.steps.append(f"edit {name}")
        line = f"{BY_HAND}{self.edits}.0 255.255.255.0 Null0"
        router = self.site.lab.router(name)
        self.site.lab.call(lambda: router.config.apply([line, "end"]))

    def teardown(self) -> None:
        """Bring everything to its end and judge."""
        with self.stack:
            self.mend_links()
            self.site.wait_until_up()
            for _ in range(3):
                if not self.site.journal()["unfinished"]:
                    break
                self.recover()
            self.judge()

    def judge(self) -> None:
        said = "\n".join(self.steps) + "\n" + self.site.log()
        journal = self.site.journal()
        assert journal["unfinished"] == [], said
        assert self.site.timers() == [], said
        running, startup = self.plain()
        sides = {
            name: "old" if running[name] == self.before[0][name] else "new" for name in running
        }
        assert len(set(sides.values())) == 1, f"{sides}\n{said}"
        for name in running:
            if sides[name] == "new":
                assert "BRANCHES-KEYRING" in running[name], f"{name} is in between\n{said}"
            assert startup[name] == running[name], f"{name}: startup-config differs\n{said}"

    def plain(self) -> tuple[dict[str, str], dict[str, str]]:
        """Running- and startup-configs without what was done by hand."""
        now = self.site.snapshot()
        return _foreign_out(now.running), _foreign_out(now.startup)


def _foreign_out(configs: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "\n".join(one for one in text.splitlines() if not one.startswith(BY_HAND))
        for name, text in configs.items()
    }


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=40 if LONG else 2,
    stateful_step_count=8 if LONG else 5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyOrder = pytest.mark.timeout(7200)(pytest.mark.sweep(TestAnyOrder))
