"""An IOS configuration as an `IkeConfig`: what it says about IKEv2 and IPsec. Pure and total."""

from __future__ import annotations

import re

from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.ios.view_entries import Objects, entries
from nornir_ikev2.drivers.ios.view_ike import keyring, policy, profile, proposal, read_dpd
from nornir_ikev2.drivers.ios.view_interfaces import holders, ports
from nornir_ikev2.drivers.ios.view_ipsec import access_lists, settings, transform_set
from nornir_ikev2.drivers.ios.view_pki import trustpoints
from nornir_ikev2.drivers.ios.view_stray import lift
from nornir_ikev2.drivers.ios.view_text import after, number
from nornir_ikev2.ike.model import IkeConfig, Release


def view(name: str, config: str, release: Release | None = None) -> IkeConfig:
    """Read the IKEv2 and IPsec part of a configuration.

    Args:
        name: name of the router in results.
        config: running-config, startup-config or typed lines.
        release: release of the router, None to take the `version` line of the configuration.

    Returns:
        What the configuration says; unreadable lines are left out. Nothing raises.
    """
    return view_tree(name, parse(config), release)


def view_tree(name: str, root: Block, release: Release | None = None) -> IkeConfig:
    """As `view`, from a tree that is there already."""
    if release is None or not release.number:
        release = read_release(root.value("version ") or (release.text if release else ""))
    root = lift(root)
    dpd = read_dpd(root.value("crypto ikev2 dpd ") or "")
    profiles = {
        item.name: item for block in _blocks(root, "profile") for item in [profile(block, dpd)]
    }
    sets = [transform_set(block) for block in root.starting("crypto ipsec transform-set ")]
    known = ports(root)
    objects = Objects(
        release=release,
        ports=known,
        holders=holders(known),
        access_lists=access_lists(root),
        transform_sets={item.name: item for item in sets},
        profiles=profiles,
        ipsec_profiles={
            text: settings(block, release)
            for block in root.children
            if (text := after(block.text, "crypto ipsec profile"))
        },
        lifetime=number(root.value("crypto ipsec security-association lifetime seconds ") or "")
        or 3600,
        default_set=root.find("no crypto ipsec transform-set default") is None,
    )
    return IkeConfig(
        name=name,
        release=release,
        proposals={item.name: item for item in map(proposal, _blocks(root, "proposal"))},
        policies={item.name: item for item in map(policy, _blocks(root, "policy"))},
        keyrings={item.name: item for item in map(keyring, _blocks(root, "keyring"))},
        profiles=profiles,
        trustpoints=trustpoints(root),
        transform_sets=objects.transform_sets,
        entries=entries(root, objects),
        default_proposal=root.find("no crypto ikev2 proposal default") is None,
        default_policy=root.find("no crypto ikev2 policy default") is None,
        addresses=tuple(objects.holders),
    )


def read_release(text: str) -> Release:
    """A release from its text: `17.12.1` -> (17, 12, 1), `15.9(3)M2` -> (15, 9, 3)."""
    text = text.strip()
    numbers = re.findall(r"\d+", text.partition("-")[0])
    return Release(text, tuple(int(item) for item in numbers[:3] if len(item) < 6))  # noqa: PLR2004


def hostname(root: Block) -> str | None:
    """The `hostname` of a configuration."""
    return root.value("hostname ")


def _blocks(root: Block, kind: str) -> list[Block]:
    return list(root.starting(f"crypto ikev2 {kind} "))
