from __future__ import annotations

import asyncio
from ipaddress import IPv4Address

from fakes.lab_shell import Answers, StandingRouter, StillClock
from fakes.lab_wan import tree
from nornir_ikev2.lab.contracts import Call
from nornir_ikev2.lab.log import LogBuffer
from nornir_ikev2.lab.show.crypto_isakmp import policies
from nornir_ikev2.lab.show.system import clear_logging


def test_policies_stand_by_priority_and_name_their_defaults() -> None:
    root = tree(
        "crypto isakmp policy 20\n"
        "crypto isakmp policy 10\n"
        " encryption aes\n authentication pre-share\n group 2\n"
    )
    lines = policies(root).split("\n")
    assert lines[:8] == [
        "",
        "Global IKE policy",
        "Protection suite of priority 10",
        "\tencryption algorithm:\tAES - Advanced Encryption Standard (128 bit keys).",
        "\thash algorithm:\t\tSecure Hash Standard",
        "\tauthentication method:\tPre-Shared Key",
        "\tDiffie-Hellman group:\t#2 (1024 bit)",
        "\tlifetime:\t\t86400 seconds, no volume limit",
    ]
    assert lines[8] == "Protection suite of priority 20"
    assert lines[-2].endswith("#1 (768 bit)")


def test_clear_logging_asks_and_empties_the_buffer() -> None:
    router = StandingRouter()
    buffer = LogBuffer(StillClock())
    buffer.add("%SYS-5-CONFIG_I: Configured")
    router.log = buffer
    terminal = Answers(address=IPv4Address("192.0.2.10"))
    assert not asyncio.run(clear_logging(Call(router, terminal, ("clear", "logging"))))
    assert terminal.asked == [("Clear logging buffer ", True)]
    assert buffer.lines() == []
