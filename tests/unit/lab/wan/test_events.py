from __future__ import annotations

from fakes.lab_wan import build

PLAIN = """\
interface GigabitEthernet2
 ip address 198.51.100.1 255.255.255.252
interface Tunnel1
 ip address 10.255.0.1 255.255.255.252
 tunnel source GigabitEthernet2
 tunnel destination 203.0.113.1
"""
PROTECTED = PLAIN + " tunnel protection ipsec profile IP\n"
SHUT = PLAIN.replace("252\ninterface", "252\n shutdown\ninterface")


def test_interfaces_and_ike_going_on_and_off_are_logged_once() -> None:
    wan = build({"hub1": PLAIN}, {"hub1": {"GigabitEthernet2": "wan"}})
    router = wan.routers["hub1"]
    router.logged.messages.clear()

    for text in (PROTECTED, PROTECTED, PLAIN, SHUT, PLAIN):
        router.typed.replace(router.typed.source, text)
        wan.fabric.settle()

    kept = [line for line in router.logged.messages if not line.startswith("%LINEPROTO")]
    assert kept == [
        "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON",
        "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF",
        "%LINK-5-CHANGED: Interface GigabitEthernet2, changed state to administratively down",
        "%LINK-3-UPDOWN: Interface GigabitEthernet2, changed state to up",
    ]
