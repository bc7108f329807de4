"""What the files of a project become for each router."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from example_site import faults_of, lay_out_example, load_example
from nornir_ikev2.ike.model import Dpd, Proposal
from nornir_ikev2.intent.model import (
    Peer,
    Routing,
    SecretRef,
    Transform,
    TunnelEnd,
    TunnelIntent,
    Wan,
)

TOPOLOGY = (
    "topology: hub-spoke            # hub-spoke | full-mesh | point-to-point\n"
    "    hubs: [hub1]                   # hosts or groups\n"
    "    spokes: [branches]\n"
)
TUNNEL = "    tunnel: {number: 100, subnet: 10.255.0.0/24, mtu: 1400, tcp_mss: 1360}\n"
EIGRP = "routing: {protocol: eigrp, asn: 100}"


def test_a_spoke_knows_its_hub_and_nothing_else(tmp_path: Path) -> None:
    intent = load_example(lay_out_example(tmp_path)).intent

    spoke = intent.routers["branch2"]

    assert (spoke.name, spoke.platform) == ("branch2", "cisco_xe")
    assert spoke.wan == Wan("GigabitEthernet2", IPv4Address("203.0.113.5"))
    assert spoke.lans == (IPv4Network("10.2.0.0/24"),)
    assert spoke.owned == ()
    assert spoke.owned_prefixes == ()
    (part,) = spoke.vpns
    assert (part.vpn, part.prefix, part.role, part.mode) == (
        "branches",
        "BRANCHES",
        "spoke",
        "tunnel-interface",
    )
    assert part.proposals == (
        Proposal("strong", ("aes-cbc-256", "aes-cbc-192"), ("sha512", "sha256"), (), (20, 19, 14)),
    )
    assert part.transforms == (Transform("aes-cbc-256", "sha256"),)
    assert part.dpd == Dpd(10, 3, "periodic")
    assert (part.lifetime, part.ipsec_lifetime, part.pfs) == (86400, 3600, 19)
    assert part.routing == Routing("eigrp", 100)
    assert part.peers == (
        Peer(
            name="hub1",
            address=IPv4Address("198.51.100.1"),
            lans=(IPv4Network("10.0.0.0/24"),),
            tunnel=TunnelEnd(100, IPv4Interface("10.255.0.6/30"), 1400, 1360),
            remote_tunnel=IPv4Address("10.255.0.5"),
            auth_local="pre-share",
            auth_remote="pre-share",
            local_key=SecretRef("branches", "branch2--hub1", "branch2"),
            remote_key=SecretRef("branches", "branch2--hub1", "hub1"),
            initiator=True,
        ),
    )


def test_the_hub_has_a_tunnel_of_its_own_to_each_spoke(tmp_path: Path) -> None:
    intent = load_example(lay_out_example(tmp_path)).intent

    (part,) = intent.routers["hub1"].vpns

    assert [peer.name for peer in part.peers] == ["branch1", "branch2", "branch3"]
    assert [peer.tunnel.number for peer in part.peers if peer.tunnel] == [100, 101, 102]
    assert [str(peer.tunnel.address) for peer in part.peers if peer.tunnel] == [
        "10.255.0.1/30",
        "10.255.0.5/30",
        "10.255.0.9/30",
    ]
    assert not any(peer.initiator for peer in part.peers)
    assert [tunnel.ends for tunnel in intent.tunnels] == [
        ("hub1", "branch1"),
        ("hub1", "branch2"),
        ("hub1", "branch3"),
    ]


def test_both_ends_of_every_tunnel_agree(tmp_path: Path) -> None:
    intent = load_example(lay_out_example(tmp_path)).intent

    for tunnel in intent.tunnels:
        here, there = (
            next(
                peer
                for part in intent.routers[name].vpns
                for peer in part.peers
                if peer.name == other
            )
            for name, other in (tunnel.ends, tunnel.ends[::-1])
        )
        assert here.tunnel
        assert there.tunnel
        assert here.remote_tunnel == there.tunnel.address.ip
        assert there.remote_tunnel == here.tunnel.address.ip
        assert (here.local_key, here.remote_key) == (there.remote_key, there.local_key)
        assert here.initiator != there.initiator


def test_two_hubs_may_offer_the_same_network(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {
            "hubs: [hub1]": "hubs: [hub1, branch1]",
            "spokes: [branches]": "spokes: [branch2, branch3]",
        },
        {"lans: [10.1.0.0/24]": "lans: [10.0.0.0/24]"},
    )

    tunnels = load_example(tmp_path).intent.tunnels

    assert [tunnel.ends for tunnel in tunnels] == [
        ("hub1", "branch2"),
        ("hub1", "branch3"),
        ("branch1", "branch2"),
        ("branch1", "branch3"),
    ]


def test_a_full_mesh_has_a_tunnel_per_pair(tmp_path: Path) -> None:
    mesh = "topology: full-mesh\n    routers: [hubs, branch1, branch2]\n"
    lay_out_example(tmp_path, {TOPOLOGY: mesh, EIGRP: "routing: {protocol: ospf, process: 10}"})

    intent = load_example(tmp_path).intent

    assert [tunnel.ends for tunnel in intent.tunnels] == [
        ("hub1", "branch1"),
        ("hub1", "branch2"),
        ("branch1", "branch2"),
    ]
    assert intent.routers["branch1"].vpns[0].role == "peer"
    assert intent.routers["branch1"].vpns[0].routing == Routing("ospf", 10, 0)
    assert "branch3" not in intent.routers


def test_point_to_point_sides_are_called_by_name(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {
            TOPOLOGY: "topology: point-to-point\n    routers: [branch1, branch2]\n",
            "proposals: [strong] ": "proposals: {branch1: [strong, aead], branch2: [aead]} ",
            "authentication: pre-share ": "trustpoint: CA\n"
            "      authentication: {branch1: rsa-sig, branch2: pre-share} ",
        },
    )

    routers = load_example(tmp_path).intent.routers

    one, two = routers["branch1"].vpns[0], routers["branch2"].vpns[0]
    assert [proposal.name for proposal in one.proposals] == ["strong", "aead"]
    assert [proposal.name for proposal in two.proposals] == ["aead"]
    assert (one.peers[0].auth_local, one.peers[0].auth_remote) == ("rsa-sig", "pre-share")
    assert (two.peers[0].auth_local, two.peers[0].auth_remote) == ("pre-share", "rsa-sig")
    assert one.peers[0].initiator is False
    assert two.peers[0].initiator is True


def test_a_side_that_signs_has_no_key_and_the_other_keeps_its_own(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {
            "authentication: pre-share ": "trustpoint: CORP-CA\n"
            "      authentication: {hub: rsa-sig, spoke: pre-share} ",
            "keys: directional ": "keys: shared ",
        },
    )

    routers = load_example(tmp_path).intent.routers

    spoke = routers["branch1"].vpns[0].peers[0]
    own = SecretRef("branches", "branch1--hub1", "branch1")
    assert (spoke.local_key, spoke.remote_key) == (own, None)
    hub = routers["hub1"].vpns[0].peers[0]
    assert (hub.local_key, hub.remote_key) == (None, own)
    assert routers["hub1"].vpns[0].trustpoint == "CORP-CA"


def test_shared_keys_are_one_per_tunnel(tmp_path: Path) -> None:
    lay_out_example(tmp_path, {"keys: directional ": "keys: shared "})

    hub = load_example(tmp_path).intent.routers["hub1"].vpns[0]

    for peer in hub.peers:
        assert peer.local_key == peer.remote_key
        assert peer.local_key == SecretRef("branches", f"{peer.name}--hub1", "shared")


def test_proposals_may_differ_by_role(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path, {"proposals: [strong] ": "proposals: {hub: [aead, strong], spoke: [strong]} "}
    )

    routers = load_example(tmp_path).intent.routers

    assert [one.name for one in routers["hub1"].vpns[0].proposals] == ["aead", "strong"]
    assert [one.name for one in routers["branch3"].vpns[0].proposals] == ["strong"]


def test_crypto_map_mode_has_no_tunnel_interfaces_and_warns_of_management(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {
            "mode: tunnel-interface ": "mode: crypto-map ",
            TUNNEL: "",
            EIGRP: "routing: {protocol: none}",
        },
        {
            "lans: [10.0.0.0/24]": "lans: [10.0.0.0/24, 192.0.2.0/24]",
            "lans: [10.1.0.0/24]": "lans: [10.1.0.0/24, 203.0.113.0/30]",
        },
    )

    loaded = load_example(tmp_path)

    assert loaded.intent.tunnels[0] == TunnelIntent(
        "branches", ("hub1", "branch1"), "crypto-map", Routing("none")
    )
    peer = loaded.intent.routers["hub1"].vpns[0].peers[0]
    assert (peer.tunnel, peer.remote_tunnel) == (None, None)
    assert loaded.lock.tunnels == {}
    assert loaded.intent.warnings == (
        (
            "inventory/vpns.yaml:8: vpns.branches: `203.0.113.0/30` of `branch1` holds the WAN address"
            " 203.0.113.1 of `branch1`: the crypto map may select management too"
        ),
    )


def test_allow_weak_turns_each_refusal_into_a_warning(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {"group: [20, 19, 14]": "group: [20, 5]", EIGRP: EIGRP + "\n    allow_weak: true"},
    )

    intent = load_example(tmp_path).intent

    assert intent.warnings == (
        (
            "inventory/vpns.yaml:4: proposals.strong.group[1]: group 5 is weak: RFC 8247 section 2.4:"
            " SHOULD NOT (VPN `branches` says allow_weak)"
        ),
    )
    assert intent.routers["hub1"].vpns[0].allow_weak


def test_a_weak_proposal_that_no_vpn_uses_is_left_alone(tmp_path: Path) -> None:
    lay_out_example(tmp_path, {"prf: [sha384], group: [20]}": "prf: [sha384], group: [1]}"})

    assert load_example(tmp_path).intent.warnings == ()


def test_a_router_may_be_in_several_vpns(tmp_path: Path) -> None:
    second = (
        EIGRP
        + """
  backup:
    topology: point-to-point
    routers: [branch1, branch2]
    prefix: BKP
    ike: {proposals: [aead]}
    ipsec: {transforms: [{encryption: aes-gcm-256}]}
    tunnel: {subnet: 10.254.0.0/30, mtu: null}
    routing: {protocol: bgp, asn: 65000}
