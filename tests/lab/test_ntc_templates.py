"""ntc-templates reads what the lab shows."""

from __future__ import annotations

from functools import partial
from typing import Any

from netmiko import ConnectHandler
from ntc_templates import parse

from nornir_ikev2.lab.inprocess import InProcessLab

COMMANDS = (
    "dir",
    "show version",
    "show ip interface brief",
    "show interfaces",
    "show ip route",
    "show file systems",
    "show archive",
)


def test_output_is_parsed(lab: InProcessLab) -> None:
    lab.call(lambda: lab.router("hub1").flash.write("file.txt", b"text"))
    with ConnectHandler(
        device_type="cisco_ios",
        host="127.0.0.1",
        port=lab.port("hub1"),
        username="admin",
        password="admin",
    ) as connection:
        outputs = {command: str(connection.send_command(command)) for command in COMMANDS}

    for command, output in outputs.items():
        assert records(command, output), f"{command}:\n{output}"
    assert records("dir", outputs["dir"])[0]["name"] == "file.txt"


ENDS = (("hub1", "198.51.100.1", "10.255.0.1"), ("branch1", "203.0.113.1", "10.255.0.2"))
VPN = """\
crypto ikev2 proposal P
 encryption aes-cbc-256
 integrity sha256
 group 19
crypto ikev2 policy PO
 proposal P
crypto ikev2 keyring K
 peer X
  address {peer}
  pre-shared-key one
crypto ikev2 profile PR
 match identity remote address {peer}
 authentication local pre-share
 authentication remote pre-share
 keyring local K
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
crypto ipsec profile IP
 set transform-set TS
 set ikev2-profile PR
interface Tunnel1
 ip address {inner} 255.255.255.252
 ip ospf 1 area 0
 ip ospf network point-to-point
 tunnel source GigabitEthernet2
 tunnel mode ipsec ipv4
 tunnel destination {peer}
 tunnel protection ipsec profile IP
router ospf 1
router eigrp 100
 network 10.255.0.0 0.0.0.3
router bgp 65000
 neighbor {inner_peer} remote-as 65000
ip access-list extended LIST
 permit ip 10.0.0.0 0.0.0.255 any
 deny udp any any eq isakmp log
vrf definition RED
 rd 65000:1
 address-family ipv4
"""
EXPECTED = {
    "show crypto session detail": {
        "interface": "Tunnel1",
        "session_status": "UP-ACTIVE",
        "peer": "203.0.113.1",
    },
    "show crypto ipsec sa detail": {"interface": "Tunnel1", "local_addr": "198.51.100.1"},
    "show ip eigrp neighbors": {"ip_address": "10.255.0.2", "interface": "Tu1"},
    "show ip ospf neighbor": {"ip_address": "10.255.0.2", "state": "FULL/  -"},
    "show ip bgp summary": {"bgp_neighbor": "10.255.0.2", "neighbor_as": "65000"},
    "show ip access-lists": {"acl_name": "LIST", "acl_type": "Extended"},
    "show vrf": {"name": "RED", "default_rd": "65000:1"},
    "show logging": {"facility": "SYS"},
    "show users": {"user": "admin"},
    "show ip arp": {"interface": "GigabitEthernet2"},
}


def test_output_about_tunnels_is_parsed(lab: InProcessLab) -> None:
    for (name, _, inner), (_, peer, inner_peer) in zip(ENDS, reversed(ENDS), strict=True):
        lines = VPN.format(peer=peer, inner=inner, inner_peer=inner_peer).splitlines()
        replies = lab.call(partial(lab.router(name).config.apply, lines))
        assert not [reply for reply in replies if reply.refused]
    with ConnectHandler(
        device_type="cisco_ios",
        host="127.0.0.1",
        port=lab.port("hub1"),
        username="admin",
        password="admin",
    ) as connection:
        outputs = {command: str(connection.send_command(command)) for command in EXPECTED}

    for command, values in EXPECTED.items():
        parsed = records(command, outputs[command])
        assert parsed, f"{command}:\n{outputs[command]}"
        assert {key: parsed[0].get(key) for key in values} == values, command


def records(command: str, output: str) -> list[dict[str, Any]]:
    untyped: Any = parse
    found: list[dict[str, Any]] = untyped.parse_output("cisco_ios", command, output)
    return found
