"""The driver's configuration tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.drivers.ios.tree import Block, parse

CONFIG = """\
Building configuration...
!
version 17.12
hostname hub1
!
crypto pki certificate chain CA
 certificate 02
  3082033B 30820223
  A0030201
  \tquit
 certificate ca 01
  3082
  \tquit
crypto ikev2 keyring K
 peer one
  address 192.0.2.1
 !
 peer two
  address 192.0.2.2
 !
!
!
router eigrp VPN
 !
 address-family ipv4 unicast autonomous-system 100
  !
  af-interface Tunnel0
   hello-interval 5
  exit-af-interface
  !
  topology base
  exit-af-topology
  network 10.0.0.0 0.0.0.255
 exit-address-family
!
banner motd ^C
interface Loopback99
 no place for crypto
^C
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
end
"""


def _texts(block: Block | None) -> list[str]:
    assert block is not None
    return [child.text for child in block.children]


def test_top_level() -> None:
    assert _texts(parse(CONFIG)) == [
        "Building configuration...",
        "version 17.12",
        "hostname hub1",
        "crypto pki certificate chain CA",
        "crypto ikev2 keyring K",
        "router eigrp VPN",
        "banner motd ^C",
        "interface Loopback0",
    ]


def test_certificates_end_at_quit() -> None:
    chain = parse(CONFIG).find("crypto pki certificate chain CA")
    assert _texts(chain) == ["certificate 02", "certificate ca 01"]
    assert chain is not None
    assert _texts(chain.children[0]) == ["3082033B 30820223", "A0030201", "quit"]


def test_closers_belong_to_what_they_close() -> None:
    eigrp = parse(CONFIG).find("router eigrp VPN")
    assert eigrp is not None
    family = eigrp.children[0]
    assert _texts(eigrp) == ["address-family ipv4 unicast autonomous-system 100"]
    assert _texts(family) == [
        "af-interface Tunnel0",
        "topology base",
        "network 10.0.0.0 0.0.0.255",
        "exit-address-family",
    ]
    assert _texts(family.children[0]) == ["hello-interval 5", "exit-af-interface"]


def test_banner_hides_its_text() -> None:
    banner = parse(CONFIG).find("banner motd ^C")
    assert _texts(banner) == ["interface Loopback99", " no place for crypto", "^C"]


def test_banner_on_one_line() -> None:
    root = parse("banner motd #hello#\nhostname r1\n")
    assert _texts(root) == ["banner motd #hello#", "hostname r1"]


def test_typed_script_with_tabs_and_exit() -> None:
    root = parse("interface Tunnel1\n\tip mtu 1400\n\texit\nhostname r1\nend\n")
    assert _texts(root) == ["interface Tunnel1", "hostname r1"]
    assert _texts(root.children[0]) == ["ip mtu 1400"]


def test_value_and_line_numbers() -> None:
    root = parse(CONFIG)
    assert root.value("hostname ") == "hub1"
    assert root.value("domain ") is None
    assert root.children[2].line_no == 4


@given(st.text(alphabet="!ab \t\nc^C#"))
def test_total_and_keeps_lines(text: str) -> None:
    root = parse("banner motd #\n" + text)
    numbers = [block.line_no for _, block in root.walk()]
    assert numbers == sorted(set(numbers))


def test_large_configuration_is_read_once() -> None:
    lines = [
        f"interface Tunnel{n}\n ip mtu 1400\n tunnel mode ipsec ipv4\n!" for n in range(20_000)
    ]
    assert len(parse("\n".join(lines)).children) == 20_000
