"""Settings of every test."""

import pytest
from hypothesis import settings

from fakes.sweep_counts import counts, strikes

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the crash sweep counted, where it ran."""
    passed, failed = (terminalreporter.getreports(kind) for kind in ("passed", "failed"))
    struck = strikes([*passed, *failed])
    sweeps = [one for one in failed if "sweep" in one.keywords and one.when == "call"]
    if struck or sweeps:
        terminalreporter.write_line(counts(struck, len(sweeps)))
