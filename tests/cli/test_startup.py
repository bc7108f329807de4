"""`nornir --help` starts fast because nothing heavy is imported for it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "asyncssh",
    "cryptography",
    "napalm",
    "netmiko",
    "nornir",
    "nornir_netmiko",
    "paramiko",
    "pydantic",
    "sqlalchemy",
    "ttp",
    "yaml",
)

PROGRAM = """
import sys
from nornir_ikev2.cli import main
sys.argv = ["nornir", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *sorted(sys.modules))
"""


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM], capture_output=True, text=True, check=True
    )

    help_text, _, modules = done.stdout.partition("LOADED")
    assert "run" in help_text
    assert not set(HEAVY) & set(modules.split())
