"""`show crypto ...` of live state: a tunnel that is up, one that is down, one that was never made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.ios_pair import HUB, SPOKE, with_crypto_map
from fakes.lab_pair import pair, show
from fakes.lab_wan import Wan
from nornir_ikev2.lab.show.crypto_ikev2 import sa_table
from nornir_ikev2.lab.wan.state import IkeSa
from nornir_ikev2.verify.parse import parse as parse_output

PARSERS = Path(__file__).resolve().parents[4] / "parsers"

LAN = "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255"
NAL = "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255"


def _down() -> Wan:
    return pair(HUB.replace("local hub-key", "local wrong"))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_ikev2_sa() -> None:
    wan = pair()
    wan.clock.advance(60)
    lines = show(wan, "hub1", "show crypto ikev2 sa").splitlines()
    assert lines[0] == " IPv4 Crypto IKEv2  SA "
    assert lines[2] == (
        "Tunnel-id Local                 Remote                fvrf/ivrf            Status "
    )
    assert lines[3] == (
        "1         198.51.100.1/500      198.51.100.2/500      none/none            READY  "
    )
    assert lines[4] == (
        "      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:20,"
        " Auth sign: PSK, Auth verify: PSK"
    )
    assert lines[5] == "      Life/Active Time: 86400/60 sec"
    assert lines[-1] == " IPv6 Crypto IKEv2  SA "


def test_both_ends_name_each_others_spis() -> None:
    wan = pair()
    ends = [show(wan, name, "show crypto ikev2 sa") for name in ("hub1", "branch1")]
    (ours,), (theirs,) = (
        [line.split()[2::3] for line in end.splitlines() if "spi:" in line] for end in ends
    )
    assert ours == theirs[::-1]


def test_detailed_sa() -> None:
    lines = _lines(show(pair(), "branch1", "show crypto ikev2 sa detailed"))
    for line in (
        "      Status Description: Negotiation done",
        "      Local id: 198.51.100.2",
        "      Remote id: 198.51.100.1",
        "      Local window:      5              Remote window:      5",
        "      DPD configured for 10 seconds, retry 3",
        "      NAT-T is not detected",
    ):
        assert line in lines


def test_nothing_when_down() -> None:
    wan = _down()
    assert not show(wan, "hub1", "show crypto ikev2 sa")
    assert not show(wan, "hub1", "show crypto ikev2 session")


def test_sa_of_one_peer() -> None:
    wan = pair()
    assert "READY" in show(wan, "hub1", "show crypto ikev2 sa remote", remote="198.51.100.2")
    assert not show(wan, "hub1", "show crypto ikev2 sa remote", remote="192.0.2.1")
    assert not show(wan, "hub1", "show crypto ikev2 sa local", local="192.0.2.1")


def test_negotiating_sa() -> None:
    wan = pair()
    state = wan.fabric.state("hub1")
    old = state.ike_sas[0]
    fields = [name for name in IkeSa.__slots__ if name not in {"status", "suite", "auth_sign"}]
    sa = IkeSa(
        status="IN-NEG", suite=None, auth_sign=None, **{name: getattr(old, name) for name in fields}
    )
    sa.auth_verify = None
    text = sa_table(state, [sa], detailed=False)
    assert "none/none            IN-NEG " in text
    assert (
        "Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, Auth sign: Unknown - 0,"
        " Auth verify: Unknown - 0" in text
    )


def test_session() -> None:
    lines = _lines(show(pair(), "hub1", "show crypto ikev2 session detailed"))
    assert "Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1" in lines
    assert "Child sa: local selector  0.0.0.0/0 - 255.255.255.255/65535" in lines
    assert "          Encr: AES-CBC, keysize: 256, esp_hmac: SHA256" in lines


def test_ipsec_sa() -> None:
    text = show(pair(), "hub1", "show crypto ipsec sa")
    lines = text.splitlines()
    assert lines[:3] == [
        "",
        "interface: Tunnel100",
        "    Crypto map tag: Tunnel100-head-0, local addr 198.51.100.1",
    ]
    for line in (
        "   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)",
        "   current_peer 198.51.100.2 port 500",
        "     PERMIT, flags={origin_is_acl,}",
        "     PFS (Y/N): N, DH group: none",
        "        transform: esp-256-aes esp-sha256-hmac ,",
        "        in use settings ={Tunnel, }",
        "        IV size: 16 bytes",
        "     outbound pcp sas:",
    ):
        assert line in lines
    assert text.count("Status: ACTIVE(ACTIVE)") == 2


def test_spis_cross() -> None:
    wan = pair()

    def spis(router: str) -> list[str]:
        lines = show(wan, router, "show crypto ipsec sa").splitlines()
        return [line.split()[1] for line in lines if line.startswith("      spi: ")]

    assert spis("hub1") == spis("branch1")[::-1]


def test_ipsec_sa_when_down() -> None:
    lines = show(_down(), "hub1", "show crypto ipsec sa").splitlines()
    assert "     current outbound spi: 0x0(0)" in lines
    assert not any("ACTIVE" in line for line in lines)


def test_ipsec_sa_of_one_interface_or_peer() -> None:
    wan = pair()
    words = "show crypto ipsec sa"
    assert show(wan, "hub1", f"{words} interface", interface="Tunnel100")
    assert not show(wan, "hub1", f"{words} interface", interface="Tunnel200")
    assert show(wan, "hub1", f"{words} peer", peer="198.51.100.2")
    assert not show(wan, "hub1", f"{words} peer", peer="192.0.2.1")


def test_crypto_map_flow() -> None:
    wan = pair(with_crypto_map(HUB, LAN), with_crypto_map(SPOKE, NAL))
    lines = show(wan, "hub1", "show crypto ipsec sa").splitlines()
    assert "interface: GigabitEthernet2" in lines
    assert "    Crypto map tag: B-MAP, local addr 198.51.100.1" in lines
    assert "   local  ident (addr/mask/prot/port): (10.0.0.0/255.255.255.0/0/0)" in lines
    flow = "  IPSEC FLOW: permit ip 10.0.0.0/255.255.255.0 10.1.0.0/255.255.255.0 "
    assert flow in show(wan, "hub1", "show crypto session").splitlines()


def test_crypto_session() -> None:
    wan = pair()
    wan.clock.advance(90)
    assert show(wan, "hub1", "show crypto session").splitlines() == [
        "Crypto session current status",
        "",
        "Interface: Tunnel100",
        "Profile: B-PROFILE",
        "Session status: UP-ACTIVE     ",
        "Peer: 198.51.100.2 port 500 ",
        "  Session ID: 1  ",
        "  IKEv2 SA: local 198.51.100.1/500 remote 198.51.100.2/500 Active ",
        "  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 0.0.0.0/0.0.0.0 ",
        "        Active SAs: 2, origin: crypto map",
    ]
    detail = show(wan, "hub1", "show crypto session detail").splitlines()
    assert "Uptime: 00:01:30" in detail
    assert "          Capabilities:DU connid:1 lifetime:23:58:30" in detail
    assert "      Phase1_id: 198.51.100.2" in detail


def test_crypto_session_down() -> None:
    lines = show(_down(), "hub1", "show crypto session").splitlines()
    assert lines[2] == "Interface: Tunnel100"
    assert lines[3].startswith("Session status: DOWN")
    assert "        Active SAs: 0, origin: crypto map" in lines


@pytest.mark.parametrize(
    ("command", "make", "value"),
    [
        ("show crypto ipsec sa detail", pair, "198.51.100.1"),
        ("show crypto session detail", pair, "B-PROFILE"),
        ("show crypto session detail", _down, "DOWN"),
    ],
)
def test_ntc_templates_read_it(command: str, make: Callable[[], Wan], value: str) -> None:
    parse = pytest.importorskip("ntc_templates.parse")
    text = show(make(), "hub1", command)
    rows: list[dict[str, Any]] = parse.parse_output("cisco_ios", command, text)
    assert rows
    assert value in str(rows[0])


@pytest.mark.parametrize(
    "command",
    [
        "show crypto ikev2 sa detailed",
        "show crypto ikev2 session detailed",
        "show crypto ikev2 proposal",
        "show crypto ikev2 policy",
        "show crypto ikev2 profile",
        "show crypto ipsec sa",
        "show crypto ipsec profile",
        "show crypto map",
        "show crypto session detail",
    ],
)
def test_own_templates_read_it(command: str) -> None:
    records = parse_output(command, show(pair(), "hub1", command), [PARSERS])
    assert records
