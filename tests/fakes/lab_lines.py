"""Lines of configuration made at random from the lab's own grammar tables."""

from __future__ import annotations

from hypothesis import strategies as st

from nornir_ikev2.ike.model import Release
from nornir_ikev2.lab.cli.pattern import (
    Choice,
    Element,
    Maybe,
    Repeat,
    Sequence,
    Value,
    Word,
    parse,
    without,
)
from nornir_ikev2.lab.grammar.catalogue import MODES
from nornir_ikev2.lab.grammar.table import Line, Mode
from nornir_ikev2.lab.store.config import RunningConfig

RELEASE = Release("17.12.1", (17, 12, 1))
PORTS = tuple(f"GigabitEthernet{number}" for number in range(1, 5))
BY_NAME = {mode.name: mode for mode in MODES}
NAMES = ("ALPHA", "beta", "C-3")
ADDRESSES = ("10.0.0.0", "10.1.0.0", "192.0.2.0", "198.51.100.1", "203.0.113.9")
MASKS = ("255.255.255.0", "255.255.255.255", "255.255.0.0")
WILDS = ("0.0.0.255", "0.0.255.255", "0.0.0.3")
FIXED = {
    "IP": ADDRESSES,
    "MASK": MASKS,
    "WILD": WILDS,
    "PREFIX4": ("10.0.0.0/8", "172.16.0.0/12"),
    "IPV6": ("2001:DB8::1",),
    "PREFIX6": ("2001:DB8::/64", "2001:DB8::1/128"),
    "HEX": ("01", "0A1B"),
    "URL": ("flash:one", "flash:two"),
    "LINE": ("some text", "A b  c"),
}
PATTERNS = {
    "Tunnel.*": ("Tunnel1", "Tunnel20"),
    r".*Ethernet[0-9/]+": PORTS,
    r".*Ethernet[0-9/]+\.\d+": ("GigabitEthernet2.10",),
    "Virtual-Template.*": ("Virtual-Template1",),
    "-[0-9]+": ("-5",),
    ".*:.*": ("nvram:x",),
}

IKEV2 = """\
crypto ikev2 proposal P
 encryption aes-cbc-256
 integrity sha256
 group 19
crypto ikev2 policy PO
 proposal P
crypto ikev2 keyring K
 peer A
  address 203.0.113.1
  pre-shared-key one
crypto ikev2 profile PR
 match identity remote address 203.0.113.1
 authentication local pre-share
 authentication remote pre-share
 keyring local K
crypto ipsec transform-set TS esp-gcm 256
crypto ipsec profile IP
 set transform-set TS
 set ikev2-profile PR
crypto map CM 10 ipsec-isakmp
 set peer 203.0.113.1
 set transform-set TS
interface GigabitEthernet2
 crypto map CM
interface Tunnel1
 tunnel protection ipsec profile IP
"""
"""A complete IKEv2 configuration with a crypto map and a tunnel."""


def config(release: Release = RELEASE) -> RunningConfig:
    return RunningConfig(release, PORTS, hostname="hub1")


def block(router: RunningConfig, head: str) -> list[str]:
    """The lines inside a section, nested ones too, without separators."""
    node = router.root.find(head)
    assert node is not None
    return [
        line[1:].rstrip() for line in router.section(node).split("\n")[1:] if line.strip() != "!"
    ]


def value(element: Value) -> st.SearchStrategy[str]:
    if element.kind == "INT":
        low, _, high = (element.options or "0-9").partition("-")
        return st.integers(int(low), int(high or low)).map(str)
    if element.options in PATTERNS:
        return st.sampled_from(PATTERNS[element.options])
    if element.kind == "IFNAME":
        return st.sampled_from(("Loopback0", "Loopback7", *PORTS))
    return st.sampled_from(FIXED.get(element.kind, NAMES))


def words(element: Element) -> st.SearchStrategy[str]:
    match element:
        case Word(text):
            return st.just(text)
        case Value():
            return value(element)
        case Maybe(item):
            return st.one_of(st.just(""), words(item))
        case Choice(branches):
            return st.one_of([words(branch) for branch in branches])
        case Repeat(item):
            return st.lists(words(item), min_size=1, max_size=3, unique=True).map(" ".join)
        case Sequence(items):
            return st.tuples(*(words(item) for item in items)).map(
                lambda parts: " ".join(part for part in parts if part)
            )


def one(line: Line) -> st.SearchStrategy[str]:
    return words(without(parse(line.pattern), line.weak))


def usable(mode: Mode) -> list[Line]:
    """Lines that stand for themselves: no data follows, no section ends, no hash is made."""
    return [
        line
        for line in mode.lines
        if not line.raw
        and not line.leaves
        and not line.ignored
        and not line.reopens
        and "secret" not in line.pattern
    ]


def section(line: Line, depth: int = 0) -> st.SearchStrategy[list[str]]:
    head = one(line).map(lambda text: [text])
    mode = BY_NAME.get(line.mode)
    if mode is None or not usable(mode) or depth > 2:
        return head
    inner = st.lists(
        st.sampled_from(usable(mode)).flatmap(lambda child: section(child, depth + 1)), max_size=5
    )
    return st.tuples(head, inner).map(
        lambda pair: [*pair[0], *(x for part in pair[1] for x in part)]
    )


def configurations() -> st.SearchStrategy[list[str]]:
    """Sequences of lines in any order; some are refused because what they refer to is missing."""
    pieces = st.sampled_from(usable(BY_NAME["global"])).flatmap(section)
    return st.lists(pieces, max_size=8).map(lambda parts: [x for part in parts for x in part])
