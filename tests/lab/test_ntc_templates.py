"""ntc-templates reads what the lab shows."""

from __future__ import annotations

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


def records(command: str, output: str) -> list[dict[str, Any]]:
    untyped: Any = parse
    found: list[dict[str, Any]] = untyped.parse_output("cisco_ios", command, output)
    return found
