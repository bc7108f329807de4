"""No key, login password or enable secret is ever seen, whatever is done with a site."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary import (
    CANARIES,
    KEY,
    assert_no_canary,
    assert_private,
    canary_site,
    seen_in,
)
from site_under_test import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with canary_site(tmp_path) as running:
        yield running


def wrappings(plain: bytes) -> Iterator[bytes]:
    yield b"key " + plain
    yield plain.hex().encode()
    yield plain[::-1]
    yield b"\x00\x01" + zlib.compress(b"config\n" * 9 + plain) + b"\xff"
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + plain + b"tail")


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_finds_a_canary_however_thinly_wrapped(canary: str) -> None:
    for wrapped in wrappings(canary.encode()):
        assert seen_in(wrapped)
    for wrapped in wrappings(b"nothing of the kind"):
        assert not seen_in(wrapped)


def test_a_whole_life_of_a_vpn_shows_no_secret(site: Site) -> None:
    said = [
        site.nornir("run", "deploy-hub-spoke", "--dry-run", "-v"),
        site.nornir("run", "deploy-hub-spoke", "-v", "--svg", "report.svg"),
        site.nornir("run", "deploy-hub-spoke", "--json"),
    ]
    routers = site.configs()
    said += [
        site.nornir("history"),
        site.nornir("show", "last"),
        site.nornir("show", "last", "--json"),
        site.nornir("check", "--json"),
        site.nornir("list", "--json"),
        site.nornir("lab", "status", "--json"),
        site.nornir("run", "remove-vpn", "--yes", "--json"),
    ]

    assert [one.code for one in said] == [0] * len(said), said
    assert all(KEY in config for config in routers.values())
    assert (site.root / "report.svg").is_file()
    assert_no_canary(site.root, *said)
    assert_private(site.root)
