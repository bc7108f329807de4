from __future__ import annotations

from pathlib import Path

import pytest

from nornir_ikev2.change.shelf import load_steps
from nornir_ikev2.errors import LoadError

GOOD = "def greet(task, change):\n    return {!r}\n"


def test_a_step_of_the_project_hides_the_shipped_one(tmp_path: Path) -> None:
    for name in ("own", "shipped"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "greet.py").write_text(GOOD.format(name))

    steps = load_steps(["greet"], [tmp_path / "own", tmp_path / "shipped"])

    assert str(steps["greet"](None, None)) == "own"


def test_every_step_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("def other(): ...\n")
    (tmp_path / "broken.py").write_text("x = 1\ny = x.nothing\n")
    (tmp_path / "unclear.py").write_text("def unclear(:\n")

    with pytest.raises(LoadError) as refused:
        load_steps(["missing", "wrong", "broken", "unclear"], [tmp_path])

    found = {Path(one.file).stem: (one.line, one.message) for one in refused.value.faults}
    assert found["missing"] == (0, "there is no such step")
    assert "no function `wrong`" in found["wrong"][1]
    assert found["broken"][0] == 2
    assert found["unclear"][0] == 1
