"""No password leaves this machine before the router has shown a key that is on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nornir.core.inventory import Host

from fakes.ssh_server import SshServer
from nornir_ikev2.drivers.ios.algorithms import sha1_possible
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.errors import AuthRefused, ConnectError, HostKeyRefused

PASSWORD = "never-to-be-sent"
SHA1_ONLY = {
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "signature_algs": ["ssh-rsa"],
    "mac_algs": ["hmac-sha1"],
    "encryption_algs": ["aes128-ctr"],
}


def host(server: SshServer, **data: Any) -> Host:
    return Host(
        "hub1",
        hostname="127.0.0.1",
        port=server.port,
        username="admin",
        password=PASSWORD,
        platform="cisco_ios",
        data=data,
    )


def on_file(folder: Path, text: str) -> str:
    file = folder / "known_hosts"
    file.write_text(text)
    return str(file)


def refused(server: SshServer, **data: Any) -> HostKeyRefused:
    with pytest.raises(HostKeyRefused) as error:
        IosDriver().open(host(server, **data))
    assert error.value.category == "hostkey"
    assert server.users == []
    assert server.passwords == []
    assert "no password was sent" in error.value.message
    return error.value


def let_in(server: SshServer, **data: Any) -> None:
    """The key was taken: the router got the password, which this server refuses."""
    with pytest.raises(AuthRefused):
        IosDriver().open(host(server, **data))
    assert server.passwords == [PASSWORD]
    server.passwords.clear()
    server.users.clear()


def test_an_unknown_key_is_refused_and_named(tmp_path: Path) -> None:
    with SshServer() as server:
        error = refused(server, known_hosts=on_file(tmp_path, ""))

        assert f"ssh-ed25519 {server.fingerprint()}" in error.message
        assert f"nornir hostkeys accept hub1 {server.fingerprint()}" in error.cure
        assert server.connections == 1


def test_a_changed_key_is_refused_and_both_are_named(tmp_path: Path) -> None:
    with SshServer() as server, SshServer() as other:
        line = f"[127.0.0.1]:{server.port} {other.public()}\n"
        error = refused(server, known_hosts=on_file(tmp_path, line))

        assert server.fingerprint() in error.message
        assert f"on record: {other.fingerprint()}" in error.message
        assert f"--replace {other.fingerprint()}" in error.cure


def test_a_revoked_key_is_refused_though_it_is_on_record(tmp_path: Path) -> None:
    with SshServer() as server:
        file = on_file(tmp_path, server.line() + f"@revoked {server.line()}")

        assert "revokes" in refused(server, known_hosts=file).message


def test_a_recorded_key_is_taken_whichever_type_it_has(tmp_path: Path) -> None:
    for kind in ("ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"):
        with SshServer([kind]) as server:
            let_in(server, known_hosts=on_file(tmp_path, server.line()))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_router_with_several_keys_is_asked_for_the_one_on_record(
    number: int, tmp_path: Path
) -> None:
    with SshServer(["ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256"]) as server:
        let_in(server, known_hosts=on_file(tmp_path, server.line(number)))


def test_either_of_two_recorded_keys_of_one_type_will_do(tmp_path: Path) -> None:
    with SshServer() as server, SshServer() as other:
        old = f"[127.0.0.1]:{server.port} {other.public()}\n"
        for text in (old + server.line(), server.line() + old):
            let_in(server, known_hosts=on_file(tmp_path, text))


def test_the_inventorys_key_is_enough_without_a_file(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    with SshServer() as server, SshServer() as other:
        for pin in (server.fingerprint(), server.public(), [other.fingerprint(), server.public()]):
            let_in(server, host_key=pin, known_hosts=missing)
        error = refused(server, host_key=other.fingerprint(), known_hosts=missing)
        assert other.fingerprint() in error.message
        assert "change host_key in the inventory" in error.cure


def test_inventory_and_known_hosts_must_agree(tmp_path: Path) -> None:
    with SshServer() as server, SshServer() as other:
        file = on_file(tmp_path, f"[127.0.0.1]:{server.port} {other.public()}\n")

        error = refused(server, host_key=server.fingerprint(), known_hosts=file)

        assert "known_hosts says another" in error.message
        assert "nornir hostkeys list hub1" in error.cure


def test_without_file_and_inventory_nothing_is_even_dialled(tmp_path: Path) -> None:
    with SshServer() as server:
        with pytest.raises(HostKeyRefused, match="no known_hosts file"):
            IosDriver().open(host(server, known_hosts=str(tmp_path / "none")))
        with pytest.raises(HostKeyRefused, match="neither a fingerprint nor a public key"):
            IosDriver().open(host(server, host_key="aa:bb:cc"))

        assert server.connections == 0


def test_a_switch_of_netmiko_in_the_inventory_does_not_turn_the_check_off(tmp_path: Path) -> None:
    with SshServer() as server:
        router = host(server, known_hosts=on_file(tmp_path, ""))
        options = {"ssh_strict": False, "system_host_keys": False, "alt_host_keys": False}
        router.connection_options["netmiko"] = options_of(options)

        with pytest.raises(HostKeyRefused, match="unknown"):
            IosDriver().open(router)
        assert server.passwords == []


def options_of(extras: dict[str, Any]) -> Any:
    from nornir.core.inventory import ConnectionOptions

    return ConnectionOptions(extras=extras)


def test_a_scan_sees_every_key_and_logs_in_nowhere() -> None:
    with SshServer(["ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp384"]) as server:
        found = IosDriver().host_keys(host(server))

        assert {str(key) for key in found} == {server.public(n) for n in range(3)}
        assert server.users == []
        assert server.passwords == []


def test_a_scan_of_a_router_that_is_not_there_says_so() -> None:
    with SshServer() as server:
        gone = host(server)

    with pytest.raises(ConnectError, match="nobody listens on its SSH port"):
        IosDriver().host_keys(gone)


@pytest.mark.skipif(sha1_possible(), reason="the extra legacy-ssh is installed here")
@pytest.mark.parametrize("legacy", [False, True])
def test_a_router_with_sha1_only_is_refused_naming_the_extra_and_the_flag(
    legacy: bool, tmp_path: Path
) -> None:
    with SshServer(["ssh-rsa"], options=SHA1_ONLY) as server:
        router = host(server, known_hosts=on_file(tmp_path, server.line()), legacy_ssh=legacy)

        with pytest.raises(ConnectError, match="no SSH kex in common") as error:
            IosDriver().open(router)
        with pytest.raises(ConnectError, match="no SSH kex in common"):
            IosDriver().host_keys(router)

        assert error.value.category == "permanent"
        assert "nornir-ikev2[legacy-ssh]" in error.value.cure
        assert "legacy_ssh: true" in error.value.cure
        assert server.passwords == []


@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
@pytest.mark.skipif(
    not sha1_possible(), reason="needs the extra legacy-ssh: scripts/check-legacy-ssh"
)
def test_with_the_extra_only_the_hosts_flag_lets_sha1_in(tmp_path: Path) -> None:
    with SshServer(["ssh-rsa"], options=SHA1_ONLY) as server:
        file = on_file(tmp_path, server.line())

        with pytest.raises(ConnectError, match="not allowed for this host") as error:
            IosDriver().open(host(server, known_hosts=file))
        assert error.value.category == "permanent"
        assert "legacy_ssh: true" in error.value.cure
        assert "legacy-ssh" in error.value.cure
        assert server.passwords == []

        let_in(server, known_hosts=file, legacy_ssh=True)
        refused(server, known_hosts=on_file(tmp_path, ""), legacy_ssh=True)
