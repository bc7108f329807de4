"""The management interface of a container, whose default route must not carry the router's packets."""

from __future__ import annotations

import json
from typing import Any, Final

from nornir_ikev2.lab.strongswan.namespace import Namespace

DEVICE: Final = "eth0"
TABLE: Final = 219
RULE: Final = 40
"""Ahead of the rules of `network`."""


def keep_apart(namespace: Namespace) -> None:
    """Move the default route that Docker gives eth0 where only answers of its own address find it.

    A router without a default route of its own would else send what it can't place to the machine below.

    Raises:
        NornirIkev2Error: the kernel refuses.
    """
    defaults = _asked(namespace, "route show default")
    for route in (one for one in defaults if one.get("dev") == DEVICE and "gateway" in one):
        lines = [f"route add default via {route['gateway']} dev {DEVICE} table {TABLE} onlink"]
        for one in _asked(namespace, f"-4 address show dev {DEVICE}")[0]["addr_info"]:
            lines.append(
                f"rule add pref {RULE} from {one['local']} lookup main suppress_prefixlength 0"
            )
            lines.append(f"rule add pref {RULE + 1} from {one['local']} lookup {TABLE}")
        namespace.ip([*lines, f"route del default via {route['gateway']} dev {DEVICE}"])


def _asked(namespace: Namespace, words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(namespace.run("ip", "-json", *words.split()) or "[]")
    return found
