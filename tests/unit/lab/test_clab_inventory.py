"""containerlab's Nornir inventory in all its forms, and the one that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import clab_inventory
from nornir_ikev2.lab.clab_inventory import HostEntry

WRITTEN = """\
---
hub:
    username: admin
    password: admin
    platform: {platform}
    hostname: 172.20.30.11
    groups:
      - hub
      - ikev2
pc:
    username:
    password:
    platform: linux
    hostname: 172.20.30.40
"""


def entry(platform: str) -> HostEntry:
    return HostEntry("hub", "172.20.30.11", "admin", "admin", platform)


@pytest.mark.parametrize(
    ("written", "kind", "ours"),
    [
        ("cisco_iol", "cisco_iol", "cisco_ios"),
        ("cisco_vios", "cisco_vios", "cisco_ios"),
        ("cisco_c8000v", "cisco_c8000v", "cisco_xe"),
        ("cisco_csr1000v", "cisco_csr1000v", "cisco_xe"),
        ("cisco_ios", "cisco_iol", "cisco_ios"),
        ("cisco_iosxe", "cisco_c8000v", "cisco_xe"),
        ("ios", "cisco_iol", "cisco_ios"),
        ("", "cisco_c8000v", "cisco_xe"),
        ("", "cisco_vios", "cisco_ios"),
    ],
)
def test_platforms_of_every_name_scheme_are_ours(written: str, kind: str, ours: str) -> None:
    assert clab_inventory.platform(entry(written), kind) == ours


def test_the_routers_are_written_with_every_group_they_name(tmp_path: Path) -> None:
    source = tmp_path / "nornir-simple-inventory.yml"
    source.write_text(WRITTEN.format(platform="cisco_iol"))

    entries = clab_inventory.read(source)
    path = clab_inventory.write(tmp_path / "made", entries, {"hub": "cisco_iol"})

    hosts = yaml.safe_load(path.read_text())
    assert list(hosts) == ["hub"]
    assert hosts["hub"]["platform"] == "cisco_ios"
    assert hosts["hub"]["hostname"] == "172.20.30.11"
    assert list(yaml.safe_load((tmp_path / "made/groups.yaml").read_text())) == ["hub", "ikev2"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_inventory_that_is_not_there_says_since_when_there_is_one(tmp_path: Path) -> None:
    with pytest.raises(NornirIkev2Error, match=r"wrote no inventory.*\n.*0\.67"):
        clab_inventory.read(tmp_path / "nornir-simple-inventory.yml")


def test_a_text_that_is_no_inventory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nornir-simple-inventory.yml"
    path.write_text("- hub\n")

    with pytest.raises(NornirIkev2Error, match="is no Nornir inventory"):
        clab_inventory.read(path)


def test_the_lab_folder_is_beside_the_topology_unless_the_environment_says_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topology = Path("/site/lab/containerlab.yml")
    monkeypatch.delenv("CLAB_LABDIR_BASE", raising=False)

    assert clab_inventory.lab_folder(topology, "x") == Path("/site/lab/clab-x")
    monkeypatch.setenv("CLAB_LABDIR_BASE", "/labs")
    assert clab_inventory.lab_folder(topology, "x") == Path("/labs/clab-x")
