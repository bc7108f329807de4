"""Random changes of a VPN, and random faults of routers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

Fault = tuple[str, Mapping[str, str | float]]

FAULTS: tuple[Fault, ...] = (
    ("refuse-line", {"match": "tunnel destination"}),
    ("refuse-line", {"match": "pre-shared-key", "once": 1}),
    ("refuse-line", {"match": "transform-set"}),
    ("drop-in-config", {"after": 3}),
    ("drop-in-config", {"after": 12}),
    ("drop-in-show", {"match": "show"}),
    ("reload-in-config", {"after": 4, "seconds": 60}),
    ("unreachable", {}),
    ("ssh-refused", {}),
    ("vty-exhausted", {}),
    ("wrong-key", {}),
    ("flash-full", {}),
    ("nvram-full", {}),
    ("config-locked", {}),
    ("deny-command", {"match": "configure"}),
    ("other-host-key", {}),
    ("prompt-changed", {}),
    ("ping-loss", {}),
    ("replace-leaves-line", {}),
)
"""What makes a change fail, if it meets it."""
NUISANCES: tuple[Fault, ...] = (
    ("delay", {"ms": 30}),
    ("banner", {}),
    ("no-more-length", {}),
    ("syslog-in-output", {}),
    ("syslog-in-config", {}),
    ("slow-auth", {"seconds": 2}),
    ("stall", {"seconds": 3}),
)
"""What a change must not care about."""
SHARE = 0.1
"""Of the sessions of a run that have a fault."""
HARMFUL = 0.1
"""Of the faults that are no mere nuisance."""
BATCHED = 0.3
"""Of the runs are in batches."""
PROPOSALS = {
    "strong": {
        "encryption": ["aes-cbc-256", "aes-cbc-192"],
        "integrity": ["sha512", "sha256"],
        "group": [20, 19, 14],
    },
    "aead": {"encryption": ["aes-gcm-256"], "prf": ["sha384"], "group": [20]},
    "plain": {"encryption": ["aes-cbc-128"], "integrity": ["sha256"], "group": [14]},
}
ROUTING = (
    {"protocol": "eigrp", "asn": 100},
    {"protocol": "ospf", "process": 10, "area": 0},
    {"protocol": "bgp", "asn": 65000},
    {"protocol": "static"},
)


class Operator:
    """Somebody who changes his mind a lot."""

    def __init__(self, spokes: list[str], seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - the same changes again for the same seed
        self._spokes = spokes
        self._chosen = set(self.dice.sample(spokes, max(1, len(spokes) * 2 // 3)))
        self.vpn: dict[str, Any] = {
            "topology": "hub-spoke",
            "hubs": ["hub1"],
            "mode": "tunnel-interface",
            "ike": {"proposals": ["strong"], "dpd": {"interval": 10}},
            "ipsec": {
                "transforms": [{"encryption": "aes-cbc-256", "integrity": "sha256"}],
                "pfs": 19,
            },
            "tunnel": {"number": 100, "subnet": "10.0.0.0/10"},
            "routing": {"protocol": "eigrp", "asn": 100},
        }

    def file(self) -> dict[str, Any]:
        """vpns.yaml as it is now."""
        vpn = {**self.vpn, "spokes": [name for name in self._spokes if name in self._chosen]}
        return {"proposals": PROPOSALS, "vpns": {"branches": deepcopy(vpn)}}

    def change(self) -> str:
        """Change one thing; say what."""
        kind = self.dice.choice(("join", "join", "leave", "ike", "ipsec", "routing", "dpd"))
        if kind == "join":
            more = [name for name in self._spokes if name not in self._chosen]
            self._chosen |= set(self.dice.sample(more, min(len(more), self.dice.randint(1, 5))))
        elif kind == "leave" and len(self._chosen) > 1:
            few = min(len(self._chosen) - 1, self.dice.randint(1, 5))
            self._chosen -= set(self.dice.sample(sorted(self._chosen), few))
        elif kind == "ike":
            count = self.dice.randint(1, len(PROPOSALS))
            self.vpn["ike"]["proposals"] = self.dice.sample(sorted(PROPOSALS), count)
        elif kind == "ipsec":
            self.vpn["ipsec"]["pfs"] = self.dice.choice((None, 14, 19, 20))
            self.vpn["ipsec"]["lifetime"] = self.dice.choice((3600, 1800))
        elif kind == "routing":
            self.vpn["routing"] = self.dice.choice(ROUTING)
        else:
            self.vpn["ike"]["dpd"] = {"interval": self.dice.choice((10, 20, 30))}
        return kind

    def faults(self, routers: list[str]) -> dict[str, Fault]:
        """What befalls one session in ten; most of these are only a nuisance."""
        hit = [name for name in routers if self.dice.random() < SHARE]
        return {
            name: self.dice.choice(FAULTS if self.dice.random() < HARMFUL else NUISANCES)
            for name in hit
        }

    def way(self) -> dict[str, object]:
        """A playbook and its options."""
        way: dict[str, object] = {"playbook": "deploy-hub-spoke"}
        if self.dice.random() < SHARE:
            way["playbook"] = "remove-vpn"
        if self.dice.random() < BATCHED:
            way["batch"] = ["1", "40%", "100%"]
            way |= self.dice.choice(({}, {"atomic": True}, {"max_fail": 30}))
        return way
