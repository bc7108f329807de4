"""The templates of SAs read back what a renderer of our own wrote, whatever it wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.show_text import ike_sas, ipsec_sas
from nornir_ikev2.verify.parse import ParseError, parse

FOLDERS = [Path(__file__).resolve().parents[2] / "parsers"]
SHORT = "show crypto ikev2 sa"
DETAILED = "show crypto ikev2 sa detailed"

_v4 = st.ip_addresses(v=4).map(str)
_v6 = st.ip_addresses(v=6).map(lambda address: str(address).upper())
_spi = st.integers(1, 2**64 - 1).map(lambda number: f"{number:016X}")
_vrf = st.sampled_from(["none", "INET", "a-very-long-front-door-vrf", "121"])
_suite = st.sampled_from(
    [
        ("AES-CBC", 256, "SHA512", "SHA512"),
        ("AES-GCM", 128, "SHA256", "None"),
        ("AES-CBC", 256, None, "SHA512"),
        ("3DES", None, "MD5", "MD596"),
        ("Unknown - 0", None, "Unknown - 0", "None"),
    ]
)
_id = st.sampled_from(["10.0.0.1", "user@example.net", "hostname=R1.example.net,cn=R1"])


@st.composite
def _sas(draw: st.DrawFn) -> dict[str, Any]:
    addresses = draw(st.sampled_from([_v4, _v6]))
    encryption, key_size, prf, integrity = draw(_suite)
    return {
        "local": draw(addresses),
        "local_port": draw(st.sampled_from([500, 4500])),
        "remote": draw(addresses),
        "remote_port": draw(st.integers(1, 65535)),
        "fvrf": draw(_vrf),
        "ivrf": draw(_vrf),
        "status": draw(st.sampled_from(["READY", "IN-NEG", "DELETE"])),
        "encryption": encryption,
        "key_size": key_size,
        "prf": prf,
        "integrity": integrity,
        "group": draw(st.sampled_from([0, 14, 19, 20, 21])),
        "auth_sign": draw(st.sampled_from(["PSK", "RSA", "Unknown - 0"])),
        "auth_verify": draw(st.sampled_from(["PSK", "RSA", "Unknown - 0"])),
        "lifetime": draw(st.integers(120, 86400)),
        "active": draw(st.integers(0, 86400)),
        "local_spi": draw(_spi),
        "remote_spi": draw(_spi),
        "local_id": draw(_id),
        "remote_id": draw(_id),
        "initiator": draw(st.sampled_from(["Yes", "No"])),
    }


def _in_order(sas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [sa for sa in sas if ":" not in sa["local"]] + [sa for sa in sas if ":" in sa["local"]]


@settings(max_examples=60, deadline=None)
@given(st.lists(_sas(), max_size=5))
def test_detailed_reads_back_every_value(sas: list[dict[str, Any]]) -> None:
    assert parse(DETAILED, ike_sas(sas, detailed=True), FOLDERS) == _in_order(sas)


@settings(max_examples=30, deadline=None)
@given(st.lists(_sas(), max_size=4))
def test_short_form_of_old_releases_leaves_the_rest_null(sas: list[dict[str, Any]]) -> None:
    absent = dict.fromkeys(("local_spi", "remote_spi", "local_id", "remote_id", "initiator"))
    expected = [{**sa, **absent} for sa in _in_order(sas)]
    assert parse(SHORT, ike_sas(sas, spis=False), FOLDERS) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(_sas(), min_size=1, max_size=3), st.floats(0, 1))
def test_cut_text_is_an_error_or_has_every_sa_it_began(
    sas: list[dict[str, Any]], where: float
) -> None:
    lines = ike_sas(sas, detailed=True).splitlines()
    kept = lines[: round(len(lines) * where)]
    begun = sum(line[:1].isdigit() for line in kept)
    try:
        records = parse(DETAILED, "\n".join(kept), FOLDERS)
    except ParseError:
        return
    assert len(records) == begun
    for record, sa in zip(records, _in_order(sas), strict=False):
        for key in ("local", "remote", "status", "encryption", "group", "lifetime", "active"):
            assert record[key] == sa[key]


def _flow(number: int) -> dict[str, object]:
    return {
        "local": f"10.0.{number}.0",
        "local_mask": "255.255.255.0",
        "remote": f"10.1.{number}.0",
        "remote_mask": "255.255.255.0",
        "peer": "203.0.113.1",
        "encaps": number,
        "decaps": number * 2,
        "spi_in": f"0x{0x1000 + number:X}",
        "spi_out": f"0x{0x2000 + number:X}",
        "transform": "esp-256-aes esp-sha256-hmac",
    }


@pytest.mark.parametrize("count", [0, 1, 300])
def test_child_sas_keep_their_spis_across_the_parts_of_a_long_output(count: int) -> None:
    text = ipsec_sas("GigabitEthernet2", "MAP", "198.51.100.1", [_flow(n) for n in range(count)])
    records = parse("show crypto ipsec sa", text if count else "", FOLDERS)
    assert len(records) == count
    for number, record in enumerate(records):
        sections: Any = record["sections"]
        spis = {one["direction"]: [s["spi"] for s in one.get("spis", [])] for one in sections[::3]}
        assert record["interface"] == "GigabitEthernet2"
        assert spis == {
            "inbound": [f"0x{0x1000 + number:X}"],
            "outbound": [f"0x{0x2000 + number:X}"],
        }


def test_cut_inside_an_spi_is_an_error() -> None:
    text = ipsec_sas("GigabitEthernet2", "MAP", "198.51.100.1", [_flow(1)])
    with pytest.raises(ParseError, match="transform"):
        parse("show crypto ipsec sa", text[: text.index("transform:")], FOLDERS)
