"""Nornir for a project: any inventory plugin, our platform names, credentials, and the lab when it is up."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nornir.core.exceptions import PluginNotRegistered
from nornir.core.inventory import ConnectionOptions, Defaults, Group, Host, Inventory
from nornir.core.plugins.inventory import InventoryPluginRegister
from nornir.init_nornir import InitNornir

from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.hostfiles import FileInventory
from nornir_ikev2.intent.site import PLATFORMS
from nornir_ikev2.redact import meet

if TYPE_CHECKING:
    from nornir.core import Nornir

    from nornir_ikev2.project import Project

LAB: Final = "lab.json"
SECRETS: Final = ("secret", "password", "passphrase")
"""Connection options that are secrets."""
FILE: Final = "nornir.yaml"
OURS: Final = "nornir-ikev2-files"
"""SimpleInventory's files read by our plugin."""


def build(project: Project, *, dry_run: bool = False) -> Nornir:
    """Make Nornir from `nornir.yaml`, without its log file.

    Hosts named like a node of the running lab lead to the lab. Platforms are `cisco_ios` or `cisco_xe`
    where an alias was written. Credentials missing in the inventory come from `NORNIR_USERNAME`,
    `NORNIR_PASSWORD` and `NORNIR_ENABLE_SECRET`.

    Raises:
        LoadError: with every fault of the inventory files, or what the inventory plugin said.
    """
    configuration = project.configuration
    inventory = dict(configuration.inventory)
    inventory["options"] = _absolute(project.root, inventory.get("options") or {})
    if inventory.get("plugin", "SimpleInventory") == "SimpleInventory":
        InventoryPluginRegister.register(OURS, FileInventory)
        inventory["plugin"] = OURS
        inventory["options"]["root"] = str(project.root)
    try:
        nornir = InitNornir(
            inventory=inventory,
            runner=configuration.runner,
            ssh=configuration.ssh,
            core=configuration.core,
            user_defined=configuration.user_defined,
            logging={"enabled": False},
            dry_run=dry_run,
        )
    except LoadError:
        raise
    except PluginNotRegistered as error:
        raise LoadError([Fault(FILE, 0, "", str(error))]) from error
    except Exception as error:
        text = f"Nornir refuses this configuration ({type(error).__name__})"
        fault = Fault(FILE, 0, "inventory", text, "Check plugin and options, and their source.")
        raise LoadError([fault]) from error
    _credentials(nornir.inventory)
    # The IOS driver takes the file of host keys from the host's data.
    nornir.inventory.defaults.data.setdefault("known_hosts", str(project.known_hosts))
    _follow_lab(nornir.inventory, project.root / ".nornir" / LAB)
    _meet_secrets(nornir.inventory)
    for host in nornir.inventory.hosts.values():
        if host.platform:
            host.platform = PLATFORMS.get(host.platform, host.platform)
    return nornir


def _absolute(root: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Options with the paths among them made absolute: Nornir takes them from the current folder."""
    files = ("host_file", "group_file", "defaults_file")
    return {
        key: str(root / Path(value).expanduser())
        if isinstance(value, str) and value and (key in files or (root / value).exists())
        else value
        for key, value in options.items()
    }


def _credentials(inventory: Inventory) -> None:
    defaults = inventory.defaults
    defaults.username = defaults.username or os.environ.get("NORNIR_USERNAME")
    defaults.password = defaults.password or os.environ.get("NORNIR_PASSWORD")
    secret = os.environ.get("NORNIR_ENABLE_SECRET")
    if not secret:
        return
    options = defaults.connection_options.setdefault("netmiko", ConnectionOptions())
    options.extras = {"secret": secret} | (options.extras or {})


def _meet_secrets(inventory: Inventory) -> None:
    """Let every password of the inventory be taken out of whatever is shown or kept."""
    every: list[Defaults | Group | Host] = [inventory.defaults]
    for one in (*every, *inventory.groups.values(), *inventory.hosts.values()):
        meet([one.password])
        for option in one.connection_options.values():
            extras = option.extras or {}
            meet([option.password, *(str(extras[key]) for key in SECRETS if extras.get(key))])


def _follow_lab(inventory: Inventory, path: Path) -> None:
    """Lead hosts to the running lab.

    Raises:
        LoadError: the lab's file is damaged.
    """
    try:
        nodes = json.loads(path.read_text(encoding="utf-8"))["nodes"]
        for name, node in nodes.items():
            host = inventory.hosts.get(name)
            if host is None:
                continue
            host.hostname, host.port = str(node["hostname"]), int(node["port"])
            host.username, host.password = node.get("username"), node.get("password")
            host.platform = node.get("platform") or host.platform
            wan: dict[str, Any] | None = host.data.get("wan")
            names: dict[str, str] = node.get("interfaces") or {}
            if isinstance(wan, dict) and wan.get("interface") in names:
                # Another kind of the same topology calls the same port by another name.
                host.data["wan"] = {**wan, "interface": names[wan["interface"]]}
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = "is damaged: it should say where the lab's routers are"
        cure = "Run nornir lab down, then nornir lab up."
        raise LoadError([Fault(f".nornir/{LAB}", 0, "", text, cure)]) from error
