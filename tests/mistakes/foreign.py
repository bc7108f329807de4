"""The same mistakes in another hand: GRE under IPsec in transport mode, GCM, OSPF, identities by name.

Each peer has a profile and a keyring. Nothing here has the form of this project's deployer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fakes.bench import Bench, bench
from mistakes.catalogue import Fault

WANS = {"ams": "198.51.100.1", "ber": "203.0.113.1", "cph": "203.0.113.5"}
GATEWAYS = {"ams": "198.51.100.2", "ber": "203.0.113.2", "cph": "203.0.113.6"}
ASKED = ("ams", "ber", "cph")
BER = ("ams", "ber")


def router(name: str, peers: dict[str, int]) -> str:
    """One router; `peers` with the number of the tunnel to each."""
    text = (
        "crypto ikev2 proposal NGE\n encryption aes-gcm-256 aes-gcm-128\n prf sha384 sha256\n group 19 20\n"
        "crypto ikev2 proposal OLD\n encryption aes-cbc-256\n integrity sha256\n group 14\n"
        "crypto ikev2 policy COMPANY\n match fvrf any\n proposal NGE\n proposal OLD\n"
    )
    for peer in peers:
        text += (
            f"crypto ikev2 keyring KR-{peer}\n peer {peer}\n  address {WANS[peer]}\n"
            f"  identity fqdn {peer}.example.net\n  pre-shared-key {''.join(sorted((name, peer)))}-k3y\n"
            f"crypto ikev2 profile {peer}\n match identity remote fqdn {peer}.example.net\n"
            f" identity local fqdn {name}.example.net\n authentication remote pre-share\n"
            f" authentication local pre-share\n keyring local KR-{peer}\n dpd 30 5 on-demand\n"
        )
    text += "crypto ipsec transform-set GCM esp-gcm 256\n mode transport\n"
    for peer in peers:
        text += (
            f"crypto ipsec profile {peer}\n set transform-set GCM\n set pfs group20\n"
            f" set ikev2-profile {peer}\n"
        )
    text += (
        f"interface Loopback0\n ip address 10.{ASKED.index(name) + 1}.0.1 255.255.255.0\n"
        f"interface GigabitEthernet2\n no shutdown\n ip address {WANS[name]} 255.255.255.252\n"
    )
    for peer, number in peers.items():
        host = 1 if name == "ams" else 2
        text += (
            f"interface Tunnel{number}\n bandwidth 50000\n"
            f" ip address 172.16.{number}.{host} 255.255.255.252\n"
            f" ip mtu 1400\n ip tcp adjust-mss 1360\n tunnel source GigabitEthernet2\n"
            f" tunnel destination {WANS[peer]}\n tunnel protection ipsec profile {peer}\n"
        )
    return text + (
        "router ospf 7\n network 172.16.0.0 0.0.255.255 area 0\n network 10.0.0.0 0.255.255.255 area 0\n"
        f"ip route 0.0.0.0 0.0.0.0 {GATEWAYS[name]}\n"
    )


def site(edits: dict[str, Callable[[str], str]] | None = None) -> Bench:
    """Amsterdam with a tunnel to Berlin and one to Copenhagen."""
    texts = {
        "ams": router("ams", {"ber": 11, "cph": 12}),
        "ber": router("ber", {"ams": 11}),
        "cph": router("cph", {"ams": 12}),
        "isp": "".join(
            f"interface GigabitEthernet{number}\n no shutdown\n ip address {address} 255.255.255.252\n"
            for number, address in enumerate(GATEWAYS.values(), 2)
        ),
    }
    links = {name: {"GigabitEthernet2": name} for name in ASKED}
    links["isp"] = {f"GigabitEthernet{number}": name for number, name in enumerate(ASKED, 2)}
    edited = {name: (edits or {}).get(name, str)(text) for name, text in texts.items()}
    return bench(edited, links, ASKED)


def typed(name: str, *lines: str, clear: bool = True) -> Callable[[], Bench]:
    def make() -> Bench:
        made = site()
        made.type(name, *lines)
        if clear:
            made.clear(name)
        return made

    return make


def booted(name: str, old: str, new: str) -> Callable[[], Bench]:
    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return lambda: site({name: edit})


def faults() -> Iterator[Fault]:
    """Mistakes that can be made in this hand."""
    legacy = (
        "crypto ikev2 profile LEGACY\n match identity remote fqdn domain example.net\n"
        " authentication remote pre-share\n authentication local pre-share\n keyring local KR-ams\n"
    )
    yield Fault(
        2, "a domain beside a name",
        booted("ber", "crypto ipsec transform", legacy + "crypto ipsec transform"),
        BER, ("AMBIGUOUS_PROFILE",), ("ber",), "fqdn domain example.net",
    )  # fmt: skip
    yield Fault(
        5, "PRF lost, the other proposal too", booted("ber", " prf sha384 sha256\n group 19 20\n"
        "crypto ikev2 proposal OLD\n encryption aes-cbc-256\n integrity sha256\n",
        " group 19 20\ncrypto ikev2 proposal OLD\n encryption aes-cbc-256\n"),
        BER, ("PROPOSAL_INCOMPLETE",), ("ber",), "crypto ikev2 proposal",
    )  # fmt: skip
    yield Fault(
        6, "another group, at the middle", typed("ams", "crypto ipsec profile ber", "set pfs group14"), BER,
        ("PFS_DIFFERS",), ("ams",), "set pfs group14",
    )  # fmt: skip
    route = "ip route 198.51.100.0 255.255.255.0 Tunnel11"
    yield Fault(
        9, "GRE, a static route", typed("ber", route), BER, ("RECURSIVE_ROUTING",), ("ber",), route
    )
    yield Fault(
        12, "GRE, ip mtu 1476", typed("ber", "interface Tunnel11", "ip mtu 1476"), BER,
        ("MTU_TOO_LARGE",), ("ber",), "ip mtu 1476", by="config",
    )  # fmt: skip
    yield Fault(
        15, "a profile of its own", booted("ber", " keyring local KR-ams\n", " keyring KR-ams\n"), BER,
        ("KEYRING_LINE_MISSING",), ("ber",), "crypto ikev2 profile ams",
    )  # fmt: skip
    yield Fault(
        17, "a keyring for each peer, at the middle",
        typed("ams", "crypto ikev2 keyring KR-ber", "peer ber", "pre-shared-key fresh-k3y", clear=False),
        BER, ("KEY_CHANGED_UNDER_SA",), ("ams",), "keyring KR-ber",
    )  # fmt: skip
    yield Fault(
        18, "an IPsec profile of the wrong name",
        booted("ber", "tunnel protection ipsec profile ams", "tunnel protection ipsec profile AMS"), BER,
        ("DANGLING_REFERENCE",), ("ber",), "ipsec profile AMS",
    )  # fmt: skip
    yield Fault(
        20, "learned by OSPF", typed("ber", "ip route 192.0.2.0 255.255.255.0 172.16.11.1"), BER,
        ("MANAGED_THROUGH_TUNNEL",), ("ber",), "ip route 192.0.2.0",
    )  # fmt: skip
