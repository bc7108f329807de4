from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address

import pytest

from nornir_ikev2.change.selection import resolve_limit, select
from nornir_ikev2.errors import UsageError
from nornir_ikev2.intent.model import (
    Intent,
    RouterIntent,
    RouterVpn,
    Routing,
    Topology,
    TunnelIntent,
    Wan,
)
from nornir_ikev2.playbook import Playbook

WAN = Wan("Gi1", IPv4Address("192.0.2.1"))
DEPLOY = Playbook("deploy-hub-spoke", "", topology="hub-spoke")
REMOVE = Playbook("remove-vpn", "", goal="absent")


def part(vpn: str, topology: Topology = "hub-spoke") -> RouterVpn:
    return RouterVpn(
        vpn=vpn,
        prefix=vpn.upper(),
        topology=topology,
        role="peer",
        mode="tunnel-interface",
        proposals=(),
        transforms=(),
        trustpoint=None,
        lifetime=86400,
        dpd=None,
        pfs=None,
        ipsec_lifetime=3600,
        routing=Routing("none"),
        allow_weak=False,
        peers=(),
    )


def site(
    routers: Mapping[str, tuple[RouterVpn, ...]], owned: Mapping[str, tuple[str, ...]] | None = None
) -> Intent:
    tunnels = [
        TunnelIntent(name, ("hub1", other), "tunnel-interface", Routing("none"))
        for other, parts in routers.items()
        for name in (one.vpn for one in parts)
        if other != "hub1"
    ]
    return Intent(
        {
            name: RouterIntent(
                name, "ios", WAN, (), parts, owned_prefixes=(owned or {}).get(name, ())
            )
            for name, parts in routers.items()
        },
        tuple(tunnels),
    )


def test_a_deployment_is_about_the_vpns_of_its_topology() -> None:
    mesh = part("mesh", "full-mesh")
    intent = site({"hub1": (part("branches"), mesh), "b1": (part("branches"),), "b2": (mesh,)})

    chosen = select(intent, DEPLOY).intent

    assert list(chosen.routers) == ["hub1", "b1"]
    assert [one.vpn for one in chosen.routers["hub1"].vpns] == ["branches"]
    assert [tunnel.ends for tunnel in chosen.tunnels] == [("hub1", "b1")]


def test_another_vpn_that_is_on_the_router_already_stays_in_its_intent() -> None:
    both = (part("branches"), part("mesh", "full-mesh"))
    intent = site({"hub1": both}, {"hub1": ("MESH",)})

    chosen = select(intent, DEPLOY).intent

    assert [one.vpn for one in chosen.routers["hub1"].vpns] == ["branches", "mesh"]


def test_a_router_that_left_every_vpn_is_cleaned_by_a_deployment() -> None:
    intent = site({"hub1": (part("branches"),), "gone": ()}, {"gone": ("BRANCHES",)})

    assert "gone" in select(intent, DEPLOY).intent.routers


def test_removal_owns_the_prefix_of_the_vpn_even_without_a_lock_file() -> None:
    intent = site({"hub1": (part("branches"),), "b1": (part("branches"),)})

    chosen = select(intent, REMOVE).intent

    assert chosen.routers["hub1"].vpns == ()
    assert chosen.routers["hub1"].owned_prefixes == ("BRANCHES",)
    assert chosen.tunnels == ()


def test_removal_of_one_vpn_leaves_the_others_on_the_router() -> None:
    both = (part("branches"), part("labs"))
    intent = site({"hub1": both, "b1": both}, {"hub1": ("BRANCHES", "LABS")})

    chosen = select(intent, REMOVE, vpns=["labs"]).intent

    assert [one.vpn for one in chosen.routers["hub1"].vpns] == ["branches"]


def test_a_limit_names_the_tunnels_it_leaves_incomplete() -> None:
    intent = site(
        {"hub1": (part("branches"),), "b1": (part("branches"),), "b2": (part("branches"),)}
    )

    chosen = select(intent, DEPLOY, limit={"hub1", "b1"})

    assert list(chosen.intent.routers) == ["hub1", "b1"]
    assert [tunnel.ends for tunnel in chosen.intent.tunnels] == [("hub1", "b1")]
    assert chosen.incomplete == (("hub1", "b2"),)


def test_an_unknown_vpn_gets_a_suggestion() -> None:
    intent = site({"hub1": (part("branches"),)})

    with pytest.raises(UsageError) as refused:
        select(intent, DEPLOY, vpns=["branch"])

    assert "branches" in refused.value.cure


def test_a_vpn_of_another_topology_names_the_right_playbook() -> None:
    intent = site({"hub1": (part("mesh", "full-mesh"),)})

    with pytest.raises(UsageError) as refused:
        select(intent, DEPLOY, vpns=["mesh"])

    assert "deploy-full-mesh" in refused.value.cure


def test_nothing_to_work_on_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no router to work on"):
        select(site({"hub1": (part("mesh", "full-mesh"),)}), DEPLOY)


def test_a_limit_takes_hosts_and_groups_and_refuses_others() -> None:
    groups = {"branches": ["b1", "b2"]}

    assert resolve_limit((), ["hub1"], groups) is None
    assert resolve_limit(("hub1", "branches"), ["hub1"], groups) == {"hub1", "b1", "b2"}
    with pytest.raises(UsageError) as refused:
        resolve_limit(("brances",), ["hub1"], groups)
    assert "branches" in refused.value.cure


def test_a_router_that_left_one_vpn_is_cleaned_although_another_is_on_it() -> None:
    spare = part("spare", "point-to-point")
    routers = {"hub1": (part("branches"),), "branch2": (spare,)}
    owned = {"hub1": ("BRANCHES",), "branch2": ("BRANCHES", "SPARE")}

    chosen = select(site(routers, owned), DEPLOY).intent

    assert chosen.routers["branch2"].vpns == (spare,)
    assert "BRANCHES" in chosen.routers["branch2"].owned_prefixes
