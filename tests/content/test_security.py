"""SECURITY.md says what the driver's own table says, and what the project really does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from example_site import lay_out_example
from nornir_ikev2.cli import check, run
from nornir_ikev2.drivers.ios import commands
from nornir_ikev2.errors import LoadError, NornirIkev2Error
from nornir_ikev2.explain import reading
from nornir_ikev2.verify import evidence
from nornir_ikev2.verify.template import load

ROOT: Final = Path(__file__).resolve().parents[2]


def test_the_commands_an_account_needs_are_those_of_the_table() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/account_commands.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    text = (ROOT / "SECURITY.md").read_text()
    for row in commands.TABLE:
        assert row.why in text


@pytest.mark.parametrize("module", [evidence, reading])
def test_what_the_project_itself_looks_at_is_listed_by_name(module: object) -> None:
    looks = {text for text in vars(module).values() if str(text).startswith("show ")}

    assert looks
    assert [text for text in looks if commands.row(text).stage == "steps"] == []


def test_a_step_runs_only_where_a_playbook_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out_example(tmp_path)
    (root / "tasks").mkdir()
    (root / "tasks" / "own.py").write_text(
        f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n"
    )
    (root / "playbooks").mkdir()
    (root / "playbooks" / "own.yaml").write_text("description: x\nprepare: [read_router, own]\n")
    monkeypatch.chdir(root)

    assert check.run(None) == 0
    assert not (tmp_path / "ran").exists()

    with pytest.raises(NornirIkev2Error):  # it is no step: the file has no function of its name
        run.run(None, run.Options("own"))
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "tag",
    [
        "<macro>\ndef f(data):\n    return data\n</macro>",
        '<vars load="python">\nx = 1\n</vars>',
        '<output returner="file"/>',
        '<extend template="ttp://x"/>',
        '<lookup name="x" load="csv">\na\n</lookup>',
    ],
)
def test_a_template_that_could_run_code_is_refused(tag: str, tmp_path: Path) -> None:
    file = tmp_path / "cisco_ios_show_x.ttp"
    file.write_text(f"<doc>\nx\n</doc>\n{tag}\n")

    with pytest.raises(LoadError, match=r"show_x\.ttp:4: the tag <\w+> is refused"):
        load(file)
