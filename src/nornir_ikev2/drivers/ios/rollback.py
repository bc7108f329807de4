"""The ways back: checkpoint file, dead-man timer, `configure replace`.

Texts and syntax: Cisco IOS configuration fundamentals, "Configuration Replace and Configuration Rollback".
Success is judged by texts here and proved by the caller, who reads the configuration again.
"""

from __future__ import annotations

import re
from typing import Final

from nornir_ikev2.drivers.ios import commands
from nornir_ikev2.drivers.ios.exchange import ENTER, Answer, Exchange, at_prompt_or_question
from nornir_ikev2.drivers.ios.lines import Answer as Key
from nornir_ikev2.drivers.ios.lines import ExecLine, Name
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.patterns import (
    ARCHIVE_OFF,
    COPIED,
    DENIED,
    LOCKED,
    NO_TIMER,
    PROMPT,
    ROLLBACK_FAILED,
    ROLLED_BACK,
    SAVED,
)
from nornir_ikev2.drivers.ios.reading import lock_holder, pending
from nornir_ikev2.drivers.ios.replies import refusal, without_noise
from nornir_ikev2.errors import CommandRefused, DeviceError, LockedByOther

_YES: Final = Key("y")
_TIMER: Final = commands.TIMER.line()
_LOCK: Final = commands.LOCK.line()
_HOLDER: Final = re.compile(r"by user '([^']+)'")
_MOST: Final = 6
"""Lines of a long answer that are shown."""
_NOW: Final = commands.REVERT.line()


def checkpoint(exchange: Exchange, host: str, url: str, before: str) -> str:
    """Copy the running-config to a file and read it back.

    Args:
        exchange: in exec mode.
        host: inventory name.
        url: of a file that does not exist yet.
        before: the configuration the plan was made from.

    Returns:
        The URL.

    Raises:
        CommandRefused: the copy failed, for example because flash is full.
        DeviceError: the file is not what the plan was made from.
    """
    copy = commands.COPY.line(Name(url))
    more = commands.MORE.line(Name(url))
    marker = exchange.marker()
    exchange.begin(copy, exchange.timeouts.rollback)
    said = exchange.wire.until(at_prompt_or_question, exchange.timeouts.rollback)
    asked = not PROMPT.fullmatch(exchange.wire.tail)
    if exchange.wire.more:  # what is typed ahead would answer `--More--`
        if asked:
            exchange.wire.write([ENTER])
            exchange.wire.tail = ""
            said += exchange.wire.until(
                lambda tail: bool(PROMPT.fullmatch(tail)), exchange.timeouts.rollback
            )
        stored = exchange.ask([more], exchange.timeouts.rollback)[0].text
    else:
        # One wait less: a question about overwriting would take the next line for a no, and the file
        # read back would differ.
        exchange.wire.write([ENTER, more, marker] if asked else [more, marker])
        said += exchange.skip_to(more, exchange.timeouts.rollback)
        stored = exchange.answer(marker, marker, exchange.timeouts.rollback).text
    output = "\n".join(said)
    if not COPIED.search(output):
        raise _refused(host, copy, output, "Look at the free space of its flash with 'dir'.")
    if normalise(stored) != normalise(before):
        raise DeviceError(
            f"the checkpoint {url} differs from the configuration that was read before",
            host=host,
            line=copy.masked,
            cure="Somebody changes this router now, or its flash is full; run again.",
        )
    return url


def arm(exchange: Exchange, host: str, minutes: int) -> None:
    """Start the dead-man timer; the router is then in configuration mode. 0 minutes: no timer.

    Raises:
        LockedByOther: a timer or configuration lock of somebody else is in the way.
        CommandRefused: the archive is off, or the command is refused.
    """
    line = commands.CONFIGURE_TIMED.line(minutes) if minutes else commands.CONFIGURE.line()
    answer = exchange.ask([line], exchange.timeouts.rollback)[0]
    if answer.mode:
        return
    text = answer.text
    if ARCHIVE_OFF.search(text):
        cure = "Run the playbook prepare-routers first: it gives the router an archive path."
        raise _refused(host, line, text, cure)
    if LOCKED.search(text):
        raise _locked(exchange, host, line, text)
    raise _refused(host, line, text, "The account needs the right to 'configure terminal'.")


