"""What `nornir predict` says, word by word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.ios_pair import HUB, SPOKE, with_crypto_map
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.ike.fragments import assume_addresses
from nornir_ikev2.ike.predict import predict_pairs
from nornir_ikev2.report.prediction import text

Edit = Callable[[str], str]
DYNAMIC = (
    HUB.replace(
        "interface Tunnel100\n ip address 10.255.0.1 255.255.255.252",
        "interface Virtual-Template1 type tunnel\n ip unnumbered Loopback10",
    )
    .replace(" tunnel destination 203.0.113.1\n", "")
    .replace(" dpd 10 3 periodic", " dpd 10 3 periodic\n virtual-template 1")
)
VRF = HUB.replace(" tunnel source", " tunnel vrf INET\n tunnel source").replace(
    "interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding INET\n"
)
FACTS = """\
  IKE      aes-cbc-256 sha512 prf sha512 group 20
  ESP      aes-cbc-256 sha256, tunnel mode, PFS group 19
  traffic  0.0.0.0/0 - 0.0.0.0/0
"""


def _said(hub: str, spoke: str, width: int = 200) -> str:
    return text(predict_pairs(*assume_addresses(view("hub1", hub), view("branch1", spoke))), width)


def test_a_tunnel_that_comes_up() -> None:
    assert _said(HUB, SPOKE) == f"hub1 Tunnel100 - branch1 Tunnel100: up\n{FACTS}"


def test_a_second_attempt_and_another_suite_are_told_by_who_starts() -> None:
    assert _said(HUB, SPOKE.replace("group 20 19 14", "group 21 19")) == (
        "hub1 Tunnel100 - branch1 Tunnel100: up\n"
        "  IKE      aes-cbc-256 sha512 prf sha512 group 19\n"
        "  ESP      aes-cbc-256 sha256, tunnel mode, PFS group 19\n"
        "  traffic  0.0.0.0/0 - 0.0.0.0/0\n"
        "  note     when hub1 starts, branch1 refuses its first Diffie-Hellman group: one more"
        " IKE_SA_INIT (INVALID_KE_PAYLOAD)\n"
        "  note     when branch1 starts, hub1 refuses its first Diffie-Hellman group: one more"
        " IKE_SA_INIT (INVALID_KE_PAYLOAD)\n"
    )


def test_a_dynamic_end_is_called_and_never_calls() -> None:
    assert _said(DYNAMIC, SPOKE) == (
        f"hub1 Virtual-Template1 - branch1 Tunnel100: up\n{FACTS}"
        "  note     only branch1 can start it: Virtual-Template1 of hub1 has no peer to call\n"
    )


def test_a_half_open_end_is_named() -> None:
    hub = HUB.replace("remote address 203.0.113.1", "remote address 203.0.113.9")
    assert (
        "  note     when hub1 starts, branch1 alone shows the IKE SA as READY, and the other end has"
        " none\n"
    ) in _said(hub, SPOKE)


def test_lines_are_wrapped_under_their_text() -> None:
    said = _said(HUB, SPOKE.replace("local branch-key", "local wrong"), 70)
    assert max(map(len, said.splitlines())) <= 70
    assert "\n           " in said


MISTAKES: list[tuple[str, str, str, str]] = [
    (
        HUB.replace(" tunnel destination 203.0.113.1", " tunnel destination br.example.net"),
        SPOKE,
        "can't be told",
        "Tunnel100 of hub1: its destination br.example.net is a name, which can't be looked up here",
    ),
    (
        HUB,
        SPOKE.replace("destination 198.51.100.1", "destination dynamic"),
        "can't be told",
        "Tunnel100 of branch1: its destination is found at run time (tunnel destination dynamic)",
    ),
    (
        HUB.replace("mode ipsec ipv4", "mode ipsec ipv6"),
        SPOKE,
        "can't be told",
        "Tunnel100 of hub1: tunnel mode ipsec ipv6 is not predicted",
    ),
    (
        HUB,
        SPOKE.replace(" set ikev2-profile B-PROFILE\n", ""),
        "down, INCOMPLETE",
        "Tunnel100 of branch1 has no IKEv2 profile, so it speaks IKEv1; Tunnel100 of hub1 has",
    ),
    (
        HUB.replace(
            "tunnel protection ipsec profile B-IPSEC", "tunnel protection ipsec profile NONE"
        ),
        SPOKE.replace(
            "tunnel protection ipsec profile B-IPSEC", "tunnel protection ipsec profile NO"
        ),
        "down, NO_PEER",
        "no crypto map or tunnel of hub1 or branch1 points at the other",
    ),
    (
        HUB.replace(" set transform-set B-TS", " set transform-set OTHER"),
        SPOKE,
        "down, INCOMPLETE",
        "transform set OTHER of Tunnel100 is missing on hub1",
    ),
    (
        HUB.replace(" tunnel mode", " shutdown\n tunnel mode"),
        SPOKE,
        "down, INCOMPLETE",
        "Tunnel100 of hub1 is incomplete: Tunnel100 is shut",
    ),
    (
        with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255").replace(
            " match address B-ACL", " match address MISSING"
        ),
        with_crypto_map(SPOKE, "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255"),
        "down, INCOMPLETE",
        "B-MAP 10 of hub1 is incomplete: access list MISSING is missing",
    ),
    (
        VRF,
        SPOKE,
        "down, NO_PROFILE",
        "profile B-PROFILE of hub1 matches branch1, but serves the global VRF and not VRF INET",
    ),
    (
        DYNAMIC,
        DYNAMIC.replace("198.51.100.1", "203.0.113.1"),
        "down, NO_PEER",
        "Virtual-Template1 of hub1 could be an end, but it waits to be called by any peer",
    ),
    (
        with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255").replace(
            "10.1.0.0 0.0.0.255\n",
            "10.1.0.0 0.0.0.255\n 20 permit ip 10.0.1.0 0.0.0.255 10.1.0.0 0.0.0.255\n",
        ),
        with_crypto_map(SPOKE, "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.255.255").replace(
            " set ikev2-profile B-PROFILE\n match",
            " set pfs group20\n set ikev2-profile B-PROFILE\n match",
        ),
        "down, PFS_MISMATCH_AT_REKEY",
        "only one of 2 selectors gets a child SA, until its first rekey: B-MAP 10 of hub1 has no PFS",
    ),
]


@pytest.mark.parametrize(
    ("hub", "spoke", "result", "why"), MISTAKES, ids=[one[3][:40] for one in MISTAKES]
)
def test_each_failure_names_its_object_and_router(
    hub: str, spoke: str, result: str, why: str
) -> None:
    said = _said(hub, spoke)
    assert said.splitlines()[0].endswith(f": {result}")
    assert why in said
