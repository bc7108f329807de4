"""Scrapli over Paramiko and over the system's own SSH settings."""

from __future__ import annotations

from scrapli.driver.core import IOSXEDriver

from nornir_ikev2.lab.inprocess import InProcessLab


def device(lab: InProcessLab) -> IOSXEDriver:
    return IOSXEDriver(
        host="127.0.0.1",
        port=lab.port("branch2"),
        auth_username="admin",
        auth_password="admin",
        auth_strict_key=True,
        ssh_known_hosts_file=str(lab.known_hosts),
        transport="paramiko",
    )


def test_commands_and_configuration(lab: InProcessLab) -> None:
    with device(lab) as connection:
        assert connection.get_prompt() == "branch2#"
        shown = connection.send_command("show running-config")
        assert not shown.failed
        assert shown.result.rstrip().endswith("end")

        good = connection.send_configs(["interface Loopback5", "description scrapli"])
        assert not good.failed
        bad = connection.send_configs(["interface Loopback5", "no such line"])
        assert bad.failed
        assert "% Invalid input detected" in bad.result

        assert "scrapli" in connection.send_command("show running-config interface Loopback5").result
