from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.explain.shadow import shadows
from nornir_ikev2.ike.model import CryptoEntry, Selector

LAN = IPv4Network("10.0.0.0/8")


def network(third: int, length: int) -> IPv4Network:
    return IPv4Network((int(LAN.network_address) + (third << 8), length), strict=False)


networks = st.builds(network, st.integers(0, 7), st.integers(20, 26))
protocols = st.sampled_from(("ip", "tcp", "udp"))


def entry(number: int, selectors: list[Selector], peer: int) -> CryptoEntry:
    return CryptoEntry(
        f"CM {number}", "crypto-map", "Gi2", None, (IPv4Address(peer),), "PR", (), None, 3600,
        tuple(selectors),
    )  # fmt: skip


def takes(one: Selector, other: Selector) -> bool:
    same = "ip" in {one.protocol, other.protocol} or one.protocol == other.protocol
    return same and one.local.overlaps(other.local) and one.remote.overlaps(other.remote)


@given(
    st.lists(
        st.tuples(
            st.lists(st.builds(Selector, networks, networks, protocols), min_size=1, max_size=3),
            st.integers(1, 3),
        ),
        max_size=6,
    )
)
def test_a_selector_is_shadowed_exactly_when_an_earlier_entry_of_another_peer_overlaps_it(
    drawn: list[tuple[list[Selector], int]],
) -> None:
    entries = [entry(number, several, peer) for number, (several, peer) in enumerate(drawn)]

    found = shadows(entries)

    for at, later in enumerate(entries):
        for own in later.selectors:
            rivals = [
                one
                for earlier in entries[:at]
                if earlier.peers != later.peers
                for one in earlier.selectors
                if takes(one, own)
            ]
            assert ((later.name, own) in found) is bool(rivals)
            if rivals:
                assert found[later.name, own].selector in rivals
