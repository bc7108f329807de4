from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import pytest

from fakes.lab_site import site
from fakes.lab_wan import FakeTerminal, Wan
from nornir_ikev2.lab.contracts import Call
from nornir_ikev2.lab.show.commands import commands


def show(wan: Wan, router: str, pattern: str, **args: str) -> str:
    found = next(one for one in commands(wan.fabric) if one.pattern == pattern)
    answer = found.run(Call(wan.routers[router], FakeTerminal(), tuple(pattern.split()), args))
    assert isinstance(answer, str)
    return answer


def parsed(command: str, text: str) -> list[dict[str, Any]]:
    parse: Any = import_module("ntc_templates.parse").parse_output
    return cast("list[dict[str, Any]]", parse(platform="cisco_ios", command=command, data=text))


def test_ip_interface_brief() -> None:
    wan = site()
    wan.add("hub1", "interface GigabitEthernet3\n shutdown\n")
    text = show(wan, "hub1", "show ip interface brief")

    assert text.splitlines()[:2] == [
        "Interface              IP-Address      OK? Method Status                Protocol",
        "GigabitEthernet2       198.51.100.1    YES NVRAM  up                    up      ",
    ]
    rows = parsed("show ip interface brief", text)
    assert [(row["interface"], row["status"], row["proto"]) for row in rows] == [
        ("GigabitEthernet2", "up", "up"),
        ("GigabitEthernet3", "administratively down", "down"),
        ("Loopback10", "up", "up"),
        ("Tunnel101", "up", "up"),
    ]


def test_a_tunnel_without_an_sa_is_up_and_its_line_protocol_down() -> None:
    wan = site()
    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")

    hub = parsed("show ip interface brief", show(wan, "hub1", "show ip interface brief"))
    spoke = parsed("show ip interface brief", show(wan, "branch1", "show ip interface brief"))

    assert (hub[-1]["status"], hub[-1]["proto"]) == ("up", "down")
    assert (spoke[-1]["status"], spoke[-1]["proto"]) == ("administratively down", "down")
    detail = show(wan, "hub1", "show interfaces <interface:IFNAME>", interface="Tunnel101")
    assert detail.splitlines()[0] == "Tunnel101 is up, line protocol is down "


def test_interfaces() -> None:
    wan = site()
    wan.change("hub1", "interface Loopback10\n", "interface Loopback10\n description the LAN\n")
    text = show(wan, "hub1", "show interfaces")

    rows = {row["interface"]: row for row in parsed("show interfaces", text)}
    assert list(rows) == ["GigabitEthernet2", "Loopback10", "Tunnel101"]
    assert rows["GigabitEthernet2"]["ip_address"] == "198.51.100.1"
    assert rows["GigabitEthernet2"]["prefix_length"] == "30"
    assert rows["Loopback10"]["description"] == "the LAN"
    assert rows["Tunnel101"]["hardware_type"] == "Tunnel"
    assert "  Tunnel protocol/transport IPSEC/IP" in text.splitlines()
    assert '  Tunnel protection via IPSec (profile "IP")' in text.splitlines()
    assert "  Tunnel source 198.51.100.1 (GigabitEthernet2), destination 203.0.113.1" in text


def test_ip_interface() -> None:
    rows = parsed("show ip interface", show(site(), "hub1", "show ip interface"))

    assert [(row["interface"], row["ip_address"], row["mtu"]) for row in rows] == [
        ("GigabitEthernet2", ["198.51.100.1"], "1500"),
        ("Loopback10", ["10.0.0.1"], "1514"),
        ("Tunnel101", ["10.255.0.1"], "1400"),
    ]


def test_ip_route() -> None:
    wan = site(spokes=2)
    wan.clock.advance(100)
    text = show(wan, "branch1", "show ip route")

    assert "Gateway of last resort is 203.0.113.2 to network 0.0.0.0" in text
    assert "S*    0.0.0.0/0 [1/0] via 203.0.113.2" in text.splitlines()
    assert "      10.0.0.0/8 is variably subnetted, 7 subnets, 3 masks" in text.splitlines()
    assert (
        "D        10.0.0.0/24 [90/27008000] via 10.255.0.1, 00:01:40, Tunnel101"
        in text.splitlines()
    )
    rows = parsed("show ip route", text)
    assert {row["protocol"] for row in rows} == {"S", "C", "L", "D"}
    only = show(wan, "branch1", "show ip route eigrp")
    assert {row["protocol"] for row in parsed("show ip route", only)} == {"D"}
    assert "      10.0.0.0/8 is variably subnetted, 7 subnets, 3 masks" in only.splitlines()
    assert "Gateway of last resort is 203.0.113.2 to network 0.0.0.0" in only


