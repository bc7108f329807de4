"""The commands of the dead-man timer."""

from __future__ import annotations

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files.machine import machine


def confirm(call: Call) -> str:
    """`configure confirm`."""
    return machine(call).revert.confirm(call.terminal.user)


def now(call: Call) -> str:
    """`configure revert now`."""
    return machine(call).revert.now(call.terminal.user)


def reset(call: Call) -> str:
    """`configure revert timer {N | idle N}`."""
    revert = machine(call).revert
    minutes = int(call.args["minutes"])
    return revert.reset(call.terminal.user, minutes, idle="idle" in call.words)


def view(call: Call) -> str:
    """`show archive config rollback timer`."""
    return machine(call).revert.view()


COMMANDS = (
    ExecCommand("configure confirm", confirm, {"confirm": "Confirm replacement of running-config"}),
    ExecCommand(
        "configure revert now", now, {"revert": "Parameters for reverting the configuration"}
    ),
    ExecCommand("configure revert timer <minutes:INT 1-120>", reset),
    ExecCommand("configure revert timer idle <minutes:INT 1-120>", reset),
    ExecCommand("show archive config rollback timer", view),
)
