"""The driver's session against virtual routers over real SSH: reads, pushes, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nornir.core.inventory import ConnectionOptions, Host

from fakes.ios_intents import hub, key, peer, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.ios.session import IosSession
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.errors import (
    AuthRefused,
    CommandRefused,
    ConnectError,
    HostKeyRefused,
    LockedByOther,
    SessionLost,
)
from nornir_ikev2.lab.inprocess import InProcessLab

TOPOLOGY = Path(__file__).resolve().parents[2] / "lab" / "containerlab.yml"
DRIVER = IosDriver()


@dataclass
class Hub:
    """The hub of the lab, with the configuration it had at the start of the test."""

    lab: InProcessLab
    opened: list[IosSession]
    before: str

    def open(self, **changes: str) -> IosSession:
        session = DRIVER.open(self.host(**changes))
        self.opened.append(session)
        return session

    def host(self, **changes: str) -> Host:
        hosts = changes.get("known_hosts", str(self.lab.known_hosts))
        return Host(
            "hub1",
            hostname="127.0.0.1",
            port=self.lab.port("hub1"),
            username="admin",
            password=changes.get("password", "admin"),
            platform="cisco_xe",
            connection_options={"netmiko": ConnectionOptions(extras={"alt_key_file": hosts})},
        )

    def fault(self, name: str, **values: str | float) -> None:
        self.lab.fault("hub1", name, **values)

    def config(self) -> str:
        return self.lab.call(self.lab.router("hub1").config.text)


@pytest.fixture
def router() -> Iterator[Hub]:
    with InProcessLab(TOPOLOGY, time_scale=60) as lab:
        made = Hub(lab, [], "")
        made.before = made.config()
        yield made
        for session in made.opened:
            session.close()


def planned(session: IosSession) -> RouterPlan:
    return DRIVER.plan(hub(vpn(peer(1), peer(2), peer(3))), session.read(), key)


def push(session: IosSession, plan: RouterPlan) -> None:
    session.queue(plan.sections)
    for section in plan.sections:
        assert session.push(section.name) == len(section.lines)


def test_a_whole_change_costs_a_dozen_round_trips_and_comes_back(router: Hub) -> None:
    session = router.open()
    plan = planned(session)
    url = session.checkpoint("ikev2-test.cfg")
    session.arm(5)
    push(session, plan)
    session.end_config()
    changed = router.config()

    again = planned(session)
    session.revert(url)
    restored = router.config()
    session.drop_checkpoint(url)

    assert "crypto ikev2 profile BRANCHES-PROFILE" in changed
    assert again.sections == ()
    assert restored == router.before
    assert session.round_trips <= 12


def test_a_kept_change_survives_its_timer_and_is_saved(router: Hub) -> None:
    session = router.open()
    plan = planned(session)
    session.arm(5)
    push(session, plan)
    session.end_config()
    session.confirm()
    session.save()

    startup = session.show(["show startup-config"])[0]

    assert "BRANCHES-KEYRING" in router.config()
    assert "BRANCHES-KEYRING" in startup


def test_nothing_to_do_costs_two_round_trips(router: Hub) -> None:
    session = router.open()
    session.read()

    assert session.round_trips == 2


def test_a_refused_line_in_the_middle_stops_the_push_and_the_timer_undoes_it(router: Hub) -> None:
    router.fault("refuse-line", match="integrity")
    session = router.open()
    plan = planned(session)
    session.arm(5)
    session.queue(plan.sections)

    with pytest.raises(CommandRefused) as caught:
        session.push("proposals")
    session.reset()
    session.revert(None)

    assert caught.value.line.startswith("integrity")
    assert router.config() == router.before


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_dropped_session_is_lost_and_a_new_one_goes_back(router: Hub, after: int) -> None:
    session = router.open()
    plan = planned(session)
    url = session.checkpoint("ikev2-test.cfg")
    session.arm(120)
    router.fault("drop-in-config", after=after)
    session.queue(plan.sections)

    with pytest.raises(SessionLost):
        sum(session.push(section.name) for section in plan.sections)
    assert not session.alive
    second = router.open()
    second.revert(url)

    assert router.config() == router.before


@pytest.mark.parametrize("name", ["syslog-in-config", "banner"])
def test_noise_in_a_push_is_no_error(router: Hub, name: str) -> None:
    router.fault(name)
    session = router.open()
    plan = planned(session)
    session.arm(5)
    push(session, plan)
    session.end_config()
    session.confirm()

    assert planned(session).sections == ()


@pytest.mark.parametrize("name", ["syslog-in-output", "no-more-length", "banner"])
def test_noise_in_a_read_does_not_change_what_is_read(router: Hub, name: str) -> None:
    clean = router.open().read_config()
    router.fault(name)

    noisy = router.open()

    assert DRIVER.normalise(noisy.read_config()) == DRIVER.normalise(clean)
    assert noisy.read().facts.serial


def test_a_drop_in_show_is_a_lost_session(router: Hub) -> None:
    session = router.open()
    router.fault("drop-in-show", match="running-config")

    with pytest.raises(SessionLost):
        session.read()


def test_a_wrong_password_is_refused_once(router: Hub) -> None:
    with pytest.raises(AuthRefused) as caught:
        router.open(password="wrong-CANARY")

    assert "CANARY" not in str(caught.value)


def test_an_unknown_host_key_is_refused(router: Hub, tmp_path: Path) -> None:
    empty = tmp_path / "known_hosts"
    empty.write_text("")

    with pytest.raises(HostKeyRefused, match="unknown"):
        router.open(known_hosts=str(empty))


def test_another_host_key_is_refused(router: Hub) -> None:
    router.fault("other-host-key")

    with pytest.raises(HostKeyRefused, match="another host key"):
        router.open()


def test_a_missing_known_hosts_file_is_refused(router: Hub, tmp_path: Path) -> None:
    with pytest.raises(HostKeyRefused, match="no known_hosts file"):
        router.open(known_hosts=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("fault", "words"), [("vty-exhausted", "no free vty"), ("ssh-refused", "nobody listens")]
)
def test_why_there_is_no_session_is_said(router: Hub, fault: str, words: str) -> None:
    router.fault(fault)

    with pytest.raises(ConnectError, match=words):
        router.open()


def test_a_full_flash_refuses_the_checkpoint(router: Hub) -> None:
    session = router.open()
    session.read()
    router.fault("flash-full")

    with pytest.raises(CommandRefused, match="did not succeed"):
        session.checkpoint("ikev2-test.cfg")


def test_a_configuration_lock_is_named(router: Hub) -> None:
    session = router.open()
    router.fault("config-locked", user="eve")

    with pytest.raises(LockedByOther):
        session.arm(5)


def test_napalm_facts_come_over_the_same_session(router: Hub) -> None:
    session = router.open()

    facts = session.facts()

    assert facts["hostname"] == "hub1"
    assert facts["serial_number"] == session.read().facts.serial


def test_the_timer_goes_off_when_nobody_is_connected(router: Hub) -> None:
    session = router.open()
    plan = planned(session)
    session.arm(1)
    push(session, plan)
    session.close()

    wait_for(router, lambda: router.config() == router.before)

    assert router.open().read().facts.timer is None


def wait_for(router: Hub, condition: Callable[[], bool]) -> None:
    """Wait on the lab's clock, a router second at a time."""
    clock = router.lab.router("hub1").clock
    deadline = clock.seconds() + 180
    while not condition():
        assert clock.seconds() < deadline
        router.open().read_config()
