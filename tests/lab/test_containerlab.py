"""The containerlab provider against a program of that name that only pretends."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import containerlab, providers

EXAMPLE = Path(__file__).resolve().parents[2] / "lab"
NODES = ("hub1", "branch1", "branch2", "branch3", "wan")

CONTAINERLAB = """\
#!/bin/sh
echo "$@" >> "{log}"
case "$1" in
inspect) cat "{inspect}";;
destroy) echo '{{}}' > "{inspect}";;
esac
"""
KEYSCAN = """\
#!/bin/sh
echo "# $3 SSH-2.0"
echo "[$3]:$2 ssh-rsa AAAAB3"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "site/lab")
    return tmp_path / "site"


@pytest.fixture
def port() -> Iterator[int]:
    """A server that says what every SSH server says first."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(b"SSH-2.0-Cisco-1.25\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield int(listener.getsockname()[1])
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def test_without_the_program_the_error_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(NornirIkev2Error, match="containerlab is not installed"):
        providers.up(project, provider="containerlab")


def test_nodes_are_deployed_recorded_and_destroyed(
    project: Path, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inspect, log = tmp_path / "inspect.json", tmp_path / "calls"
    rows = ",".join(
        f'{{"lab_name": "nornir-ikev2", "name": "clab-nornir-ikev2-{name}", '
        f'"state": "running", "ipv4_address": "127.0.0.1/24"}}'
        for name in NODES
    )
    inspect.write_text(f'{{"nornir-ikev2": [{rows}]}}')
    tools = tmp_path / "bin"
    tools.mkdir()
    program(tools / "containerlab", CONTAINERLAB.format(log=log, inspect=inspect))
    program(tools / "ssh-keyscan", KEYSCAN)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setattr(containerlab, "SSH_PORT", port)

    up = providers.up(project, provider="containerlab")
    again = providers.up(project, provider="containerlab")
    known_hosts = (project / ".nornir/known_hosts").read_text()
    down = providers.down(project)

    assert up.started
    assert not again.started
    assert {node.state for node in again.nodes} == {"running"}
    assert [node.hostname for node in up.nodes] == ["127.0.0.1"] * 5
    assert known_hosts.splitlines()[0] == f"[127.0.0.1]:{port} ssh-rsa AAAAB3 nornir-ikev2-lab"
    assert down
    assert not (project / ".nornir/lab.json").exists()
    assert not (project / ".nornir/known_hosts").read_text()
    calls = [line.split()[0] for line in log.read_text().splitlines()]
    assert calls[0] == "deploy"
    assert "destroy" in calls


def test_a_program_that_fails_is_quoted(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "containerlab", "#!/bin/sh\necho 'image is missing' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(NornirIkev2Error, match="containerlab deploy failed: image is missing"):
        providers.up(project, provider="containerlab")
