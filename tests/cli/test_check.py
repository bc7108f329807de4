"""`nornir check`, `list`, `schema` and `init`: whole output and exit code."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from example_site import CHECKOUT, lay_out_example
from nornir_ikev2.cli import check, init, list_, schema
from nornir_ikev2.errors import UsageError


@pytest.fixture(autouse=True)
def _own_mask() -> Iterator[None]:
    mask = os.umask(0o022)
    yield
    os.umask(mask)


Output = pytest.CaptureFixture[str]


def test_check_shows_routers_and_tunnels(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path)

    assert check.run(tmp_path) == 0

    assert (
        capsys.readouterr().out
        == f"""\
project {tmp_path}

VPN branches: hub-spoke, tunnel-interface, routing eigrp 100, objects BRANCHES-...
  router   role   wan                            lans         tunnels
  hub1     hub    GigabitEthernet2 198.51.100.1  10.0.0.0/24  Tunnel100, Tunnel101, Tunnel102
  branch1  spoke  GigabitEthernet2 203.0.113.1   10.1.0.0/24  Tunnel100
  branch2  spoke  GigabitEthernet2 203.0.113.5   10.2.0.0/24  Tunnel100
  branch3  spoke  GigabitEthernet2 203.0.113.9   10.3.0.0/24  Tunnel100

6 keys are missing; a deployment generates them
all right: 4 routers, 3 tunnels
"""
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inventory", "nornir.yaml"]


def test_check_prints_one_json_document(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path)

    assert check.run(tmp_path, json=True) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert said["routers"]["branch1"] == {
        "platform": "cisco_xe",
        "wan": {"interface": "GigabitEthernet2", "address": "203.0.113.1"},
        "lans": ["10.1.0.0/24"],
        "vpns": {"branches": "spoke"},
    }
    assert said["tunnels"][0] == {
        "vpn": "branches",
        "ends": ["hub1", "branch1"],
        "mode": "tunnel-interface",
    }
    assert (said["missing_keys"], said["warnings"], said["faults"]) == (6, [], [])


def test_check_tells_faults_on_stderr_and_exits_1(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path, {"aes-cbc-256, aes-cbc-192": "aes256"})

    assert check.run(tmp_path) == 1

    said = capsys.readouterr()
    assert not said.out
    assert said.err == (
        "inventory/vpns.yaml:4: proposals.strong.encryption[0]: `aes256` is not an IKE encryption"
        " algorithm; expected one of des, 3des, aes-cbc-128, aes-cbc-192, aes-cbc-256, aes-gcm-128,"
        " aes-gcm-256\n    Did you mean `aes-cbc-256`?\n1 fault\n"
    )


def test_check_tells_faults_in_json(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path, {"lifetime: 86400": "lifetime: 1", "hubs: [hub1]": "hubs: []"})

    assert check.run(tmp_path, json=True) == 1

    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert [(fault["file"], fault["line"]) for fault in said["faults"]] == [
        ("inventory/vpns.yaml", 10),
        ("inventory/vpns.yaml", 17),
    ]


def test_check_shows_warnings_on_stderr(tmp_path: Path, capsys: Output) -> None:
    weak = {"group: [20, 19, 14]": "group: [5]", "asn: 100}\n": "asn: 100}\n    allow_weak: true\n"}
    lay_out_example(tmp_path, weak)

    assert check.run(tmp_path) == 0

    assert capsys.readouterr().err.startswith("warning: inventory/vpns.yaml:4: proposals.strong")


def test_check_refuses_bad_keys(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path)
    (tmp_path / ".nornir").mkdir()
    path = tmp_path / ".nornir" / "secrets.yaml"
    path.write_text("vpns: {branches: {hub1--branch1: {hub1: CANARYkey}}}\n")
    path.chmod(0o600)

    assert check.run(tmp_path) == 1

    said = capsys.readouterr()
    assert ".nornir/secrets.yaml:1: branches/branch1--hub1/hub1: the key has 9" in said.err
    assert "CANARY" not in said.err + said.out


def test_list_shows_what_can_be_run(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path)
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "audit.yaml").write_text(
        "description: Look, touch nothing.\ntopology: full-mesh\nprepare: [read_router]\nverify: [a, b]\n"
    )
    (tmp_path / "playbooks" / "broken.yaml").write_text("description: [\n")

    assert list_.run(tmp_path, json=True) == 0

    said = json.loads(capsys.readouterr().out)
    own = {one["name"]: one for one in said["playbooks"]}
    assert own["audit"] == {
        "name": "audit",
        "description": "Look, touch nothing.",
        "topology": "full-mesh",
        "steps": 3,
        "path": str(tmp_path / "playbooks" / "audit.yaml"),
    }
    assert own["broken"]["description"].startswith("faulty: is not YAML")
    assert said["vpns"] == {"branches": {"topology": "hub-spoke"}}
    assert said["routers"] == ["hub1", "branch1", "branch2", "branch3"]


def test_list_is_readable(tmp_path: Path, capsys: Output) -> None:
    lay_out_example(tmp_path)

    assert list_.run(tmp_path) == 0

    assert capsys.readouterr().out.endswith("""
VPNs
  branches  hub-spoke  3 tunnels

routers
  hub1     cisco_xe  hub of branches
  branch1  cisco_xe  spoke of branches
  branch2  cisco_xe  spoke of branches
  branch3  cisco_xe  spoke of branches
""")


def test_schema_prints_json(capsys: Output) -> None:
    assert schema.run() == 0

    assert json.loads(capsys.readouterr().out)["title"] == "inventory/vpns.yaml of nornir-ikev2"


def test_init_lays_down_a_project_that_checks(tmp_path: Path, capsys: Output) -> None:
    site = tmp_path / "new" / "site"

    assert init.run(site) == 0
    assert "nornir run deploy-hub-spoke" in capsys.readouterr().out
    assert check.run(site) == 0

    assert sorted(path.name for path in site.iterdir()) == [
        ".gitignore",
        ".nornir",
        "inventory",
        "nornir.yaml",
        "parsers",
        "playbooks",
        "tasks",
    ]
    assert stat.S_IMODE((site / ".nornir").stat().st_mode) == 0o700
    assert ".nornir/" in (site / ".gitignore").read_text()


def test_init_leaves_a_folder_with_something_in_it_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")

    with pytest.raises(UsageError, match="is not an empty folder"):
        init.run(tmp_path)
    with pytest.raises(UsageError, match="is not an empty folder"):
        init.run(tmp_path / "mine")

    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_what_init_lays_down_is_the_example_of_the_checkout() -> None:
    template = CHECKOUT / "src" / "nornir_ikev2" / "cli" / "site"

    for name in (
        "nornir.yaml",
        *(f"inventory/{one}.yaml" for one in ("hosts", "groups", "defaults", "vpns")),
    ):
        assert (template / name).read_text() == (CHECKOUT / name).read_text(), name
