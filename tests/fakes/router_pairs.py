"""Two routers as running-config texts, drawn at random: every way of configuring one tunnel, right and wrong.

Texts and nothing else, so that whoever reads them reads them by himself: the driver, the lab, a daemon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import strategies as st

from pki import Authority

WANS = ("198.51.100.1", "198.51.100.2")
"""WAN addresses of the two routers, on one segment."""
WAN_PORT = "GigabitEthernet2"
NAMES = ("r1", "r2")
NEW, OLD = "17.12", "15.9"
"""Releases: before and after weak algorithms were taken away (FN72510)."""


@dataclass(frozen=True)
class Offer:
    """One IKEv2 proposal."""

    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    group: tuple[int, ...]


@dataclass(frozen=True)
class End:
    """All that is drawn for one router; every value is spelled as IOS spells it."""

    number: int
    mode: str
    proposals: tuple[Offer, ...]
    local_key: str
    remote_key: str
    sets: tuple[str, ...]
    acl: tuple[str, ...]
    matches: tuple[str, ...]
    keyring_address: str
    peer: str
    release: str = NEW
    policy: str = "own"
    inline: bool = False
    identity: str = ""
    local_method: str = "pre-share"
    remote_methods: tuple[str, ...] = ("pre-share",)
    pfs: int | None = None
    authority: str = ""

    @property
    def wan(self) -> str:
        return WANS[self.number]


@dataclass(frozen=True)
class Pair:
    """Two routers, and the mistakes that were made with them."""

    ends: tuple[End, End]
    mistakes: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, str]:
        return text(self.ends[0]), text(self.ends[1])


def text(end: End) -> str:
    """The running-config of one end."""
    parts = [
        f"version {end.release}",
        f"hostname {NAMES[end.number]}",
        "!",
        _authority(end),
        *_proposals(end),
        *_keyring(end),
        *_profile(end),
        *_ipsec(end),
        *_interfaces(end),
        "end",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _authority(end: End) -> str:
    return enrolled(end.authority, end.number) if end.authority else ""


@cache
def enrolled(authority: str, number: int) -> str:
    """Trustpoint and certificate of a router; keys are slow to make and made once."""
    return _ca(authority).enrol(NAMES[number]).rstrip()


@cache
def _ca(name: str) -> Authority:
    return Authority(name)


def _proposals(end: End) -> list[str]:
    lines: list[str] = []
    for place, offer in enumerate(end.proposals, 1):
        lines.append(f"crypto ikev2 proposal PROPOSAL{place} ")
        for kind in ("encryption", "integrity", "prf", "group"):
            values: Sequence[object] = getattr(offer, kind)
            if values:
                lines.append(f" {kind} {' '.join(map(str, values))}")
        lines.append("!")
    match = {
        "own": f" match address local {end.wan}",
        "other": " match address local 203.0.113.99",
        "fvrf any": " match fvrf any",
    }.get(end.policy)
    lines.append("crypto ikev2 policy POLICY ")
    lines.extend([match] if match else [])
    lines.extend(f" proposal PROPOSAL{place}" for place in range(1, len(end.proposals) + 1))
    return [*lines, "!"]


def _keyring(end: End) -> list[str]:
    if end.inline or not (end.local_key or end.remote_key):
        return []
    if end.local_key == end.remote_key:
        keys = [f"  pre-shared-key {end.local_key}"]
    else:
        sides = (("local", end.local_key), ("remote", end.remote_key))
        keys = [f"  pre-shared-key {side} {key}" for side, key in sides if key]
    return [
        *("crypto ikev2 keyring KEYRING", " peer PEER", f"  address {end.keyring_address}"),
        *keys,
        *(" !", "!", "!"),
    ]


def _profile(end: End) -> list[str]:
    lines = ["crypto ikev2 profile PROFILE"]
    lines.extend(f" match identity remote {match}" for match in end.matches)
    if end.identity:
        lines.append(f" identity local {end.identity}")
    for method in end.remote_methods:
        inline = f" key {end.remote_key}" if method == "pre-share" and end.inline else ""
        lines.append(f" authentication remote {method}{inline}")
    inline = f" key {end.local_key}" if end.local_method == "pre-share" and end.inline else ""
    lines.append(f" authentication local {end.local_method}{inline}")
    if _keyring(end):
        lines.append(" keyring local KEYRING")
    if end.authority:
        lines.append(f" pki trustpoint {end.authority}")
    return [*lines, "!"]


def _ipsec(end: End) -> list[str]:
    lines: list[str] = []
    for place, transforms in enumerate(end.sets, 1):
        lines += [f"crypto ipsec transform-set SET{place} {transforms} ", " mode tunnel", "!"]
    names = " ".join(f"SET{place}" for place in range(1, len(end.sets) + 1))
    said = [f" set transform-set {names} "]
    if end.pfs is not None:
        said.append(f" set pfs group{end.pfs}")
    said.append(" set ikev2-profile PROFILE")
    if end.mode == "tunnel":
        return [*lines, "crypto ipsec profile IPSEC", *said, "!"]
    head = ["crypto map MAP 10 ipsec-isakmp ", f" set peer {end.peer}"]
    return [*lines, *head, *said, " match address TRAFFIC", "!"]


def _interfaces(end: End) -> list[str]:
    lines = ["interface Loopback10", f" ip address 10.{end.number + 1}.0.1 255.255.0.0", "!"]
    if end.mode == "tunnel":
        lines += [
            "interface Tunnel100",
            f" ip address 10.255.0.{end.number + 1} 255.255.255.252",
            f" tunnel source {WAN_PORT}",
            " tunnel mode ipsec ipv4",
            f" tunnel destination {end.peer}",
            " tunnel protection ipsec profile IPSEC",
            "!",
        ]
    lines += [f"interface {WAN_PORT}", f" ip address {end.wan} 255.255.255.0"]
    if end.mode == "map":
        lines.append(" crypto map MAP")
    lines.append("!")
    if end.mode == "map":
        lines.append("ip access-list extended TRAFFIC")
        lines.extend(f" {10 * place} {line}" for place, line in enumerate(end.acl, 1))
        lines.append("!")
    return lines


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
MISTAKES: dict[str, Callable[[st.DrawFn, End], End]] = {}


def _some(values: Sequence[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


@st.composite
def offers(draw: st.DrawFn, release: str) -> Offer:
    """A complete proposal."""
    weak = release == OLD
    groups = draw(_some(GROUPS + WEAK_GROUPS if weak else GROUPS))
    if draw(st.integers(0, 3)) == 0 and not weak:
        return Offer(draw(_some(GCM, 2)), (), draw(_some(HASHES[1:], 2)), groups)  # type: ignore[arg-type] # tuples of the table's own type
    ciphers = (*CBC, "3des") if weak else CBC
    hashes = (*HASHES, "md5") if weak else HASHES
    prf = draw(_some(hashes, 2)) if draw(st.integers(0, 3)) == 0 else ()
    return Offer(draw(_some(ciphers)), draw(_some(hashes)), prf, groups)  # type: ignore[arg-type] # as above


@st.composite
def transforms(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(ESP_GCM))
    return f"{draw(st.sampled_from(ESP))} {draw(st.sampled_from(ESP_HASHES))}"


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Two ends of one tunnel that fits, and then up to two mistakes."""
    ends = draw(fitting())
    mistakes: list[str] = []
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 1, 2)))):
        side = draw(st.integers(0, 1))
        name = draw(st.sampled_from(_possible(ends[side])))
        changed = MISTAKES[name](draw, ends[side])
        ends = (changed, ends[1]) if side == 0 else (ends[0], changed)
        mistakes.append(f"{name} on {NAMES[side]}")
    return Pair(ends, tuple(mistakes))


