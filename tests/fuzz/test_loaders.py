"""Mutated files of a project: loaded or refused with places, and what is loaded can be typed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from example_site import CHECKOUT, lay_out_example
from fuzz.mutations import mutated
from nornir_ikev2.drivers.ios import grammar
from nornir_ikev2.drivers.ios.reading import COMMANDS, make_reading
from nornir_ikev2.drivers.registry import driver_for
from nornir_ikev2.errors import LoadError, NornirIkev2Error
from nornir_ikev2.lab.topology import read_topology
from nornir_ikev2.plain import CONTROL
from nornir_ikev2.playbook import load_playbook
from nornir_ikev2.project import find

EXAMPLES: Final = 500 if os.environ.get("NORNIR_IKEV2_LONG") else 25
KEY: Final = "Zx8Kq3Vb7Nm2Wp5Rt9Lc4Hd6"
SECRETS: Final = f"""\
vpns:
  branches:
    hub1--branch1:
      hub1: "{KEY}A"
      branch1: "{KEY}B"
    branch2--hub1:
      hub1: "{KEY}C"
"""
FILES: Final = (
    "inventory/vpns.yaml",
    "inventory/hosts.yaml",
    "inventory/groups.yaml",
    "inventory/defaults.yaml",
    "nornir.yaml",
    ".nornir/secrets.yaml",
    "playbooks/own.yaml",
)
CONFIG: Final = """\
hostname {name}
archive
 path flash:archive
interface {wan}
 ip address {address} 255.255.255.252
end
"""


def site(root: Path) -> None:
    """The example with a playbook and keys of its own."""
    lay_out_example(root)
    (root / "playbooks").mkdir(exist_ok=True)
    source = CHECKOUT / "playbooks" / "deploy-hub-spoke.yaml"
    (root / "playbooks" / "own.yaml").write_text(source.read_text())
    (root / ".nornir").mkdir(mode=0o700, exist_ok=True)
    (root / ".nornir" / "secrets.yaml").write_text(SECRETS)
    (root / ".nornir" / "secrets.yaml").chmod(0o600)


def load_and_plan(root: Path) -> None:
    """All a run does before it connects, and the lines it would type."""
    project = find(root)
    load_playbook("own", project.shelves("playbooks"), project.shelves("tasks"))
    loaded = project.intent(project.nornir())
    store = project.secrets(persist=False)
    store.ensure(loaded.intent.keys())
    for name, intent in loaded.intent.routers.items():
        config = CONFIG.format(name=name, wan=intent.wan.interface, address=intent.wan.address)
        answers = {one.form: "" for one in COMMANDS} | {"show running-config": config}
        plan = driver_for(intent.platform).plan(intent, make_reading(name, answers), store.get)
        assert plan.sections
        for section in plan.sections:
            grammar.check(section.lines)


def check_message(error: NornirIkev2Error, root: Path) -> None:
    """A refusal names places that exist, in printable words, and no key."""
    text = str(error)
    assert text.strip()
    assert KEY not in text
    assert not CONTROL.search(text.replace("\n", ""))
    for fault in error.faults if isinstance(error, LoadError) else ():
        path = root / fault.file
        if fault.line and path.is_file():
            lines = len(re.split(r"\r\n|[\r\n\x85\u2028\u2029]", path.read_text())) + 1
            assert fault.line <= lines, fault


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_file_is_refused_or_its_lines_can_be_typed(
    file: str, data: st.DataObject, tmp_path: Path
) -> None:
    site(tmp_path)
    path = tmp_path / file
    path.write_text(data.draw(mutated(path.read_text())), encoding="utf-8")

    try:
        load_and_plan(tmp_path)
    except NornirIkev2Error as error:
        event(type(error).__name__)
        check_message(error, tmp_path)
    else:
        event("accepted")


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated((CHECKOUT / "lab" / "containerlab.yml").read_text()))
def test_a_mutated_topology_is_refused_or_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "topology.yml"
    path.write_text(text, encoding="utf-8")

    try:
        read_topology(path)
    except NornirIkev2Error as error:
        check_message(error, tmp_path)
