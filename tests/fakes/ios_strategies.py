"""Hypothesis strategies for VPNs of the hub and for configurations it may have before."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from fakes.ios_intents import AEAD, EIGRP, STRONG, base, peer, vpn
from nornir_ikev2.ike.model import AuthMethod, Dpd
from nornir_ikev2.intent.model import Mode, Peer, RouterVpn, Routing, SecretRef, Transform

ROUTINGS = (
    EIGRP,
    Routing("ospf", 10, 0),
    Routing("bgp", 65000),
    Routing("static"),
    Routing("none"),
)
EXTRAS = (
    "",
    "router eigrp 100\n network 192.168.7.0\n eigrp stub connected summary\n",
    "router ospf 10\n router-id 1.1.1.1\n network 10.0.0.0 0.0.0.255 area 0\n",
    "router bgp 65000\n bgp log-neighbor-changes\n neighbor 192.0.2.99 remote-as 65001\n",
    "ip route 10.1.0.0 255.255.255.0 Null0 250\n",
    "crypto ikev2 proposal OTHER\n encryption aes-cbc-128\n integrity sha1\n group 14\n",
    "interface Tunnel7\n ip address 172.30.0.1 255.255.255.252\n tunnel source GigabitEthernet2\n",
)
AUTHS: tuple[tuple[AuthMethod, AuthMethod], ...] = (
    ("pre-share", "pre-share"),
    ("rsa-sig", "pre-share"),
    ("rsa-sig", "rsa-sig"),
)


@st.composite
def peers(draw: st.DrawFn, mode: Mode) -> Peer:
    one = peer(draw(st.integers(1, 60)), mode=mode)
    ours, theirs = draw(st.sampled_from(AUTHS))
    shared = draw(st.booleans())
    generation = draw(st.sampled_from(["", "2"]))
    own = SecretRef("branches", f"{one.name}{generation}", "shared" if shared else "hub1")
    other = own if shared else replace(own, owner=one.name)
    return replace(
        one,
        auth_local=ours,
        auth_remote=theirs,
        local_key=own if ours == "pre-share" else None,
        remote_key=other if theirs == "pre-share" else None,
    )


@st.composite
def vpns(draw: st.DrawFn) -> RouterVpn:
    mode: Mode = draw(st.sampled_from(["tunnel-interface", "crypto-map"]))
    chosen = draw(st.lists(peers(mode), min_size=1, max_size=5, unique_by=lambda one: one.address))
    transforms = draw(
        st.lists(
            st.sampled_from(
                [
                    Transform("aes-cbc-256", "sha256"),
                    Transform("aes-cbc-128", "sha512"),
                    Transform("aes-gcm-256"),
                ]
            ),
            min_size=1,
            unique=True,
        )
    )
    proposals = draw(st.permutations([STRONG, AEAD]))
    one = vpn(*chosen, routing=draw(st.sampled_from(ROUTINGS)))
    return replace(
        one,
        mode=mode,
        proposals=tuple(proposals[: draw(st.integers(1, 2))]),
        transforms=tuple(transforms),
        trustpoint="CORP-CA",
        lifetime=draw(st.sampled_from([86400, 28800])),
        dpd=draw(st.sampled_from([None, Dpd(10, 3, "periodic"), Dpd(30, 5, "on-demand")])),
        pfs=draw(st.sampled_from([None, 19, 20])),
        ipsec_lifetime=draw(st.sampled_from([3600, 1800])),
    )


def configuration(extras: tuple[str, ...]) -> str:
    head, tail = base().split("ip forward-protocol nd\n")
    return head + "".join(extras) + "ip forward-protocol nd\n" + tail


configurations = st.lists(st.sampled_from(EXTRAS), unique=True, max_size=4).map(
    lambda extras: configuration(tuple(extras))
)