def _possible(end: End) -> list[str]:
    """Mistakes that can be made with this end."""
    no = set[str]()
    if end.mode == "tunnel":
        no.add("other access list")
    if not end.authority:
        no.add("other authority")
    if end.local_method != "pre-share" or end.local_key == end.remote_key:
        no.add("keys not crossed")
    if end.inline:
        no |= {"key in one direction only", "keyring for another address"}
    return sorted(MISTAKES.keys() - no)


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
    acl = draw(st.sampled_from(_LISTS))
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
        acl=tuple(_mirrored(line) for line in acl),
        peer=WANS[0],
        keyring_address=draw(st.sampled_from((WANS[0], "0.0.0.0 0.0.0.0"))),
        matches=(f"address {WANS[0]} 255.255.255.255 ",),
        policy=draw(st.sampled_from(("own", "own", "none", "fvrf any"))),
    )
    first, second = draw(_identified(first, second))
    return draw(_proved(first, second))


_NET = ("10.1.0.0 0.0.255.255", "10.2.0.0 0.0.255.255")
_LISTS = (
    (f"permit ip {_NET[0]} {_NET[1]}",),
    (f"permit ip {_NET[0]} {_NET[1]}",),
    ("permit ip 10.1.1.0 0.0.0.255 10.2.0.0 0.0.255.255",),
    ("permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255", "permit ip 10.1.2.0 0.0.0.255 10.2.2.0 0.0.0.255"),
    ("permit tcp 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",),
    ("permit ip host 10.1.0.1 host 10.2.0.1",),
)


