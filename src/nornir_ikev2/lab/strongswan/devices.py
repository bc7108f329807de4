"""How interfaces of a router are called in Linux, and which tunnel interfaces it can have there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nornir_ikev2.ike.model import CryptoEntry, Selector
from nornir_ikev2.lab.wan.ports import Port

_LONGEST_NAME: Final = 15
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"


def device(interface: str) -> str:
    """A name for an interface of a router that Linux takes: `Gi2`, `Gi0-0-1`."""
    digits = interface.lstrip(_LETTERS)
    kind = interface[: len(interface) - len(digits)]
    return (kind[:2] + digits.replace("/", "-").replace(":", "-"))[:_LONGEST_NAME]


def marks(entry: CryptoEntry, selector: Selector) -> Mapping[str, str]:
    """What ties the child of a tunnel that protects everything to its own device, as vici words it.

    Without IPsec in the kernel there are no such devices, and charon takes no notice of it.
    """
    if entry.kind != "tunnel" or selector.local.prefixlen or selector.remote.prefixlen:
        return {}
    number = str(_number(entry.name))
    return {"if_id_in": number, "if_id_out": number}


def link(port: Port, source: str | None) -> str | None:
    """What `ip link add` takes for a tunnel interface; None for one that Linux has no such device for.

    Args:
        port: the tunnel interface.
        source: address its packets come from.
    """
    tunnel = port.tunnel
    if tunnel is None:
        return None
    if tunnel.mode == "ipsec ipv4":
        return f"{device(port.name)} type xfrm dev lo if_id {_number(port.name)}"
    if tunnel.mode == "gre ip" and source is not None and tunnel.destination is not None:
        return f"{device(port.name)} type gre local {source} remote {tunnel.destination} ttl 255"
    return None


def _number(interface: str) -> int:
    """`if_id` of a tunnel interface; 0 would stand for none."""
    return int(interface.lstrip(_LETTERS) or 0) + 1
