"""How a running-config looks: trailing blanks, separators, closings, data lines."""

from __future__ import annotations

from fakes.lab_lines import config

KEYRING = """\
crypto ikev2 keyring K
 peer A
  address 203.0.113.1
  pre-shared-key one
 !
 peer B
  address 203.0.113.5
  pre-shared-key two
 !
!
!
"""
EIGRP = """\
router eigrp NAME
 !
 address-family ipv4 unicast autonomous-system 100
  !
  af-interface Tunnel0
   hello-interval 7
  exit-af-interface
  !
  topology base
  exit-af-topology
  network 10.0.0.0 0.0.0.255
  eigrp router-id 1.1.1.1
 exit-address-family
!
"""
MAPS = """\
crypto map CM 10 ipsec-isakmp_
 set peer 203.0.113.1
 set security-association lifetime seconds 1800
 set transform-set TS_
 set pfs group19
 set ikev2-profile PR
 match address ACL
crypto map CM 20 ipsec-isakmp_
 set peer 203.0.113.5
!
""".replace("_", " ")
LISTS = """\
ip access-list standard S
 10 permit 10.0.0.1
 20 deny   any
ip access-list extended ACL
 10 permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255
 20 deny   udp any host 10.0.0.1 eq isakmp
 30 remark the rest
 30 permit ip any any
!
"""
BANNER = "banner motd ^C\nkeep # out\n\n^C\n"
CHAIN = """\
crypto pki certificate chain T
 certificate ca 01
  30820122 30820122
  30820122
  \tquit
"""


def printed(text: str) -> str:
    router = config()
    router.apply(
        [
            "crypto ipsec transform-set TS esp-gcm 256",
            "crypto ikev2 profile PR",
            "crypto pki trustpoint T",
        ]
    )
    replies = router.apply(text.splitlines())
    assert not [reply for reply in replies if reply.refused]
    return router.text()


def test_keyring() -> None:
    assert KEYRING in printed(KEYRING)


def test_named_eigrp() -> None:
    assert EIGRP in printed(EIGRP)


def test_crypto_maps_stand_without_separators() -> None:
    assert MAPS in printed(MAPS)


def test_access_lists_get_numbers() -> None:
    assert LISTS in printed(LISTS)
    bare = "\n".join(
        line if line.startswith("ip") else f" {line.split(maxsplit=1)[1]}"
        for line in LISTS.splitlines()[:-1]
    )
    assert LISTS in printed(bare)


def test_trailing_blanks() -> None:
    text = printed(
        "crypto ikev2 proposal P\ncrypto ikev2 policy Q\ncrypto ipsec profile I\n set transform-set TS\n"
        "crypto ikev2 profile PR\n match identity remote address 203.0.113.1\n"
    )
    for line in (
        "crypto ikev2 proposal P \n",
        "crypto ikev2 policy Q \n",
        "crypto ipsec transform-set TS esp-gcm 256 \n",
        " set transform-set TS \n",
        " match identity remote address 203.0.113.1 255.255.255.255 \n",
    ):
        assert f"\n{line}" in text


def test_a_banner_keeps_its_lines() -> None:
    assert BANNER in printed(BANNER)
    assert BANNER in printed(BANNER.replace("^C", "\x03"))
    assert "banner login ^Cone line^C\n" in printed("banner login #one line#")


def test_a_certificate_ends_with_quit() -> None:
    assert CHAIN in printed(CHAIN)


def test_the_frame() -> None:
    lines = printed("").splitlines()
    assert lines[:3] == ["!", "version 17.12", "hostname hub1"]
    assert lines[-2:] == ["!", "end"]


def test_no_separator_is_doubled_by_accident() -> None:
    text = printed(EIGRP + MAPS + LISTS)
    assert "!\n!\n" not in text
