"""Scrapli 2 over libssh2 and over OpenSSH's own client."""

from __future__ import annotations

import shutil

import pytest
from scrapli import AuthOptions, Cli, TransportBinOptions, TransportSsh2Options

from nornir_ikev2.lab.inprocess import InProcessLab

OPENSSH = pytest.param(
    "openssh", marks=pytest.mark.skipif(not shutil.which("ssh"), reason="no OpenSSH client")
)


def device(lab: InProcessLab, transport: str) -> Cli:
    options = (
        TransportBinOptions(enable_strict_key=True, known_hosts_path=str(lab.known_hosts))
        if transport == "openssh"
        else TransportSsh2Options(known_hosts_path=str(lab.known_hosts))
    )
    return Cli(
        "127.0.0.1",
        port=lab.port("branch2"),
        definition_file_or_name="cisco_iosxe",
        auth_options=AuthOptions(username="admin", password="admin"),
        transport_options=options,
    )


@pytest.mark.parametrize("transport", ["libssh2", OPENSSH])
def test_commands_and_configuration(lab: InProcessLab, transport: str) -> None:
    with device(lab, transport) as connection:
        assert connection.get_prompt().result.strip() == "branch2#"
        shown = connection.send_input("show running-config")
        assert not shown.failed
        assert shown.result.rstrip().endswith("end")

        mode = "configuration"
        lines = ["interface Loopback5", "description scrapli"]
        good = connection.send_inputs(lines, requested_mode=mode)
        assert not good.failed
        bad = connection.send_inputs(["interface Loopback5", "no such line"], requested_mode=mode)
        assert bad.failed
        assert "% Invalid input detected" in bad.result

        section = connection.send_input("show running-config interface Loopback5")
        assert "description scrapli" in section.result
