from __future__ import annotations

from pathlib import Path

import pytest

from nornir_ikev2.document import parse
from nornir_ikev2.errors import LoadError, UsageError
from nornir_ikev2.playbook import load_playbook, parse_playbook, section_of

STEPS = [
    "arm_timer",
    "checkpoint",
    "confirm",
    "plan_change",
    "predict_tunnels",
    "prove_restored",
    "prune",
    "push_archive",
    "push_keyrings",
    "push_proposals",
    "read_router",
    "revert",
    "save",
]
GOOD = """\
description: Example.
topology: hub-spoke
prepare: [read_router, plan_change]
change:  [checkpoint, arm_timer, push_proposals, push_keyrings, prune]
keep:    [confirm, save]
undo:    [revert, prove_restored]
"""


def faults(text: str) -> list[str]:
    with pytest.raises(LoadError) as refused:
        parse_playbook(parse(text, "playbooks/x.yaml", strict=False), "x", STEPS)
    return [str(fault) for fault in refused.value.faults]


def test_a_playbook_is_read() -> None:
    book = parse_playbook(parse(GOOD, "x.yaml"), "x", STEPS)

    assert (book.topology, book.goal, book.ask, book.arms) == ("hub-spoke", "present", False, True)
    assert book.sections == ("proposals", "keyrings", "prune")
    assert book.steps[0] == "read_router"


def test_all_faults_come_at_once_with_their_lines() -> None:
    text = GOOD.replace("topology: hub-spoke", "topology: hub-and-spoke").replace(
        "push_keyrings", "push_keyring"
    )

    found = faults(text + "when: always\n")

    assert "playbooks/x.yaml:2: topology: expected one of" in found[0]
    assert "hub-spoke" in found[0]
    assert "playbooks/x.yaml:4: change[3]: there is no step `push_keyring`" in found[1]
    assert "Did you mean `push_keyrings`?" in found[1]
    assert "playbooks/x.yaml:7: when: is not known here" in found[2]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("checkpoint, arm_timer, ", "", "must begin with checkpoint, arm_timer"),
        ("arm_timer, ", "", "must begin with checkpoint, arm_timer"),
        ("[revert, prove_restored]", "[revert]", "must be [revert, prove_restored]"),
        ("undo:    [revert, prove_restored]\n", "", "must be [revert, prove_restored]"),
        ("[confirm, save]", "[save]", "must be [confirm, save]"),
        ("[read_router, plan_change]", "[plan_change]", "must begin with read_router"),
        (
            "push_proposals, push_keyrings",
            "push_keyrings, push_proposals",
            "in the order of their references: push_proposals, push_keyrings, prune",
        ),
        ("push_keyrings", "push_proposals", "is there twice"),
        ("push_keyrings", "{if: x}", "no variables, loops or conditions"),
        ("description: Example.\n", "", "is missing"),
        ("topology: hub-spoke", "ask: perhaps", "expected true or false"),
        ("keep:    [confirm, save]", "keep: 3", "expected a list"),
    ],
)
def test_what_can_not_be_undone_or_understood_is_refused(old: str, new: str, says: str) -> None:
    assert old in GOOD

    assert any(says in fault for fault in faults(GOOD.replace(old, new)))


def test_a_file_that_is_no_mapping_is_refused() -> None:
    assert "expected `key: value` pairs" in faults("- a\n")[0]


def test_an_unknown_playbook_gets_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "deploy-hub-spoke.yaml").write_text(GOOD)

    with pytest.raises(UsageError) as refused:
        load_playbook("deploy-hubspoke", [tmp_path], [])

    assert "deploy-hub-spoke" in refused.value.cure


def test_the_first_shelf_wins(tmp_path: Path) -> None:
    for folder, text in (("own", "Own."), ("shipped", "Shipped.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text(GOOD.replace("Example.", text))
    tasks = tmp_path / "tasks"
    tasks.mkdir()
    for step in STEPS:
        (tasks / f"{step}.py").write_text("")

    book = load_playbook("x", [tmp_path / "own", tmp_path / "shipped"], [tasks])

    assert book.description == "Own."


def test_names_of_push_steps_are_names_of_sections() -> None:
    assert section_of("push_ipsec_profiles") == "ipsec_profiles"
    assert section_of("prune") == "prune"
    assert section_of("push_prune") is None
    assert section_of("save") is None


def test_a_playbook_that_explains_has_steps_in_prepare_alone() -> None:
    found = faults(
        "description: Ask.\ngoal: explain\ntopology: hub-spoke\nprepare: [read_router]\nkeep: [confirm]\n"
    )

    said = "\n".join(found)
    assert "keep: can't be in a playbook with the goal explain" in said
    assert "topology: means nothing with the goal explain" in said