"""
    )
    lay_out_example(tmp_path, {EIGRP: second})

    branch1 = load_example(tmp_path).intent.routers["branch1"]

    assert [part.prefix for part in branch1.vpns] == ["BRANCHES", "BKP"]
    assert branch1.owned_prefixes == ()  # nothing was deployed yet
    tunnel = branch1.vpns[1].peers[0].tunnel
    assert tunnel == TunnelEnd(101, IPv4Interface("10.254.0.1/30"), None, 1360)
    assert branch1.vpns[1].routing == Routing("bgp", 65000)
    assert branch1.vpns[1].dpd is None


def test_a_router_behind_nat_may_have_a_private_address(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        hosts={"address: 203.0.113.9}": "address: 192.168.9.9, behind_nat: true, fvrf: INET}"},
    )

    wan = load_example(tmp_path).intent.routers["branch3"].wan

    assert wan == Wan("GigabitEthernet2", IPv4Address("192.168.9.9"), "INET", behind_nat=True)


def test_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    lay_out_example(
        tmp_path,
        {
            "lifetime: 86400": "lifetime: 1",
            "prf: [sha384]": "prf: [sha3]",
            "hubs: [hub1]": "hubs: []",
        },
        {"lans: [10.1.0.0/24]": "lans: []"},
    )
    (tmp_path / "inventory" / "vpns.lock.yaml").write_text("version: 7\n")

    places = [fault.split(" ")[0] for fault in faults_of(tmp_path)]

    assert places == [
        "inventory/vpns.lock.yaml:1:",
        "inventory/vpns.yaml:5:",
        "inventory/vpns.yaml:10:",
        "inventory/vpns.yaml:17:",
    ]


def test_no_vpns_at_all_is_an_empty_intent(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    (tmp_path / "inventory" / "vpns.yaml").write_text("vpns: {}\n")

    intent = load_example(tmp_path).intent

    assert (dict(intent.routers), intent.tunnels) == ({}, ())


@pytest.mark.parametrize("text", ["", "\n", "# cut short\n", "---\n"])
def test_an_empty_file_is_no_wish_to_remove_every_vpn(text: str, tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    (tmp_path / "inventory" / "vpns.yaml").write_text(text)

    assert "is empty" in faults_of(tmp_path)[0]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    (tmp_path / "inventory" / "vpns.yaml").unlink()

    assert faults_of(tmp_path) == ["inventory/vpns.yaml: is missing"]
