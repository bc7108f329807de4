"""Pairs of routers drawn at random: a tunnel that fits, and then mistakes of the kind people make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from fakes.router_fits import GROUPS, KEYS, fitting, mirrored, offers, some, transforms
from fakes.router_texts import NAMES, End, Pair

Mistake = Callable[[st.DrawFn, End], End]
MISTAKES: dict[str, Mistake] = {}


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


def _mistake(function: Mistake) -> Mistake:
    MISTAKES[function.__name__.strip("_").replace("_", " ")] = function
    return function


def _with_key(end: End, key: str, *, local: bool) -> End:
    return replace(end, local_key=key) if local else replace(end, remote_key=key)


@_mistake
def _other_proposals(draw: st.DrawFn, end: End) -> End:
    return replace(
        end, proposals=tuple(draw(st.lists(offers(end.release), min_size=1, max_size=2)))
    )


@_mistake
def _other_groups(draw: st.DrawFn, end: End) -> End:
    group = draw(some(GROUPS, 2))
    return replace(end, proposals=tuple(replace(one, group=group) for one in end.proposals))


@_mistake
def _other_key(draw: st.DrawFn, end: End) -> End:
    key = KEYS[2]
    if draw(st.booleans()):
        return replace(end, local_key=key, remote_key=key)
    return _with_key(end, key, local=draw(st.booleans()))


@_mistake
def _keys_not_crossed(_draw: st.DrawFn, end: End) -> End:
    return replace(end, local_key=end.remote_key, remote_key=end.local_key)


@_mistake
def _key_in_one_direction_only(draw: st.DrawFn, end: End) -> End:
    return _with_key(end, "", local=draw(st.booleans()))


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
    return replace(
        end, sets=tuple(draw(st.lists(transforms(), min_size=1, max_size=2, unique=True)))
    )


@_mistake
def _other_pfs(draw: st.DrawFn, end: End) -> End:
    return replace(end, pfs=draw(st.sampled_from((None, *GROUPS))))


@_mistake
def _other_access_list(draw: st.DrawFn, end: End) -> End:
    acl = draw(st.sampled_from(_OTHER_LISTS))
    return replace(end, acl=acl if end.number == 0 else tuple(map(mirrored, acl)))


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
    (
        "permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255",
        "permit ip 10.1.9.0 0.0.0.255 10.9.2.0 0.0.0.255",
    ),
)
