"""Sites that the classic mistakes are made on: one hub, three branches, and variants of that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from fakes.bench import NEW, Bench, bench
from fakes.lab_site import Site, hub, provider, spoke
from nornir_ikev2.ike.model import Release
from pki import Authority

OLD = Release("15.9(3)M2", (15, 9, 3))
BRANCHES = ("branch1", "branch2", "branch3")
Edit = Callable[[str], str]


class Fields(TypedDict, total=False):
    """What differs from site to site, see `fakes.lab_site.Site`."""

    mode: str
    directional: bool
    routing: str
    dpd: str


def replaced(*pairs: tuple[str, str]) -> Edit:
    """An edit of a configuration text; each old text must be there."""

    def edit(text: str) -> str:
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text

    return edit


def _up(text: str) -> str:
    return re.sub(r"(interface GigabitEthernet\d+\n)", r"\1 no shutdown\n", text)


def star(
    edits: Mapping[str, Edit] | None = None,
    releases: Mapping[str, Release] | None = None,
    **fields: Unpack[Fields],
) -> Bench:
    """Hub and three branches by one shared profile each.

    Args:
        edits: of the startup-config of a router, before it boots.
        releases: of routers that do not run 17.12.1.
        fields: see `fakes.lab_site.Site`.
    """
    wanted = Site(spokes=3, **fields)
    texts = {"hub1": hub(wanted), "wan": provider(3)}
    texts |= {name: spoke(number, wanted) for number, name in enumerate(BRANCHES, 1)}
    links: dict[str, dict[str, str]] = {
        "hub1": {"GigabitEthernet2": "n0"},
        "wan": {"GigabitEthernet2": "n0", "GigabitEthernet6": "station"},
    }
    for number, name in enumerate(BRANCHES, 1):
        links[name] = {"GigabitEthernet2": f"n{number}"}
        links["wan"][f"GigabitEthernet{number + 2}"] = f"n{number}"
    edited = {name: (edits or {}).get(name, str)(text) for name, text in texts.items()}
    known = {name: release for name, release in (releases or {}).items() if release != NEW}
    up = {name: _up(text) for name, text in edited.items()}
    return bench(up, links, ("hub1", *BRANCHES), known)


def in_vrf(text: str) -> str:
    """The WAN in a front-door VRF, everywhere it must be named."""
    head = "vrf definition INET\n address-family ipv4\n exit-address-family\n"
    text = head + text
    text = text.replace(
        "interface GigabitEthernet2\n", "interface GigabitEthernet2\n vrf forwarding INET\n"
    )
    text = text.replace(" tunnel mode ipsec", " tunnel vrf INET\n tunnel mode ipsec")
    text = text.replace("crypto ikev2 policy POL\n", "crypto ikev2 policy POL\n match fvrf INET\n")
    text = text.replace("crypto ikev2 profile PR\n", "crypto ikev2 profile PR\n match fvrf INET\n")
    return text.replace("ip route 0.0.0.0", "ip route vrf INET 0.0.0.0")


def signed(
    not_before: timedelta = timedelta(days=-1),
    not_after: timedelta = timedelta(days=365),
    late: str = "",
    crl: str = "",
    revocation: str = "none",
    **fields: Unpack[Fields],
) -> Bench:
    """The same site with certificates on all ends.

    Args:
        not_before: of the certificate of `late`, from now.
        not_after: the same, its end.
        late: router whose certificate has these dates; empty: none.
        crl: URL of the CRL in every certificate.
        revocation: `revocation-check` of every trustpoint.
        fields: see `star`.
    """
    authority = Authority()
    edits: dict[str, Edit] = {}
    now = datetime.now(UTC)
    for name in ("hub1", *BRANCHES):
        dates = (now + not_before, now + not_after) if name == late else None
        trustpoint = authority.enrol(name, dates=dates, crl=crl).replace(
            "revocation-check none", f"revocation-check {revocation}"
        )
        edits[name] = _signing(trustpoint)
    return star(edits, **fields)


def _signing(trustpoint: str) -> Edit:
    def edit(text: str) -> str:
        text = text.replace(
            " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n",
            " authentication remote rsa-sig\n authentication local rsa-sig\n pki trustpoint CORP-CA\n",
        )
        return trustpoint + text

    return edit


def dual_hub(hub_delays: tuple[int, int], spoke_delays: tuple[int, int]) -> Bench:
    """Two hubs on one LAN, one branch with a tunnel to each; delays in tens of microseconds."""
    site = Site(spokes=1)
    base = hub(site)
    second = (
        base.replace("198.51.100.1", "198.51.100.5")
        .replace("198.51.100.2", "198.51.100.6")
        .replace("10.255.0.1 ", "10.255.1.1 ")
        .replace("interface Tunnel101", "interface Tunnel102")
        .replace("10.0.0.1 255", "10.0.0.2 255")
        .replace("Loopback10", "GigabitEthernet3")
    )
    first = base.replace("Loopback10", "GigabitEthernet3")
    branch = spoke(1, site)
    branch = branch.replace(
        " peer HUB\n",
        " peer HUB2\n  address 198.51.100.5\n  pre-shared-key hubkey1\n peer HUB\n",
    ).replace(
        "crypto ikev2 profile PR\n",
        "crypto ikev2 profile PR\n match identity remote address 198.51.100.5 255.255.255.255\n",
    )
    block = branch[branch.index("interface Tunnel101") : branch.index("router eigrp")]
    other = (
        block.replace("Tunnel101", "Tunnel102")
        .replace("10.255.0.2 ", "10.255.1.2 ")
        .replace("198.51.100.1", "198.51.100.5")
    )
    branch = branch.replace(
        block, _delayed(block, spoke_delays[0]) + _delayed(other, spoke_delays[1])
    )
    texts = {
        "hub1": _delayed(first, hub_delays[0]),
        "hub2": _delayed(second, hub_delays[1]),
        "branch1": branch,
        "core": (
            "interface GigabitEthernet2\n ip address 10.0.0.9 255.255.255.0\n"
            "interface Loopback10\n ip address 10.50.0.1 255.255.255.0\n"
            "router eigrp 100\n network 10.0.0.0 0.0.0.255\n network 10.50.0.0 0.0.0.255\n"
        ),
        "wan": (
            "interface GigabitEthernet2\n ip address 198.51.100.2 255.255.255.252\n"
            "interface GigabitEthernet3\n ip address 203.0.113.2 255.255.255.252\n"
            "interface GigabitEthernet4\n ip address 198.51.100.6 255.255.255.252\n"
        ),
    }
    links = {
        "hub1": {"GigabitEthernet2": "n0", "GigabitEthernet3": "lan"},
        "hub2": {"GigabitEthernet2": "n2", "GigabitEthernet3": "lan"},
        "core": {"GigabitEthernet2": "lan"},
        "branch1": {"GigabitEthernet2": "n1"},
        "wan": {"GigabitEthernet2": "n0", "GigabitEthernet3": "n1", "GigabitEthernet4": "n2"},
    }
    return bench(
        {name: _up(text) for name, text in texts.items()}, links, ("hub1", "hub2", "branch1")
    )


def _delayed(text: str, tens: int) -> str:
    return text.replace(" tunnel source", f" delay {tens}\n tunnel source") if tens else text
