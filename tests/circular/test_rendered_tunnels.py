"""What the driver renders for both ends negotiates, by the driver's reading and by the lab's."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from itertools import product

import pytest

from fakes.ios_intents import AEAD, RELEASE, STRONG, base, key, peer, reading, vpn
from fakes.lab_wan import tree
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.ike.model import IkeConfig, Proposal, Suite
from nornir_ikev2.ike.predict import predict_all
from nornir_ikev2.intent.model import Peer, Role, RouterIntent, RouterVpn, Transform, Wan
from nornir_ikev2.lab.wan.view import read

MODES = ("tunnel-interface", "crypto-map")
PROPOSALS = (
    (STRONG, Suite("aes-cbc-256", "sha512", "sha512", 20)),
    (AEAD, Suite("aes-gcm-256", None, "sha384", 20)),
)
TRANSFORMS = (Transform("aes-cbc-256", "sha256"), Transform("aes-gcm-256"))


def _planned(name: str, n: int, wan: str, wanted: RouterVpn) -> str:
    intent = RouterIntent(
        name=name,
        platform="cisco_xe",
        wan=Wan("GigabitEthernet2", IPv4Address(wan)),
        lans=(IPv4Network(f"10.{n}.0.0/24"),),
        vpns=(wanted,),
    )
    return plan(intent, reading(base(name, n, wan)), key).intended


def _wanted(proposal: Proposal, transform: Transform, *peers: Peer) -> RouterVpn:
    role: Role = "spoke" if peers[0].initiator else "hub"
    return replace(vpn(*peers, role=role), proposals=(proposal,), transforms=(transform,))


def _configs(mode: str, proposal: Proposal, transform: Transform) -> dict[str, str]:
    peers = [peer(number, hub=True, mode=mode) for number in (1, 2, 3)]
    texts = {"hub1": _planned("hub1", 0, "198.51.100.1", _wanted(proposal, transform, *peers))}
    for number, there in enumerate(peers, start=1):
        back = peer(number, hub=False, mode=mode)
        wanted = _wanted(proposal, transform, back)
        texts[there.name] = _planned(there.name, number, str(there.address), wanted)
    return texts


@pytest.mark.parametrize(
    ("mode", "proposal", "suite", "transform"),
    [
        (mode, *chosen, transform)
        for mode, chosen, transform in product(MODES, PROPOSALS, TRANSFORMS)
    ],
)
def test_every_tunnel_comes_up(
    mode: str, proposal: Proposal, suite: Suite, transform: Transform
) -> None:
    texts = _configs(mode, proposal, transform)
    pairs = [(name, "hub1") for name in texts if name != "hub1"]
    readers: tuple[dict[str, IkeConfig], ...] = (
        {name: view(name, text, RELEASE) for name, text in texts.items()},
        {name: read(name, tree(text), RELEASE) for name, text in texts.items()},
    )
    for configs in readers:
        found = predict_all(configs, pairs)
        assert [item.reason for item in found] == [None] * 3
        assert {item.suite for item in found} == {suite}
        assert all(item.child and item.child.encryption == transform.encryption for item in found)
