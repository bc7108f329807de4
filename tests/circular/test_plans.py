"""The circle: configuration -> plan -> applied -> plan again is empty; removed -> configuration of before."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from hypothesis import given, settings

from fakes.ios_intents import base, hub, key, peer, reading, vpn
from fakes.ios_strategies import configurations, vpns
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.drivers.ios.tree import parse
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn


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
    assert lines(second) == []
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

    assert lines(third) == []
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
    assert lines(second) == []


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


def lines(found: RouterPlan) -> list[str]:
    return [line.masked for one in found.sections for line in one.lines]
