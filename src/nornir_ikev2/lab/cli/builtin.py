"""Exec commands that concern the session itself, and the running-config."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from nornir_ikev2.lab import passwords
from nornir_ikev2.lab.cli.entry import CONFIG_BANNER, EnterConfig
from nornir_ikev2.lab.contracts import Call, ExecCommand

if TYPE_CHECKING:
    from nornir_ikev2.lab.cli.shell import Shell

PRIVILEGED = 15
TRIES = 3
BUILDING = "Building configuration...\n"
UNENCRYPTED = (
    "Can not encrypt password. Please configure a configuration-key with 'key config-key'\n"
)
"""Cisco says it is printed at startup and whenever the configuration is generated; where is unconfirmed."""
LOCK_FREE = (-1, "unknown", -1, "NO LOCK", "FREE", "unknown", 0)


async def enable(shell: Shell, _: Call) -> str:
    """`enable`: asks for the secret unless the user is privileged already."""
    if shell.privilege >= PRIVILEGED:
        return ""
    stored = _secret(shell)
    if stored is None:
        return "% Error in authentication."
    for _attempt in range(TRIES):
        answer = await shell.terminal.ask("Password: ", echo=False)
        if passwords.matches(*stored, answer):
            shell.privilege = PRIVILEGED
            return ""
    return "% Bad secrets"


def _secret(shell: Shell) -> tuple[str, str] | None:
    """Type and text of the enable secret, else of the enable password."""
    found: dict[str, tuple[str, str]] = {}
    for node in shell.router.config.root.starting("enable "):
        _, kind, *rest = node.text.split(" ", 3)
        typed = len(rest) > 1 and rest[0].isdigit()
        found[kind] = (rest[0], rest[1]) if typed else ("0", " ".join(rest))
    return found.get("secret") or found.get("password")


def disable(shell: Shell, _: Call) -> str:
    """`disable`."""
    shell.privilege = 1
    return ""


def leave(shell: Shell, _: Call) -> str:
    """`exit`, `logout`, `quit`."""
    shell.close()
    return ""


def configure(_: Shell, __: Call) -> str:
    """`configure terminal`."""
    return EnterConfig(CONFIG_BANNER)


async def configure_asking(shell: Shell, _: Call) -> str:
    """`configure` alone asks from where."""
    question = "Configuring from terminal, memory, or network [terminal]? "
    answer = (await shell.terminal.ask(question)).strip().lower()
    if answer and not "terminal".startswith(answer):
        return '?Must be "terminal", "memory" or "network"'
    return EnterConfig(CONFIG_BANNER)


def lock(shell: Shell, _: Call) -> str:
    """`configure terminal lock`: nobody else may configure until we leave."""
    shell.config.locked_by = (shell.terminal.user, shell.terminal.number)
    return EnterConfig(CONFIG_BANNER)


def show_lock(shell: Shell, _: Call) -> str:
    """`show configuration lock`."""
    return lock_text(shell.config.locked_by)


def lock_text(holder: tuple[str, int] | None) -> str:
    """Who holds the configuration lock, user and line, as `show configuration lock` prints it."""
    values = LOCK_FREE
    if holder is not None:
        values = (holder[1] + 1, holder[0], holder[1], "EXCLUSIVE", "LOCKED", "EXPOSED", 1)
    labels = ("Owner PID", "User", "TTY", "Type", "State", "Class", "Count")
    rows = [f"{label:<18}: {value}" for label, value in zip(labels, values, strict=True)]
    title = "Parser Configure Lock"
    return "\n".join(
        (title, "-" * len(title), *rows, "Pending Requests  : 0", "User debug info   : ")
    )


def clear_lock(shell: Shell, _: Call) -> str:
    """`clear configuration lock`."""
    shell.config.locked_by = None
    return ""


def length(shell: Shell, call: Call) -> str:
    """`terminal length N`; 0 is no paging."""
    shell.terminal.length = int(call.args["n"])
    return ""


def width(shell: Shell, call: Call) -> str:
    """`terminal width N`; 0 is no limit."""
    shell.terminal.width = int(call.args["n"])
    return ""


def monitor(shell: Shell, call: Call) -> str:
    """`terminal [no] monitor`."""
    shell.terminal.monitor = "no" not in call.words
    return ""


def accept(_: Shell, __: Call) -> str:
    """A setting without effect here."""
    return ""


def privilege(shell: Shell, _: Call) -> str:
    """`show privilege`."""
    return f"Current privilege level is {shell.privilege}"


def history(shell: Shell, _: Call) -> str:
    """`show history`."""
    return "\n".join(f"  {line}" for line in shell.history)


def terminal(shell: Shell, _: Call) -> str:
    """`show terminal`."""
    line = shell.terminal
    return (
        f'Line {line.number + 2}, Location: "", Type: "xterm"\n'
        f"Length: {line.length} lines, Width: {line.width} columns\n"
        "Status: PSI Enabled, Ready, Active, No Exit Banner\n"
        "Capabilities: none"
    )


def running(shell: Shell, call: Call) -> str:
    """`show running-config [all]`."""
    text = shell.config.text(full="all" in call.words)
    if shell.config.last_change:
        text = f"!\n{shell.config.last_change}\n{text}"
    unable = shell.config.lacks_master
    return (UNENCRYPTED if unable else "") + _configuration(text)


def running_interface(shell: Shell, call: Call) -> str:
    """`show running-config interface X`."""
    node = shell.config.root.find(f"interface {call.args['name']}")
    if node is None:
        return shell.invalid("interface")
    return _configuration(f"!\n{shell.config.section(node)}\nend\n")


def _configuration(text: str) -> str:
    return f"{BUILDING}\nCurrent configuration : {len(text.encode())} bytes\n{text}"


Run = Callable[["Shell", Call], str | Awaitable[str]]
PATTERNS: tuple[tuple[str, Run, bool], ...] = (
    ("enable [<level:INT 0-15>]", enable, False),
    ("disable [<level:INT 0-15>]", disable, False),
    ("{exit|logout|quit}", leave, False),
    ("configure", configure_asking, True),
    ("configure terminal", configure, True),
    ("configure terminal lock", lock, True),
    ("show configuration lock", show_lock, True),
    ("clear configuration lock", clear_lock, True),
    ("terminal length <n:INT 0-512>", length, False),
    ("terminal width <n:INT 0-512>", width, False),
    ("terminal monitor", monitor, True),
    ("terminal no monitor", monitor, True),
    ("terminal [no] history [size <n:INT 0-256>]", accept, False),
    ("terminal [no] editing", accept, False),
    ("terminal exec prompt timestamp", accept, False),
    ("show privilege", privilege, False),
    ("show history", history, False),
    ("show terminal", terminal, False),
    ("show running-config [all|full|brief]", running, True),
    ("show running-config interface <name:IFNAME>", running_interface, True),
    ("write terminal", running, True),
)


def bound(shell: Shell) -> tuple[ExecCommand, ...]:
    """The commands of one session."""

    def bind(run: Run) -> Callable[[Call], str | Awaitable[str]]:
        return lambda call: run(shell, call)

    return tuple(
        ExecCommand(pattern, bind(run), privileged=privileged)
        for pattern, run, privileged in PATTERNS
    )


async def finished(result: str | Awaitable[str]) -> str:
    """The text of a command that may have to be awaited."""
    return await result if inspect.isawaitable(result) else result
