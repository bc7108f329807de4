from __future__ import annotations

from pathlib import Path

import pytest

from nornir_ikev2.change.runlock import run_lock
from nornir_ikev2.errors import PlanError


def test_two_runs_of_one_project_do_not_overlap_and_the_second_is_told_who_holds_it(
    tmp_path: Path,
) -> None:
    with (
        run_lock(tmp_path, "first"),
        pytest.raises(PlanError, match="run first"),
        run_lock(tmp_path, "second"),
    ):
        pass


def test_the_lock_ends_with_its_run(tmp_path: Path) -> None:
    with run_lock(tmp_path, "first"):
        pass

    with run_lock(tmp_path, "second"):
        assert "second" in (tmp_path / "run.lock").read_text()
