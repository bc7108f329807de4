"""Replace and merge on the whole grammar: objects that refer to each other come and go."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest

from fakes.typist import typed
from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.kinds import KINDS
from nornir_ikev2.lab.router import VirtualRouter
from nornir_ikev2.lab.topology import NodeSpec

SITE = """\
archive
 path flash:kept
interface GigabitEthernet2
 ip address 198.51.100.1 255.255.255.252
ip route 0.0.0.0 0.0.0.0 198.51.100.2
"""
IKE = """\
crypto ikev2 proposal P
 encryption aes-cbc-256 aes-cbc-192
 integrity sha512 sha256
 group 20 19
crypto ikev2 proposal Q
 encryption aes-gcm-256
 prf sha384
 group 20
crypto ikev2 policy POL
 match address local 198.51.100.1
 proposal P
 proposal Q
crypto ikev2 keyring K
 peer B1
  address 203.0.113.1
  pre-shared-key local one
  pre-shared-key remote two
 peer B2
  address 203.0.113.5
  pre-shared-key three
crypto ikev2 profile PR
 match identity remote address 203.0.113.1 255.255.255.255
 match identity remote address 203.0.113.5 255.255.255.255
 identity local address 198.51.100.1
 authentication remote pre-share
 authentication local pre-share
 keyring local K
 dpd 10 3 periodic
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
"""
TUNNELS = f"""\
{IKE}crypto ipsec profile IP
 set transform-set TS
 set pfs group19
 set ikev2-profile PR
interface Tunnel100
 ip address 10.255.0.1 255.255.255.252
 ip mtu 1400
 tunnel source GigabitEthernet2
 tunnel mode ipsec ipv4
 tunnel destination 203.0.113.1
 tunnel protection ipsec profile IP
router eigrp 100
 network 10.0.0.0 0.0.0.255
 network 10.255.0.0 0.0.0.3
router bgp 65000
 neighbor 10.255.0.2 remote-as 65000
ip route 10.1.0.0 255.255.255.0 Tunnel100
"""
MAP = f"""\
{IKE}crypto map CM 10 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set TS
 set ikev2-profile PR
 match address ACL
interface GigabitEthernet2
 crypto map CM
ip access-list extended ACL
 permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255
 permit ip 10.0.0.0 0.0.0.255 10.3.0.0 0.0.0.255
"""
OTHER = """\
crypto ikev2 proposal P
 no integrity
 integrity sha256
 group 14
crypto ikev2 policy POL
 no proposal P
 proposal P
interface Loopback7
 ip address 10.7.0.1 255.255.255.255
router eigrp NAMED
 address-family ipv4 unicast autonomous-system 7
  network 10.7.0.0 0.0.0.255
  af-interface default
   hello-interval 9
hostname other
"""
STATES = {"site": "", "tunnels": TUNNELS, "map": MAP, "tunnels changed": TUNNELS + OTHER}


def router(text: str) -> VirtualRouter:
    spec = NodeSpec(
        "r1",
        KINDS["cisco_c8000v"],
        Release("17.12.1", (17, 12, 1)),
        0,
        f"{SITE}{text}",
        ports=("GigabitEthernet1", "GigabitEthernet2"),
    )
    one = VirtualRouter(spec)
    assert not one.boot()
    return one


@pytest.mark.parametrize(("before", "after"), list(permutations(STATES, 2)))
def test_every_state_comes_back_from_every_other(before: str, after: str) -> None:
    async def scenario() -> None:
        wanted = router(STATES[before])
        one = router(STATES[after])
        one.flash.write("wanted", wanted.running_text().encode())

        shown = await typed(one, "configure replace flash:wanted force")

        assert "Rollback Done" in shown, shown
        assert one.config.text() == wanted.config.text()

    asyncio.run(scenario())


@pytest.mark.parametrize("state", list(STATES))
def test_a_saved_configuration_boots_to_itself(state: str) -> None:
    async def scenario() -> None:
        one = router(STATES[state])
        before = one.config.text()

        one.boot()

        assert one.config.text() == before

    asyncio.run(scenario())


def test_a_merge_lists_what_it_would_change_in_order() -> None:
    async def scenario() -> None:
        one = router(TUNNELS)
        text = (
            "interface Tunnel100\n ip mtu 1400\n ip tcp adjust-mss 1360\nno router eigrp 100\nend\n"
        )
        one.flash.write("m", text.encode())

        shown = await typed(one, "show archive config incremental-diffs flash:m")

        assert shown.splitlines() == [
            "!List of Commands:",
            "interface Tunnel100",
            " ip tcp adjust-mss 1360",
            "no router eigrp 100",
            "end",
        ]

    asyncio.run(scenario())
