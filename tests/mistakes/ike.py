"""Mistakes of policies, profiles, keys and proposals: numbers 1 to 6, 14, 15 and 17."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Unpack

from fakes.bench import Bench
from mistakes.catalogue import Fault
from mistakes.sites import BRANCHES, OLD, Edit, Fields, in_vrf, replaced, star
from nornir_ikev2.ike.model import Release

ONE = ("hub1", "branch1")
MATCH_FVRF = "crypto ikev2 policy POL\n match fvrf INET\n"
DROPPED = (MATCH_FVRF, "crypto ikev2 policy POL\n")
OTHER = (MATCH_FVRF, "crypto ikev2 policy POL\n match fvrf MGMT\n")
MGMT = "vrf definition MGMT\n address-family ipv4\n exit-address-family\n"


def typed(
    name: str, *lines: str, clear: bool = True, **fields: Unpack[Fields]
) -> Callable[[], Bench]:
    """A site on which somebody types lines, and tries the tunnels again."""

    def make() -> Bench:
        bench = star(**fields)
        bench.type(name, *lines)
        if clear:
            bench.clear(name)
        return bench

    return make


def booted(
    edits: Mapping[str, Sequence[Edit]],
    releases: Mapping[str, Release] | None = None,
    **fields: Unpack[Fields],
) -> Callable[[], Bench]:
    """A site whose routers boot with edited configurations."""

    def chain(several: Sequence[Edit]) -> Edit:
        def edit(text: str) -> str:
            for one in several:
                text = one(text)
            return text

        return edit

    def make() -> Bench:
        return star({name: chain(several) for name, several in edits.items()}, releases, **fields)

    return make


def faults() -> Iterator[Fault]:
    """All of them."""
    yield from _vrf()
    yield from _two_profiles()
    yield from _swapped()
    yield from _nat()
    yield from _incomplete()
    yield from _pfs()
    yield from _weak()
    yield from _keyring()
    yield from _live_key()


def _vrf() -> Iterator[Fault]:
    cause = ("POLICY_MISSES_VRF",)
    line = "crypto ikev2 policy POL"
    for name in ("branch1", "hub1"):
        yield Fault(
            1,
            f"{name} without match fvrf",
            booted({name: [in_vrf, replaced(DROPPED)]}),
            ONE,
            cause,
            (name,),
            line,
            alone=name == "branch1",
        )
    yield Fault(
        1,
        "another VRF is matched",
        booted({"branch1": [in_vrf, replaced(OTHER), lambda text: MGMT + text]}),
        ONE,
        cause,
        ("branch1",),
        "match fvrf MGMT",
    )
    every = {name: [in_vrf, replaced(DROPPED)] for name in ("hub1", *BRANCHES)}
    yield Fault(
        1,
        "on all routers: up on the default proposal",
        booted(every),
        ONE,
        cause,
        ("hub1", "branch1"),
        line,
        alone=False,
    )


def _profile(name: str, match: str) -> str:
    return (
        f"crypto ikev2 keyring K{name}\n peer X\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key otherkey123\n"
        f"crypto ikev2 profile {name}\n match identity remote {match}\n authentication remote pre-share\n"
        f" authentication local pre-share\n keyring local K{name}\n"
    )


def _two_profiles() -> Iterator[Fault]:
    cause = ("AMBIGUOUS_PROFILE",)
    for name, match, router, peer in (
        ("match any beside it, hub", "any", "hub1", ONE),
        ("match any beside it, branch", "any", "branch1", ONE),
        ("a network beside it", "address 203.0.113.0 255.255.255.252", "hub1", ONE),
    ):
        text = _profile("LEGACY", match)

        def add(config: str, text: str = text) -> str:
            return config + text

        yield Fault(
            2, name, booted({router: [add]}), peer, cause, (router,), f"match identity remote {match}",
            alone=match != "any" or router != "hub1",
        )  # fmt: skip
    same = _profile("LEGACY", "address 203.0.113.1 255.255.255.255")
    yield Fault(
        2,
        "the same address in an earlier profile",
        booted({"hub1": [lambda text: same + text]}),
        ONE,
        cause,
        ("hub1",),
        "match identity remote address 203.0.113.1",
    )


def _swapped() -> Iterator[Fault]:
    cause = ("KEYS_SWAPPED",)
    branch = (
        "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key local hubkey1",
        "pre-shared-key remote spokekey1",
    )  # fmt: skip
    hub = (
        "crypto ikev2 keyring KR", "peer S1", "pre-shared-key local spokekey1",
        "pre-shared-key remote hubkey1",
    )  # fmt: skip
    for mode in ("tunnel", "map"):
        for router, lines, peer in (("branch1", branch, "peer HUB"), ("hub1", hub, "peer S1")):

            def make(router: str = router, lines: Sequence[str] = lines, mode: str = mode) -> Bench:
                bench = star(directional=True, mode=mode)
                bench.type(router, *lines)
                bench.clear(router)
                bench.ping("branch1", "10.0.0.1", "10.1.0.1")
                return bench

            yield Fault(3, f"{router}, {mode}", make, ONE, cause, (router,), peer)


def _nat() -> Iterator[Fault]:
    for inside, gateway in (("192.168.7.2", "192.168.7.1"), ("10.200.0.2", "10.200.0.1")):
        private = replaced(
            (" ip address 203.0.113.1 255.255.255.252", f" ip address {inside} 255.255.255.252"),
            ("ip route 0.0.0.0 0.0.0.0 203.0.113.2", f"ip route 0.0.0.0 0.0.0.0 {gateway}"),
            ("203.0.113.1", inside),
        )
        device = replaced(
            ("ip address 203.0.113.2 255.255.255.252", f"ip address {gateway} 255.255.255.252"),
        )

        def nat(text: str, device: Edit = device) -> str:
            return device(text) + "interface Loopback1\n ip address 203.0.113.1 255.255.255.255\n"

        for mode in ("tunnel", "map"):
            yield Fault(
                4,
                f"{inside} behind 203.0.113.1, {mode}",
                booted({"branch1": [private], "wan": [nat]}, mode=mode),
                ONE,
                ("KEYRING_ADDRESS_BEHIND_NAT",),
                ("hub1",),
                "peer S1 / address 203.0.113.1",
                by="config",
            )


def _incomplete() -> Iterator[Fault]:
    cause = ("PROPOSAL_INCOMPLETE",)
    line = "crypto ikev2 proposal P"
    cbc = " encryption aes-cbc-256\n integrity sha512\n group 20\n"
    for router in ("branch1", "hub1"):
        for name, text in (
            ("GCM with integrity", " encryption aes-gcm-256\n integrity sha512\n group 20\n"),
            ("GCM without PRF", " encryption aes-gcm-256\n group 20\n"),
            ("no integrity", " encryption aes-cbc-256\n group 20\n"),
        ):
            yield Fault(
                5,
                f"{name}, {router}",
                booted({router: [replaced((cbc, text))]}),
                ONE,
                cause,
                (router,),
                line,
                alone=router != "hub1",
            )


def _pfs() -> Iterator[Fault]:
    cause = ("PFS_DIFFERS",)
    profile, entry = "crypto ipsec profile IP", "crypto map CM 10"
    yield Fault(
        6,
        "branch has none",
        typed("branch1", profile, "no set pfs"),
        ONE,
        cause,
        ("branch1",),
        profile,
    )
    yield Fault(
        6, "branch has another", typed("branch1", profile, "set pfs group20"), ONE, cause,
        ("branch1",), "set pfs group20",
    )  # fmt: skip
    yield Fault(
        6, "hub's crypto map entry has none",
        typed("hub1", f"{entry} ipsec-isakmp", "no set pfs", mode="map"), ONE, cause, ("hub1",), entry,
    )  # fmt: skip

    def expired() -> Bench:
        bench = star()
        bench.type("branch1", profile, "no set pfs")
        bench.wait(4000)
        return bench

    yield Fault(6, "an hour later", expired, ONE, cause, ("branch1",), profile)


def _weak() -> Iterator[Fault]:
    cause = ("WEAK_ALGORITHM_REFUSED",)
    every = ("hub1", *BRANCHES)
    old: dict[str, Release] = {name: OLD for name in BRANCHES}  # noqa: C420 - keys typed as texts
    for name, pair, line in (
        ("group 2", (" group 20\n", " group 2\n"), "crypto ikev2 proposal P"),
        ("3DES", (" encryption aes-cbc-256\n", " encryption 3des\n"), "crypto ikev2 proposal P"),
        ("MD5", (" integrity sha512\n", " integrity md5\n"), "crypto ikev2 proposal P"),
        (
            "ESP 3DES",
            ("TS esp-aes 256 esp-sha256-hmac", "TS esp-3des esp-sha256-hmac"),
            "crypto ipsec",
        ),
    ):
        yield Fault(
            14,
            f"{name}, hub upgraded",
            booted({router: [replaced(pair)] for router in every}, releases=old),
            ONE,
            cause,
            ("hub1", "branch1"),
            line,
            alone=False,
        )


def _keyring() -> Iterator[Fault]:
    cause = ("KEYRING_LINE_MISSING",)
    for router in ("branch1", "hub1"):
        yield Fault(
            15,
            f"{router} booted with the syntax of 15.1",
            booted({router: [replaced((" keyring local KR\n", " keyring KR\n"))]}),
            ONE,
            cause,
            (router,),
            "crypto ikev2 profile PR",
            alone=router != "hub1",
        )

    def typed_by_hand() -> Bench:
        bench = star(mode="map")
        bench.try_("branch1", "crypto ikev2 profile PR", "no keyring local KR", "keyring KR")
        bench.clear("branch1")
        return bench

    yield Fault(
        15, "typed by hand", typed_by_hand, ONE, cause, ("branch1",), "crypto ikev2 profile PR"
    )


def _live_key() -> Iterator[Fault]:
    cause = ("KEY_CHANGED_UNDER_SA",)
    for name, router, lines, line in (
        ("branch", "branch1", ("peer HUB", "pre-shared-key anotherkey"), "peer HUB"),
        ("hub", "hub1", ("peer S1", "pre-shared-key anotherkey"), "peer S1"),
    ):
        yield Fault(
            17,
            f"{name} has a new key",
            typed(router, "crypto ikev2 keyring KR", *lines, clear=False),
            ONE,
            cause,
            (router,),
            line,
        )
    yield Fault(
        17,
        "one direction only",
        typed(
            "branch1", "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key remote newkey", clear=False,
            directional=True,
        ),
        ONE,
        cause,
        ("branch1",),
        "pre-shared-key remote",
    )  # fmt: skip
