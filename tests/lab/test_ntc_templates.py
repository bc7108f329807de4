"""ntc-templates reads what the lab shows."""

from __future__ import annotations

from netmiko import ConnectHandler
from ntc_templates.parse import parse_output

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
        records = parse_output(platform="cisco_ios", command=command, data=output)
        assert records, f"{command}:\n{output}"
    files = parse_output(platform="cisco_ios", command="dir", data=outputs["dir"])
    assert files[0]["name"] == "file.txt"