def save(exchange: Exchange, host: str) -> None:
    """Copy running-config to startup-config.

    Raises:
        CommandRefused: no `[OK]` was seen.
    """
    line = commands.SAVE.line()
    output = exchange.dialogue(line, {}, exchange.timeouts.rollback)
    if not SAVED.search(output):
        raise _refused(host, line, output, "Save by hand with 'write memory'.")


def revert(exchange: Exchange, host: str, url: str | None, *, user: str, armed: bool) -> None:
    """Go back by the timer if it is ours and runs, else by replacing the configuration.

    Raises:
        DeviceError: the router says that it did not go back, or there is no way.
    """
    to_exec(exchange)
    if not armed:
        timer = pending(exchange.ask([_TIMER])[0].text)
        armed = timer is not None and timer.user == user
    if armed:
        answer = exchange.ask([_NOW], exchange.timeouts.rollback)[0].text
        try:
            _judge(host, _NOW, answer)
        except CommandRefused:
            if url is None and not NO_TIMER.search(answer):
                raise
        else:
            return
    if url is None:
        raise DeviceError(
            "no timer runs and there is no checkpoint file to go back to",
            host=host,
            cure="Compare the router with the checkpoint in the journal.",
        )
    replace(exchange, host, url)


def replace(exchange: Exchange, host: str, url: str) -> None:
    """`configure replace`; with `revert trigger error` where the archive allows it."""
    line = commands.REPLACE_TRIGGER.line(Name(url))
    output = exchange.dialogue(line, {"proceed": _YES, "[no]": _YES}, exchange.timeouts.rollback)
    if ARCHIVE_OFF.search(output):
        line = commands.REPLACE.line(Name(url))
        output = exchange.dialogue(
            line, {"proceed": _YES, "[no]": _YES}, exchange.timeouts.rollback
        )
    _judge(host, line, output)


def to_exec(exchange: Exchange) -> Answer:
    """Find out where the session is, and leave configuration mode if it is there.

    A question that waits for an answer takes the marker for a no; an unread answer ends before it.
    """
    marker = exchange.marker()
    exchange.wire.write([ENTER, marker])
    answer = exchange.answer(marker, marker, exchange.timeouts.rollback)
    if answer.mode:
        answer = exchange.ask([commands.END.line()])[0]
    return answer


def _judge(host: str, line: ExecLine, output: str) -> None:
    failed = ROLLBACK_FAILED.search(output)
    if failed or not ROLLED_BACK.search(output):
        raise _refused(host, line, output, "Compare the router with its checkpoint by hand.")


def _failure(output: str) -> str:
    """What a rollback says of its failure; the configlet it dumps before holds the rest."""
    found = ROLLBACK_FAILED.search(output)
    if found is None:
        return ""
    begin = output.rfind("\n", 0, found.start()) + 1
    lines = without_noise(output[begin:].splitlines())
    return "\n".join([line for line in lines if line.strip("*/ ")][:_MOST])


def _locked(exchange: Exchange, host: str, line: ExecLine, said: str) -> LockedByOther:
    timer, lock = (answer.text for answer in exchange.ask([_TIMER, _LOCK]))
    found = pending(timer)
    if found:
        left = f" of {found.minutes_left} minutes" if found.minutes_left is not None else ""
        what = f"a rollback timer{left} of user {found.user} runs"
    else:
        named = _HOLDER.search(said)
        holder = named[1] if named else lock_holder(lock)
        what = f"user {holder} holds" if holder not in {None, "unknown"} else "somebody holds"
        what += " the configuration lock"
    return LockedByOther(
        what, host=host, line=line.masked, cure="Wait for it to end, or ask its owner to end it."
    )


def _refused(host: str, line: ExecLine, output: str, cure: str) -> CommandRefused:
    if DENIED.search(output):
        cure = f"The account needs the right to '{' '.join(line.masked.split()[:2])}'."
    words = _failure(output) or refusal(output.splitlines())
    words = words or "\n".join(without_noise(output.splitlines())[-_MOST:])
    return CommandRefused(
        f"{line.masked!r} did not succeed",
        reply=mask(words),
        host=host,
        line=line.masked,
        cure=cure,
    )
