"""A file is the old one or the new one, never half."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from nornir_ikev2.atomic import replace_file


def test_text_and_mode_are_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")

    replace_file(path, "new", mode=0o600)

    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    path.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, "new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
