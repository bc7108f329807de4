"""What is refused, and how the user is told: a file per case, the change to the example and the words.

`NORNIR_IKEV2_UPDATE=1` rewrites what the cases say; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from example_site import faults_of, lay_out_example

CASES = sorted((Path(__file__).parent / "refused").rglob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_refused_with_file_line_and_reason(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text())
    lay_out_example(tmp_path, case.get("vpns.yaml"), case.get("hosts.yaml"))

    said = "\n".join(faults_of(tmp_path)).replace("\n    ", "\n  ") + "\n"

    if os.environ.get("NORNIR_IKEV2_UPDATE"):
        head, _, _ = path.read_text().partition("says:")
        body = "".join(f"  {line}\n" for line in said.splitlines())
        path.write_text(f"{head}says: |\n{body}")
    assert said == case["says"]


def test_there_are_cases() -> None:
    assert len(CASES) > 80
