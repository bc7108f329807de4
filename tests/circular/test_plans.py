"""The circle: configuration -> plan -> applied -> plan again is empty; removed -> configuration of before."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.ios_intents import AEAD, EIGRP, STRONG, base, hub, key, peer, reading, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.tree import parse
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.ike.model import AuthMethod, Dpd
from nornir_ikev2.intent.model import (
    Mode,
    Peer,
    RouterIntent,
    RouterVpn,
    Routing,
    SecretRef,
    Transform,
)

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


def follow(intent: RouterIntent, config: str) -> tuple[RouterPlan, RouterPlan]:
    """The plan, and the plan after it."""
    first = plan(intent, reading(config), key)
    second = plan(replace(intent, owned=first.owned), reading(first.intended), key)
    return first, second


@given(configurations, vpns())
@settings(max_examples=80, deadline=None)
def test_a_second_plan_is_empty(config: str, wanted: RouterVpn) -> None:
    first, second = follow(hub(wanted), config)

    assert first.sections
    assert second.sections == ()
    assert second.owned == first.owned
    assert second.renewals == ()
    assert second.intended == "" or parse(second.intended) == parse(first.intended)


@given(configurations, vpns())
@settings(max_examples=80, deadline=None)
def test_removing_the_vpn_gives_back_the_configuration_of_before(
    config: str, wanted: RouterVpn
) -> None:
    first = plan(hub(wanted), reading(config), key)

    removed = plan(hub_without(first), reading(first.intended), key)

    assert normalise(removed.intended) == normalise(config_lines(config))
    assert removed.owned == ()


@given(configurations, vpns(), vpns())
@settings(max_examples=120, deadline=None)
def test_from_one_vpn_to_another_and_away_leaves_nothing_behind(
    config: str, old: RouterVpn, new: RouterVpn
) -> None:
    first = plan(hub(old), reading(config), key)
    intent = replace(hub(new), owned=first.owned)

    second, third = follow(intent, first.intended)
    removed = plan(hub_without(second), reading(second.intended), key)

    assert third.sections == ()
    assert normalise(removed.intended) == normalise(config_lines(config))


@given(configurations, vpns())
@settings(max_examples=40, deadline=None)
def test_the_driver_reads_its_own_configuration_back(config: str, wanted: RouterVpn) -> None:
    first = plan(hub(wanted), reading(config), key)

    seen = IosDriver().view("hub1", first.intended, reading(config).facts.release)

    ours = [entry for entry in seen.entries if entry.peers and entry.name != "Tunnel7"]
    assert {address for entry in ours for address in entry.peers} == {
        one.address for one in wanted.peers
    }
    assert all(entry.pfs == wanted.pfs for entry in ours)
    assert all(entry.lifetime == wanted.ipsec_lifetime for entry in ours)
    assert seen.policies["BRANCHES-POLICY"].local_addresses == (IPv4Address("198.51.100.1"),)


def test_ten_thousand_spokes_are_planned_in_linear_time_and_give_the_same_second_plan() -> None:
    many = tuple(big_peer(number) for number in range(2000))
    first, second = follow(hub(vpn(*many)), base())

    assert sum(len(one.lines) for one in first.sections) > 2000 * 15
    assert second.sections == ()


def big_peer(number: int) -> Peer:
    one = peer(1, f"spoke{number}")
    assert one.tunnel
    tunnel = IPv4Interface((int(IPv4Address("172.16.0.1")) + 4 * number, 30))
    return replace(
        one,
        address=IPv4Address("198.18.0.1") + 4 * number,
        lans=(IPv4Network((int(IPv4Address("10.128.0.0")) + 256 * number, 24)),),
        tunnel=replace(one.tunnel, number=100 + number, address=tunnel),
        remote_tunnel=tunnel.ip + 1,
    )


def hub_without(before: RouterPlan) -> RouterIntent:
    return replace(hub(), owned=before.owned)


def config_lines(config: str) -> str:
    """The configuration as lines at their depth, as `intended` prints them."""
    depths = parse(config).walk()
    return "".join(f"{' ' * depth}{block.text}\n" for depth, block in depths) + "end\n"
