"""Edits of the example project: the modes, and what single cases need besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from faults.bench import QUICK, Edit

Mode = Literal["tunnel-interface", "crypto-map"]
BOTH: tuple[Mode, ...] = ("tunnel-interface", "crypto-map")
TUNNEL: tuple[Mode, ...] = ("tunnel-interface",)
MAP: tuple[Mode, ...] = ("crypto-map",)
VPNS, HOSTS, DEFAULTS, SETTINGS = (
    "inventory/vpns.yaml",
    "inventory/hosts.yaml",
    "inventory/defaults.yaml",
    "nornir.yaml",
)


def in_mode(mode: Mode) -> Edit:
    """The VPN in one mode; crypto maps get static routes, so that every section has lines."""

    def edit(data: dict[str, Any]) -> None:
        if mode == "crypto-map":
            vpn = data["vpns"]["branches"]
            vpn.update(mode="crypto-map", routing={"protocol": "static"})
            del vpn["tunnel"]

    return edit


def timing(minutes: int = 20, verify: int = 4, back: int = 3) -> Edit:
    """Dead-man timer, patience with tunnels, and patience with routers that are away."""

    def edit(data: dict[str, Any]) -> None:
        data["user_defined"]["ikev2"].update(
            rollback_minutes=minutes, verify_seconds=verify, return_seconds=back
        )

    return edit


def quick(data: dict[str, Any]) -> None:
    """Notice silence soon."""
    data["data"] = {"timeouts": dict(QUICK)}


def without(spoke: str) -> Edit:
    """A spoke leaves the VPN."""

    def edit(data: dict[str, Any]) -> None:
        left = [name for name in ("branch1", "branch2", "branch3") if name != spoke]
        data["vpns"]["branches"]["spokes"] = left

    return edit


NOTHING: Mapping[str, Edit] = {}