def test_ip_route_of_one_address() -> None:
    wan = site()

    assert show(wan, "hub1", "show ip route <address:IP>", address="10.1.0.9").startswith(
        'Routing entry for 10.1.0.0/24\n  Known via "eigrp", distance 90'
    )
    assert show(wan, "hub1", "show ip route <address:IP>", address="8.8.8.8") == (
        "% Network not in table"
    )


def test_eigrp_neighbors() -> None:
    wan = site(spokes=2)
    wan.clock.advance(3723)
    text = show(wan, "hub1", "show ip eigrp neighbors")

    assert text.splitlines()[0] == "EIGRP-IPv4 Neighbors for AS(100)"
    rows = parsed("show ip eigrp neighbors", text)
    assert [(row["as"], row["ip_address"], row["interface"], row["uptime"]) for row in rows] == [
        ("100", "10.255.0.6", "Tu102", "01:02:03"),
        ("100", "10.255.0.2", "Tu101", "01:02:03"),
    ]


def test_no_eigrp_neighbours_leave_the_header_line() -> None:
    wan = site()
    wan.change("branch1", "router eigrp 100", "router eigrp 200")

    assert show(wan, "hub1", "show ip eigrp neighbors") == "EIGRP-IPv4 Neighbors for AS(100)"


def test_ospf_neighbor() -> None:
    text = show(site(routing="ospf"), "hub1", "show ip ospf neighbor")

    assert text == (
        "\nNeighbor ID     Pri   State           Dead Time   Address         Interface\n"
        "10.1.0.1          0   FULL/  -        00:00:39    10.255.0.2      Tunnel101"
    )
    rows = parsed("show ip ospf neighbor", text)
    assert rows[0]["state"] == "FULL/  -"


def test_bgp_summary() -> None:
    wan = site(spokes=2, routing="bgp")
    wan.clock.advance(60)
    rows = parsed("show ip bgp summary", show(wan, "hub1", "show ip bgp summary"))

    assert [
        (row["bgp_neighbor"], row["up_down"], row["state_or_prefixes_received"]) for row in rows
    ] == [
        ("10.255.0.2", "00:01:00", "1"),
        ("10.255.0.6", "00:01:00", "1"),
    ]
    wan.change("branch1", "interface Tunnel101\n", "interface Tunnel101\n shutdown\n")
    down = parsed("show ip bgp summary", show(wan, "hub1", "show ip bgp summary"))
    assert (down[0]["up_down"], down[0]["state_or_prefixes_received"]) == ("never", "Idle")
    assert show(site(), "hub1", "show ip bgp summary") == "% BGP not active"


@pytest.mark.parametrize(
    ("kind", "hardware", "image"),
    [
        ("cisco_c8000v", "C8000V", "X86_64_LINUX_IOSD-UNIVERSALK9-M"),
        ("cisco_vios", "IOSv", "VIOS-ADVENTERPRISEK9-M"),
    ],
)
def test_version(kind: str, hardware: str, image: str) -> None:
    wan = site()
    wan.routers["hub1"].kind = kind
    wan.clock.advance(2 * 86400 + 3 * 3600 + 60)
    row = parsed("show version", show(wan, "hub1", "show version"))[0]

    assert row["hardware"] == [hardware]
    assert (row["version"], row["software_image"]) == ("17.12.1", image)
    assert row["hostname"] == "hub1"
    assert row["uptime"] == "2 days, 3 hours, 1 minute"
    assert row["serial"] == ["9ABCDEFGHIJ"]


def test_inventory_clock_users_and_arp() -> None:
    wan = site()

    inventory = parsed("show inventory", show(wan, "hub1", "show inventory"))
    assert (inventory[0]["pid"], inventory[0]["sn"]) == ("C8000V", "9ABCDEFGHIJ")
    clock = show(wan, "hub1", "show clock")
    assert clock == "*00:00:00.000 UTC Thu Jan 1 2026"
    assert parsed("show clock", clock)[0]["year"] == "2026"
    assert parsed("show users", show(wan, "hub1", "show users"))[0]["user"] == "admin"
    arp = parsed("show ip arp", show(wan, "hub1", "show ip arp"))
    assert [row["ip_address"] for row in arp] == ["198.51.100.1", "198.51.100.2"]
    assert "Default domain is not set" in show(wan, "hub1", "show hosts")


def test_logging_ends_with_the_buffer() -> None:
    wan = site()
    text = show(wan, "hub1", "show logging")

    assert "Syslog logging: enabled" in text
    assert text.splitlines()[-1].endswith("Neighbor 10.255.0.2 (Tunnel101) is up: new adjacency")


def test_every_pattern_is_there_once() -> None:
    patterns = [one.pattern for one in commands(site().fabric)]

    assert len(patterns) == len(set(patterns))
