"""`configure replace`: make the running-config equal to a file, in passes.

Texts: Cisco's command reference, and napalm-automation/napalm issue 135 for failures.
"""

from __future__ import annotations

from dataclasses import dataclass

from nornir_ikev2.lab.contracts import Call, ExecCommand, LineReply
from nornir_ikev2.lab.files import difference
from nornir_ikev2.lab.files.machine import Machine, machine
from nornir_ikev2.lab.files.paths import locate, read

MOST_PASSES = 5
QUESTION = """This will apply all necessary additions and deletions
to replace the current running configuration with the
contents of the specified configuration file, which is
assumed to be a complete configuration, not a partial
configuration. Enter Y if you are sure you want to proceed. ? [no]: """
RULE = "*" * 8
ARCHIVE_OFF = "%Turn config archive on before using Rollback Confirmed Change"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a replace ended.

    Attributes:
        passes: rounds that changed something.
        typed: the lines of each pass.
        failed: lines the router refused to the end.
        done: whether the running-config is now the wanted one.
    """

    passes: int
    typed: tuple[tuple[str, ...], ...]
    failed: tuple[str, ...]
    done: bool


def replace(router: Machine, text: str) -> Outcome:
    """Turn the running-config into `text`; at most five passes, as IOS."""
    if fault := router.faults.get("replace-aborts"):
        router.faults.acted(fault)
        return _part_way(router, text)
    target = router.blank()
    unknown = tuple(reply.line for reply in target.load(text) if reply.refused)
    typed: list[tuple[str, ...]] = []
    failed: tuple[str, ...] = unknown
    while len(typed) < MOST_PASSES:
        lines = difference.commands(router.config.root, target.root)
        if not lines and not unknown:
            break
        refused = [reply.line for reply in _type(router, lines) if reply.refused]
        failed = (*unknown, *(line.strip() for line in refused))
        typed.append((*lines, *unknown))
    left = difference.commands(router.config.root, target.root)
    if left and (fault := router.faults.get("replace-leaves-line")):
        router.faults.acted(fault)
        return Outcome(len(typed), tuple(typed), (), done=True)
    return Outcome(len(typed), tuple(typed), failed, done=not left and not unknown)


def _type(router: Machine, lines: list[str]) -> list[LineReply]:
    if router.faults.get("replace-leaves-line"):
        lines = lines[:-1]
    return router.config.apply(lines)


def _part_way(router: Machine, text: str) -> Outcome:
    """A replace that gives up with half of its lines typed."""
    target = router.blank()
    target.load(text)
    lines = difference.commands(router.config.root, target.root)
    if not lines:
        return Outcome(0, (), (), done=True)
    half = len(lines) // 2
    router.config.apply(lines[:half])
    return Outcome(MOST_PASSES, (tuple(lines),), tuple(lines[half:]), done=False)


def done_text(outcome: Outcome, *, listed: bool = False) -> str:
    """`Total number of passes` and what follows it."""
    shown: list[str] = []
    for number, lines in enumerate(outcome.typed if listed else (), 1):
        shown.extend((f"!Pass {number}", "!List of Rollback Commands:", *lines, "end", ""))
    if outcome.done:
        shown.extend(("", f"Total number of passes: {outcome.passes}", "Rollback Done"))
        return "\n".join((*shown, ""))
    last = outcome.typed[-1] if outcome.typed else ()
    shown.extend(
        (
            "The rollback configlet from the last pass is listed below:",
            *(RULE, "", "", "!List of Rollback Commands:", *last, "end", "", "", RULE, "", ""),
            f"Rollback aborted after {outcome.passes} passes",
            "The following commands are failed to apply to the IOS image.",
            *(RULE, "", *outcome.failed, "", RULE),
        )
    )
    return "\n".join(shown)


def complete(text: str) -> bool:
    """Whether a file is a whole configuration: it has `version` and `end`."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "end" in lines and any(line.startswith("version ") for line in lines)


async def configure_replace(call: Call) -> str:
    """`configure replace URL [nolock] [list] [force] [ignorecase] [revert ...] [time N]`."""
    router = machine(call)
    minutes = int(call.args.get("minutes") or 0)
    guarded = bool(minutes) or "revert" in call.words
    place = locate(router, call.args["url"])
    text = read(router, place)
    if refusal := _refusal(router, text, place.url, (guarded, minutes)):
        return refusal
    if text is None or ("force" not in call.words and not await _sure(call)):
        return ""
    before = router.running_text()
    shown: list[str] = []
    if guarded:
        url, message = router.revert.back_up()
        if url is None:
            return message
        shown.append(message)
        if minutes:
            router.revert.start(call.terminal, url, minutes)
    outcome = replace(router, text)
    if not outcome.done and "error" in call.words:
        return "\n".join((*shown, _put_back(router, outcome, before)))
    who = f"{call.terminal.user} on vty{call.terminal.number} ({call.terminal.address})"
    router.log.add(f"%SYS-5-CONFIG_R: Config Replace is Done, by {who}")
    return "\n".join((*shown, done_text(outcome, listed="list" in call.words)))


def _refusal(router: Machine, text: str | None, url: str, guard: tuple[bool, int]) -> str:
    guarded, minutes = guard
    if guarded and router.archive.path is None:
        return ARCHIVE_OFF
    if minutes and router.revert.pending:
        return router.revert.busy()
    if text is None:
        return f"Error: Could not open file {url} for reading"
    return "" if complete(text) else "%The input file is not a valid config file."


def _put_back(router: Machine, outcome: Outcome, before: str) -> str:
    router.revert.forget()
    back = replace(router, before)
    return "\n".join(
        (
            *(f"Failed to apply command {line}" for line in outcome.failed[:1]),
            "",
            "Aborting Rollback.",
            "",
            f"Rollback failed.Reverting back to the original configuration: {router.archive.copies[-1]}",
            done_text(back),
            "The original configuration has been successfully restored.",
        )
    )


async def _sure(call: Call) -> bool:
    answer = await call.terminal.ask(QUESTION)
    return answer.strip().lower() in {"y", "yes"}


TAIL = "[nolock] [list] [force] [ignorecase]"
COMMANDS = (
    ExecCommand(f"configure replace <url:URL> {TAIL}", configure_replace),
    ExecCommand(
        f"configure replace <url:URL> {TAIL} revert trigger [error] [timer <minutes:INT 1-120>]",
        configure_replace,
    ),
    ExecCommand(
        f"configure replace <url:URL> {TAIL} revert timer <minutes:INT 1-120>", configure_replace
    ),
    ExecCommand(f"configure replace <url:URL> {TAIL} time <minutes:INT 1-120>", configure_replace),
)