def _mirrored(line: str) -> str:
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


def _mistake(function: Callable[[st.DrawFn, End], End]) -> Callable[[st.DrawFn, End], End]:
    MISTAKES[function.__name__.strip("_").replace("_", " ")] = function
    return function


@_mistake
def _other_proposals(draw: st.DrawFn, end: End) -> End:
    return replace(end, proposals=tuple(draw(st.lists(offers(end.release), min_size=1, max_size=2))))


@_mistake
def _other_groups(draw: st.DrawFn, end: End) -> End:
    group: tuple[int, ...] = draw(_some(GROUPS, 2))  # type: ignore[assignment] # as in `offers`
    return replace(end, proposals=tuple(replace(one, group=group) for one in end.proposals))


@_mistake
def _other_key(draw: st.DrawFn, end: End) -> End:
    key = KEYS[2]
    if draw(st.booleans()):
        return replace(end, local_key=key, remote_key=key)
    return replace(end, **{draw(st.sampled_from(("local_key", "remote_key"))): key})


@_mistake
def _keys_not_crossed(_draw: st.DrawFn, end: End) -> End:
    return replace(end, local_key=end.remote_key, remote_key=end.local_key)


@_mistake
def _key_in_one_direction_only(draw: st.DrawFn, end: End) -> End:
    return replace(end, **{draw(st.sampled_from(("local_key", "remote_key"))): ""})


@_mistake
def _keyring_for_another_address(_draw: st.DrawFn, end: End) -> End:
    return replace(end, keyring_address="198.51.100.77")


@_mistake
def _other_local_method(_draw: st.DrawFn, end: End) -> End:
    method = "rsa-sig" if end.local_method == "pre-share" else "pre-share"
    return replace(end, local_method=method, authority="CORP-CA", inline=False)


@_mistake
def _other_remote_methods(draw: st.DrawFn, end: End) -> End:
    methods = draw(st.sampled_from((("pre-share",), ("rsa-sig",), ("pre-share", "rsa-sig"))))
    return replace(end, remote_methods=methods, authority="CORP-CA", inline=False)


@_mistake
def _other_authority(_draw: st.DrawFn, end: End) -> End:
    return replace(end, authority="OTHER-CA")


@_mistake
def _expects_another_identity(draw: st.DrawFn, end: End) -> End:
    wrong = ("address 198.51.100.77 255.255.255.255 ", "fqdn other.example.org", "key-id other")
    return replace(end, matches=(draw(st.sampled_from(wrong)),))


@_mistake
def _other_identity(draw: st.DrawFn, end: End) -> End:
    said = ("fqdn other.example.org", "address 198.51.100.77", "email other@example.org")
    return replace(end, identity=draw(st.sampled_from(said)))


@_mistake
def _other_transforms(draw: st.DrawFn, end: End) -> End:
    return replace(end, sets=tuple(draw(st.lists(transforms(), min_size=1, max_size=2, unique=True))))


@_mistake
def _other_pfs(draw: st.DrawFn, end: End) -> End:
    return replace(end, pfs=draw(st.sampled_from((None, *GROUPS))))


@_mistake
def _other_access_list(draw: st.DrawFn, end: End) -> End:
    acl = draw(st.sampled_from(_OTHER_LISTS))
    return replace(end, acl=acl if end.number == 0 else tuple(map(_mirrored, acl)))


@_mistake
def _policy_for_another_address(_draw: st.DrawFn, end: End) -> End:
    return replace(end, policy="other")


@_mistake
def _other_peer(_draw: st.DrawFn, end: End) -> End:
    return replace(end, peer="198.51.100.77")


_OTHER_LISTS = (
    ("permit ip 10.1.0.0 0.0.255.255 10.3.0.0 0.0.255.255",),
    ("permit ip 10.1.200.0 0.0.0.255 10.2.200.0 0.0.0.255",),
    ("permit gre host 198.51.100.1 host 198.51.100.2",),
    ("permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",),
    ("permit ip 10.1.0.0 0.0.255.255 10.2.1.0 0.0.0.255",),
    ("permit ip 10.0.0.0 0.255.255.255 10.2.0.0 0.0.255.255",),
    ("permit udp 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255",),
    ("permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255", "permit ip 10.1.9.0 0.0.0.255 10.9.2.0 0.0.0.255"),
)
