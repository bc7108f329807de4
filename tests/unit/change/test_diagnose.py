"""A tunnel that failed is explained by what its routers hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.driver import FakeDriver
from fakes.fleet import Fleet
from nornir_ikev2.change.context import RunContext
from nornir_ikev2.change.diagnose import diagnose
from nornir_ikev2.change.outcome import TunnelOutcome
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.ike.model import IkeConfig, Release

ENDS = ("hub1", "branch1")


def config(mine: str, other: str, key: str) -> str:
    return f"""\
crypto ikev2 proposal P
 encryption aes-cbc-256
 integrity sha256
 group 20
crypto ikev2 policy P
 proposal P
crypto ikev2 keyring K
 peer OTHER
  address {other}
  pre-shared-key {key}
crypto ikev2 profile F
 match identity remote address {other} 255.255.255.255
 authentication remote pre-share
 authentication local pre-share
 keyring local K
crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac
crypto ipsec profile S
 set transform-set T
 set ikev2-profile F
interface Gi1
 ip address {mine} 255.255.255.0
interface Tunnel1
 ip address 10.0.0.{mine[-1]} 255.255.255.0
 tunnel source Gi1
 tunnel mode ipsec ipv4
 tunnel destination {other}
 tunnel protection ipsec profile S
end"""


HUB = config("192.0.2.1", "192.0.2.2", "right")


class Reader(FakeDriver):
    """A fake whose configurations are read as IOS."""

    def view(self, name: str, config: str, release: Release) -> IkeConfig:
        return view(name, config, release)


@pytest.mark.parametrize(
    ("held", "reason"), [("wrong", "AUTHENTICATION_FAILED"), ("right", "NO_IKE_SA")]
)
def test_the_reason_is_in_what_the_routers_hold_now(held: str, reason: str, tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, ENDS)
    found: list[TunnelOutcome] = []
    branch = config("192.0.2.2", "192.0.2.1", held)

    def look(run: RunContext) -> None:
        fleet.routers["hub1"].running = HUB.splitlines()
        fleet.routers["branch1"].running = branch.splitlines()
        for change in run.changes.values():
            change.driver = Reader(fleet.routers.values())
            change.reading = change.session.read()
        run.checked = (TunnelOutcome("v", ENDS, ok=False, reason="NO_IKE_SA", detail="nothing"),)
        diagnose(run)
        found.extend(run.checked)

    fleet.run(dry_run=True, before=look)

    assert [one.reason for one in found] == [reason]
    assert "wrong" not in found[0].detail


def explained(tmp_path: Path, hub: str, branch: str, intended: str = "") -> tuple[object, object]:
    """The tunnel after `diagnose`, and who is blamed; `intended` is what the branch was sent."""
    fleet = Fleet(tmp_path, ENDS)
    found: list[object] = []

    def look(run: RunContext) -> None:
        fleet.routers["hub1"].running = hub.splitlines()
        fleet.routers["branch1"].running = branch.splitlines()
        for change in run.changes.values():
            change.driver = Reader(fleet.routers.values())
            change.reading = change.session.read()
        run.changes["branch1"].plan = RouterPlan("branch1", intended=intended)
        run.checked = (TunnelOutcome("v", ENDS, ok=False, reason="NO_CHILD_SA", detail="none"),)
        blamed = diagnose(run)
        found.extend((run.checked[0].reason, blamed.get(("v", ENDS))))

    fleet.run(dry_run=True, before=look)
    return found[0], found[1]


def test_a_tunnel_that_can_t_be_rekeyed_is_explained_by_its_pfs_groups(tmp_path: Path) -> None:
    branch = config("192.0.2.2", "192.0.2.1", "right")
    other = branch.replace(" set transform-set T\n", " set transform-set T\n set pfs group19\n")

    assert explained(tmp_path, HUB, other)[0] == "PFS_MISMATCH_AT_REKEY"


def test_a_router_that_numbers_access_lists_by_itself_holds_what_was_sent(tmp_path: Path) -> None:
    access_list = "ip access-list extended A\n permit ip any any\n"
    sent = access_list + config("192.0.2.2", "192.0.2.1", "right")
    held = access_list.replace(" permit", " 10 permit") + config("192.0.2.2", "192.0.2.1", "wrong")

    reason, blamed = explained(tmp_path, HUB, held, sent)

    assert reason == "AUTHENTICATION_FAILED"
    assert blamed == ("branch1", "pre-shared-key right")


def test_a_router_that_does_not_answer_explains_nothing(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, ENDS)
    tunnel = TunnelOutcome("v", ENDS, ok=False, reason="NO_IKE_SA", detail="nothing")
    seen: list[object] = []

    def look(run: RunContext) -> None:
        for change in run.changes.values():
            change.reading = change.session.read()
        fleet.routers["branch1"].fail("read_config", "lose")
        run.checked = (tunnel,)
        seen.append(diagnose(run))
        seen.append(run.checked)

    fleet.run(dry_run=True, before=look)

    assert seen == [{}, (tunnel,)]
