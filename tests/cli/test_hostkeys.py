"""`nornir hostkeys`: look, compare, record; never log in, never replace in silence."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from fakes.ssh_server import SshServer
from nornir_ikev2.cli.app import app

NORNIR = Path(sys.executable).parent / "nornir"
OTHER = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Site:
    """A project whose one router is a server of ours."""

    def __init__(self, root: Path, server: SshServer) -> None:
        self.root, self.server = root, server
        self.file = root / ".nornir" / "known_hosts"
        self.data: dict[str, Any] = {}
        (root / "nornir.yaml").write_text(
            "inventory:\n  options: {host_file: hosts.yaml, group_file: groups.yaml}\n"
        )
        (root / "groups.yaml").write_text("hubs: {}\n")

    def write(self) -> None:
        host = {"hostname": "127.0.0.1", "port": self.server.port, "groups": ["hubs"]}
        host |= {"username": "admin", "password": "never-sent", "platform": "cisco_xe"}
        (self.root / "hosts.yaml").write_text(yaml.safe_dump({"hub1": host | {"data": self.data}}))

    def known(self, text: str) -> None:
        self.file.parent.mkdir(mode=0o700, exist_ok=True)
        self.file.write_text(text)

    def run(self, *arguments: str) -> Result:
        self.write()
        done = CliRunner().invoke(app, ["--project", str(self.root), "hostkeys", *arguments])
        assert self.server.users == []
        assert self.server.passwords == []
        return done

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def refused(self, *arguments: str) -> str:
        before = self.file.read_text() if self.file.is_file() else None
        done = self.run(*arguments)
        assert done.exit_code != 0
        assert (self.file.read_text() if self.file.is_file() else None) == before
        return str(done.exception)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with SshServer(["ssh-ed25519", "ssh-rsa"]) as server:
        yield Site(tmp_path, server)


def test_scan_shows_every_key_as_unknown_and_how_to_accept_it(site: Site) -> None:
    done = site.run("scan")

    assert done.exit_code == 0
    for number, kind in enumerate(("ssh-ed25519", "ssh-rsa")):
        row = f"{kind:<11}  {site.server.fingerprint(number)}  unknown"
        assert f"hub1  [127.0.0.1]:{site.server.port}  {row}" in done.stdout
    assert "nornir hostkeys accept ROUTER SHA256:..." in done.stderr
    assert not site.file.exists()


def test_scan_tells_same_from_changed_and_exits_1_on_a_change(site: Site) -> None:
    site.known(site.server.line())
    states = [key["state"] for key in site.json("scan", "hubs")[0]["keys"]]
    assert states == ["same", "unknown"]

    with SshServer() as other:
        site.known(f"[127.0.0.1]:{site.server.port} {other.public()}\n")
        done = site.run("scan", "hub1")

        assert done.exit_code == 1
        assert f"CHANGED, on record: {other.fingerprint()}" in done.stdout
        assert "--replace SHA256:OLD" in done.stderr


def test_scan_names_a_router_that_does_not_answer(site: Site) -> None:
    site.write()
    with SshServer() as gone:
        port = gone.port
    hosts = (site.root / "hosts.yaml").read_text().replace(str(site.server.port), str(port))
    (site.root / "hosts.yaml").write_text(hosts)

    done = CliRunner().invoke(app, ["--project", str(site.root), "hostkeys", "scan"])

    assert done.exit_code == 1
    assert "error: nobody listens on its SSH port" in done.stdout


def test_accept_new_records_all_keys_once_and_never_a_changed_one(site: Site) -> None:
    assert site.run("scan", "--accept-new").exit_code == 0
    first = site.file.read_text()
    assert first.count("hub1 unverified") == 2
    assert [key["state"] for key in site.json("scan")[0]["keys"]] == ["same", "same"]

    assert site.run("scan", "--accept-new").exit_code == 0
    assert site.file.read_text() == first
    with SshServer() as other:
        changed = f"[127.0.0.1]:{site.server.port} {other.public()}\n"
        site.known(changed)
        assert site.run("scan", "--accept-new").exit_code == 1
        assert site.file.read_text() == changed


def test_accept_takes_the_fingerprint_that_was_verified(site: Site) -> None:
    done = site.run("accept", "hub1", site.server.fingerprint(1))

    assert done.exit_code == 0
    assert f"hub1: ssh-rsa {site.server.fingerprint(1)} recorded in" in done.stdout
    assert site.file.read_text().startswith(site.server.line(1).rstrip() + " hub1 accepted ")
    again = site.run("accept", "hub1", site.server.fingerprint(1))
    assert again.exit_code == 0
    assert "was on record" in again.stdout
    further = site.run("accept", "hub1", site.server.fingerprint(0))
    assert further.exit_code == 0
    assert len(site.file.read_text().splitlines()) == 2


def test_accept_refuses_a_fingerprint_that_the_router_does_not_show(site: Site) -> None:
    said = site.refused("accept", "hub1", OTHER)

    assert f"hub1 does not show the key {OTHER}; it shows ssh-ed25519" in said
    assert "Nothing was recorded" in said


def test_accept_takes_a_whole_key_from_the_console_without_connecting(site: Site) -> None:
    kind, text = site.server.public(1).split()

    assert site.run("accept", "hub1", f"{kind} {text[:80]}\n{text[80:]}").exit_code == 0

    assert site.server.connections == 0
    assert site.file.read_text().startswith(site.server.line(1).rstrip())
    assert "neither SHA256:" in site.refused("accept", "hub1", f"{kind} {text[:80]}")


def test_without_a_fingerprint_and_a_terminal_somebody_must_say_yes_beforehand(site: Site) -> None:
    assert "nobody can be asked" in site.refused("accept", "hub1")
    assert site.server.connections == 0

    assert site.run("accept", "hub1", "--yes").exit_code == 0

    assert site.file.read_text().count("accepted") == 2


@pytest.mark.parametrize(("typed", "code"), [("no", 1), ("", 1), ("yes", 0)])
def test_on_a_terminal_the_fingerprints_are_shown_and_asked_about(
    typed: str, code: int, site: Site
) -> None:
    site.write()
    ours, theirs = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    command = [str(NORNIR), "--project", str(site.root), "hostkeys", "accept", "hub1"]

    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)

    os.close(ours)
    os.close(theirs)
    assert done.returncode == code
    assert site.server.fingerprint(0) in done.stderr
    assert site.server.fingerprint(1) in done.stderr
    assert site.file.exists() is (code == 0)


def test_a_changed_key_is_replaced_only_when_old_and_new_are_named(site: Site) -> None:
    with SshServer() as other:
        site.known(f"[127.0.0.1]:{site.server.port} {other.public()}\n")
        old, new = other.fingerprint(), site.server.fingerprint()

        for arguments in (("accept", "hub1", new), ("accept", "hub1", "--yes")):
            said = site.refused(*arguments)
            assert f"another key of hub1 is on record: {old}" in said
            assert f"accept hub1 {new} --replace {old}" in said
        assert "is not on record" in site.refused("accept", "hub1", new, "--replace", OTHER)
        assert "needs the new key too" in site.refused("accept", "hub1", "--yes", "--replace", old)

        done = site.run("accept", "hub1", new, "--replace", old)

    assert done.exit_code == 0
    assert len(site.file.read_text().splitlines()) == 1
    assert site.server.public() in site.file.read_text()


def test_a_revoked_key_and_one_that_the_inventory_does_not_allow_are_not_accepted(
    site: Site,
) -> None:
    site.known(f"@revoked {site.server.line()}")
    assert "revokes ssh-ed25519" in site.refused("accept", "hub1", site.server.fingerprint())

    site.known("")
    site.data["host_key"] = OTHER
    assert f"host_key in the inventory says {OTHER}" in site.refused(
        "accept", "hub1", site.server.fingerprint()
    )


def test_list_shows_what_is_on_record_and_from_where_without_connecting(site: Site) -> None:
    assert site.json("list")[0]["fingerprint"] is None
    site.known(f"{site.server.line().rstrip()} hub1 accepted 2026-01-31\n")
    site.data["host_key"] = site.server.fingerprint()

    done = site.run("list")

    assert done.exit_code == 0
    assert [row["source"] for row in site.json("list")] == ["inventory", "known_hosts:1"]
    assert "known_hosts:1  hub1 accepted 2026-01-31" in done.stdout
    assert site.server.connections == 0


def test_a_router_whose_record_cant_be_read_does_not_hide_the_others(site: Site) -> None:
    site.data["host_key"] = "16:27:ac"
    site.write()
    with (site.root / "hosts.yaml").open("a") as hosts:
        hosts.write("spare: {hostname: 127.0.0.1, port: 1}\n")
    site.write = lambda: None  # type: ignore[method-assign] # the file is as it shall be

    listed, scanned = site.run("list"), site.run("scan")

    assert (listed.exit_code, scanned.exit_code) == (0, 1)
    for done in (listed, scanned):
        assert "error: host_key in the inventory is neither" in done.stdout
        assert "error: no driver knows the platform ''" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("accept", "hub"), "there is no host `hub`"),
        (("accept", "hubs"), "`hubs` is a group"),
        (("scan", "hub2"), "no host or group `hub2`"),
        (("list", "hub2"), "no host or group `hub2`"),
        (("accept", "hub1", "MD5:16:27"), "neither SHA256:"),
    ],
)
def test_a_name_or_key_that_is_none_is_a_usage_error(
    arguments: tuple[str, ...], says: str, site: Site
) -> None:
    done = site.run(*arguments)

    assert says in str(done.exception)
    assert getattr(done.exception, "exit_code", None) == 2
