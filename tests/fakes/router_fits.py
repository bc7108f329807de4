"""Two ends of one tunnel that are meant for each other, drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from fakes.router_texts import NAMES, NEW, OLD, WANS, End, Offer

T = TypeVar("T")

# What is drawn. Lists are in order of preference, so their order is drawn too.

CBC = ("aes-cbc-128", "aes-cbc-192", "aes-cbc-256")
GCM = ("aes-gcm-128", "aes-gcm-256")
HASHES = ("sha1", "sha256", "sha384", "sha512")
GROUPS = (14, 15, 16, 19, 20, 21)
WEAK_GROUPS = (2, 5, 24)
ESP = ("esp-aes", "esp-aes 192", "esp-aes 256")
ESP_HASHES = ("esp-sha-hmac", "esp-sha256-hmac", "esp-sha384-hmac", "esp-sha512-hmac")
ESP_GCM = ("esp-gcm", "esp-gcm 192", "esp-gcm 256")
KEYS = ("alpha-key-1", "bravo-key-2", "charlie-key-3")


def some(values: Sequence[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """A few of them, in any order."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def offers(draw: st.DrawFn, release: str) -> Offer:
    """A complete proposal."""
    weak = release == OLD
    groups = draw(some(GROUPS + WEAK_GROUPS if weak else GROUPS))
    if draw(st.integers(0, 3)) == 0 and not weak:
        return Offer(draw(some(GCM, 2)), (), draw(some(HASHES[1:], 2)), groups)
    ciphers = (*CBC, "3des") if weak else CBC
    hashes = (*HASHES, "md5") if weak else HASHES
    prf = draw(some(hashes, 2)) if draw(st.integers(0, 3)) == 0 else ()
    return Offer(draw(some(ciphers)), draw(some(hashes)), prf, groups)


@st.composite
def transforms(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(ESP_GCM))
    return f"{draw(st.sampled_from(ESP))} {draw(st.sampled_from(ESP_HASHES))}"


@st.composite
def fitting(draw: st.DrawFn) -> tuple[End, End]:
    """Two ends meant for each other; their proposals need not be the same."""
    mode = draw(st.sampled_from(("map", "tunnel")))
    release = draw(st.sampled_from((NEW, NEW, NEW, OLD)))
    ours = tuple(draw(st.lists(offers(release), min_size=1, max_size=2)))
    theirs = draw(st.one_of(st.just(ours), _reordered(ours), _reordered(ours)))
    sets = tuple(draw(st.lists(transforms(), min_size=1, max_size=3, unique=True)))
    other_sets = tuple(draw(st.permutations(sets)))
    keys = draw(st.sampled_from(((KEYS[0], KEYS[0]), (KEYS[0], KEYS[1]))))
    pfs = draw(st.sampled_from((None, None, *GROUPS)))
    inline = draw(st.integers(0, 4)) == 0
    acl = draw(st.sampled_from(LISTS))
    first = End(
        number=0,
        mode=mode,
        release=release,
        proposals=ours,
        local_key=keys[0],
        remote_key=keys[1],
        inline=inline,
        sets=sets,
        acl=acl,
        pfs=pfs,
        peer=WANS[1],
        keyring_address=draw(st.sampled_from((WANS[1], "0.0.0.0 0.0.0.0"))),
        matches=(f"address {WANS[1]} 255.255.255.255 ",),
        policy=draw(st.sampled_from(("own", "own", "none", "fvrf any"))),
    )
    second = replace(
        first,
        number=1,
        proposals=theirs,
        local_key=keys[1],
        remote_key=keys[0],
        sets=other_sets,
        acl=tuple(mirrored(line) for line in acl),
        peer=WANS[0],
        keyring_address=draw(st.sampled_from((WANS[0], "0.0.0.0 0.0.0.0"))),
        matches=(f"address {WANS[0]} 255.255.255.255 ",),
        policy=draw(st.sampled_from(("own", "own", "none", "fvrf any"))),
    )
    first, second = draw(_identified(first, second))
    return draw(_proved(first, second))


_NET = ("10.1.0.0 0.0.255.255", "10.2.0.0 0.0.255.255")
LISTS = (
    (f"permit ip {_NET[0]} {_NET[1]}",),
    (f"permit ip {_NET[0]} {_NET[1]}",),
    ("permit ip 10.1.1.0 0.0.0.255 10.2.0.0 0.0.255.255",),
    (
        "permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",
        "permit ip 10.1.2.0 0.0.0.255 10.2.2.0 0.0.0.255",
    ),
    ("permit tcp 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",),
    ("permit ip host 10.1.0.1 host 10.2.0.1",),
)


def mirrored(line: str) -> str:
    """The same traffic seen from the other end."""
    words = line.split()
    middle = 4
    return " ".join([*words[:2], *words[middle:], *words[2:middle]])


@st.composite
def _reordered(draw: st.DrawFn, found: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The same proposals with their values in another order, some left out, some added."""
    changed: list[Offer] = []
    for offer in found:
        groups = draw(st.permutations(offer.group))
        keep = draw(st.integers(1, len(groups)))
        encryption = draw(st.permutations(offer.encryption))
        integrity = draw(st.permutations(offer.integrity)) if offer.integrity else ()
        more = draw(st.sampled_from(GROUPS))
        group = tuple(dict.fromkeys((*groups[:keep], more)))
        changed.append(
            replace(offer, encryption=tuple(encryption), integrity=tuple(integrity), group=group)
        )
    return tuple(draw(st.permutations(changed)))


@st.composite
def _identified(draw: st.DrawFn, first: End, second: End) -> tuple[End, End]:
    """Each end says who it is, and the other end takes it."""
    ends = [first, second]
    for side, end in enumerate((first, second)):
        name, other = NAMES[side], ends[1 - side]
        match draw(st.integers(0, 7)):
            case 0:
                said, match = f"address {end.wan}", f"address {end.wan} 255.255.255.255 "
            case 1:
                said, match = f"fqdn {name}.example.net", f"fqdn {name}.example.net"
            case 2:
                said, match = f"fqdn {name}.example.net", "fqdn domain example.net"
            case 3:
                said, match = f"email {name}@example.net", f"email {name}@example.net"
            case 4:
                said, match = f"key-id {name}", f"key-id {name}"
            case 5:
                said, match = "", "any"
            case 6:
                said, match = "", "address 0.0.0.0 "
            case _:
                continue
        ends[side] = replace(ends[side], identity=said)
        ends[1 - side] = replace(other, matches=(match,))
    return ends[0], ends[1]


@st.composite
def _proved(draw: st.DrawFn, first: End, second: End) -> tuple[End, End]:
    """Mostly keys, sometimes certificates, sometimes one of each."""
    signs = draw(st.sampled_from(((), (), (), (0, 1), (0,), (1,))))
    ends = [first, second]
    for side in signs:
        other = 1 - side
        ends[side] = replace(ends[side], local_method="rsa-sig")
        ends[other] = replace(ends[other], remote_methods=("rsa-sig",))
    if signs:
        ends = [replace(end, authority="CORP-CA", inline=False) for end in ends]
    return ends[0], ends[1]
