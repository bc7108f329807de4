"""Two running-configs, a hub and a spoke with a VTI, to be edited line by line."""
# ruff: noqa: W291 - the trailing blanks are what IOS prints

from __future__ import annotations

HUB = """\
version 17.12
hostname hub1
!
crypto ikev2 proposal B-STRONG 
 encryption aes-cbc-256 aes-cbc-192
 integrity sha512 sha256
 group 20 19 14
!
crypto ikev2 policy B-POLICY 
 match address local 198.51.100.1
 proposal B-STRONG
!
crypto ikev2 keyring B-KEYRING
 peer BRANCH1
  address 203.0.113.1
  pre-shared-key local hub-key
  pre-shared-key remote branch-key
 !
!
!
crypto ikev2 profile B-PROFILE
 match address local 198.51.100.1
 match identity remote address 203.0.113.1 255.255.255.255 
 identity local address 198.51.100.1
 authentication remote pre-share
 authentication local pre-share
 keyring local B-KEYRING
 dpd 10 3 periodic
!
crypto ipsec transform-set B-TS esp-aes 256 esp-sha256-hmac 
 mode tunnel
!
crypto ipsec profile B-IPSEC
 set transform-set B-TS 
 set pfs group19
 set ikev2-profile B-PROFILE
!
interface Loopback10
 ip address 10.0.0.1 255.255.255.0
!
interface Tunnel100
 ip address 10.255.0.1 255.255.255.252
 ip mtu 1400
 tunnel source GigabitEthernet2
 tunnel mode ipsec ipv4
 tunnel destination 203.0.113.1
 tunnel protection ipsec profile B-IPSEC
!
interface GigabitEthernet2
 ip address 198.51.100.1 255.255.255.252
 negotiation auto
!
end
"""
SPOKE = (
    HUB.replace("hub1", "branch1")
    .replace("203.0.113.1", "SWAP")
    .replace("198.51.100.1", "203.0.113.1")
    .replace("SWAP", "198.51.100.1")
    .replace("local hub-key", "local branch-key")
    .replace("remote branch-key", "remote hub-key")
    .replace("10.255.0.1", "10.255.0.2")
    .replace("10.0.0.1", "10.1.0.1")
)


def with_crypto_map(config: str, acl: str) -> str:
    """The configuration with a crypto map and an access list in place of the tunnel."""
    start = config.index("interface Tunnel100")
    stop = config.index("interface GigabitEthernet2")
    peer = config[start:stop].partition("tunnel destination ")[2].split()[0]
    entry = (
        "crypto map B-MAP 10 ipsec-isakmp \n"
        f" set peer {peer}\n"
        " set transform-set B-TS \n"
        " set ikev2-profile B-PROFILE\n"
        " match address B-ACL\n"
        "!\n"
    )
    rest = config[stop:].replace(" negotiation auto\n", " negotiation auto\n crypto map B-MAP\n")
    lines = f"ip access-list extended B-ACL\n 10 {acl}\n!\n"
    return config[:start] + entry + rest.replace("end\n", lines + "end\n")
