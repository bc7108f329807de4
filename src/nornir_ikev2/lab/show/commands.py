"""All `show` commands of a virtual router that look at the WAN or the system."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from nornir_ikev2.lab import show
from nornir_ikev2.lab.contracts import ExecCommand
from nornir_ikev2.lab.show import bgp, interfaces, lists, neighbours, routes, system, version
from nornir_ikev2.lab.wan.fabric import Fabric


def crypto(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands of every `crypto_*` module beside this one that offers some."""
    found: list[ExecCommand] = []
    for module in iter_modules(show.__path__):
        if module.name.startswith("crypto_"):
            offered = getattr(import_module(f"{show.__name__}.{module.name}"), "commands", None)
            found.extend(offered(fabric) if offered is not None else ())
    return tuple(found)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """Every `show` command except those of the configuration and the file system.

    Args:
        fabric: the WAN the routers are attached to.
    """
    return (
        *version.commands(),
        *system.commands(fabric),
        *interfaces.commands(fabric),
        *routes.commands(fabric),
        *neighbours.commands(fabric),
        *bgp.commands(fabric),
        *lists.commands(),
        *crypto(fabric),
    )
