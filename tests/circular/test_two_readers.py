"""The driver and the lab read the same configuration independently: they must agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes.ios_pair import HUB, SPOKE, with_crypto_map
from fakes.lab_wan import tree
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.ike.model import IdentityMatch, IkeConfig, Release
from nornir_ikev2.lab.wan.view import read

XE = Release("17.12.1", (17, 12, 1))
CAPTURES = Path(__file__).resolve().parents[2] / "../shared/captures/configs/ikev2"
RUNNING = [  # whole running-configs, not typed scripts: the lab reads only what a router prints
    "tun_dchirkov_r15",
    "tun_dchirkov_r18",
    "tun_dchirkov_r27",
    "tun_fuatanshori_hub_1",
    "tun_fuatanshori_spoke_1",
    "tun_skydevil_r13",
    "tun_skydevil_r52",
    "tun_skydevil_r61",
]


def _comparable(config: IkeConfig) -> IkeConfig:
    """Without what only one reader fills: addresses, a CA's fingerprint, the default transform set."""
    points = {
        name: replace(
            point, ca=str(point.ca is not None), subject=None, not_before=None, not_after=None
        )
        for name, point in config.trustpoints.items()
    }
    profiles = {
        name: replace(profile, remote_matches=tuple(map(_network_alone, profile.remote_matches)))
        for name, profile in config.profiles.items()
    }
    sets = {name: item for name, item in config.transform_sets.items() if name != "default"}
    return replace(config, addresses=(), trustpoints=points, profiles=profiles, transform_sets=sets)


def _network_alone(match: IdentityMatch) -> IdentityMatch:
    """A match by address without its text: only the network counts."""
    return replace(match, value="") if match.network else match


def _agree(text: str) -> None:
    ours = _comparable(view("r", text, XE))
    theirs = _comparable(read("r", tree(text), XE))
    assert ours == theirs


@pytest.mark.parametrize("text", [HUB, SPOKE], ids=["hub", "spoke"])
def test_tunnel(text: str) -> None:
    _agree(text)


def test_crypto_map() -> None:
    _agree(with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255"))


@pytest.mark.parametrize("name", RUNNING)
def test_real_running_configs(name: str) -> None:
    path = CAPTURES / f"{name}.cfg"
    if not path.exists():
        pytest.skip("no captures here")
    text = path.read_text(errors="replace")
    ours = _comparable(view("r", text, XE))
    theirs = _comparable(read("r", tree(text), XE))
    for part in ("proposals", "policies", "keyrings", "profiles", "transform_sets"):
        assert getattr(ours, part) == getattr(theirs, part)
    named = {entry.name for entry in ours.entries if entry.complete and entry.peers}
    assert named <= {entry.name for entry in theirs.entries}
