"""The commands of the dead-man timer."""

from __future__ import annotations

from nornir_ikev2.lab.cli.entry import CONFIG_BANNER, EnterConfig
from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.files.machine import machine


def guarded(call: Call) -> str:
    """`configure terminal revert {timer N | idle N}`: back up, count, configure."""
    revert = machine(call).revert
    if revert.pending is not None:
        return revert.busy()
    url, message = revert.back_up()
    if url is None:
        return message
    revert.start(call.terminal, url, int(call.args["minutes"]), idle="idle" in call.words)
    return EnterConfig(f"{message}\n{CONFIG_BANNER}")


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
    ExecCommand("configure terminal revert timer <minutes:INT 1-120>", guarded),
    ExecCommand("configure terminal revert idle <minutes:INT 1-120>", guarded),
    ExecCommand("configure terminal revert timer idle <minutes:INT 1-120>", guarded),
    ExecCommand("configure confirm", confirm, {"confirm": "Confirm replacement of running-config"}),
    ExecCommand(
        "configure revert now", now, {"revert": "Parameters for reverting the configuration"}
    ),
    ExecCommand("configure revert timer <minutes:INT 1-120>", reset),
    ExecCommand("configure revert timer idle <minutes:INT 1-120>", reset),
    ExecCommand("show archive config rollback timer", view),
)
