"""From the first prompt to a terminal in a known state: privileged, wide, not paged, and verified so."""

from __future__ import annotations

import re
from typing import Final

from nornir_ikev2.drivers.ios import commands
from nornir_ikev2.drivers.ios.exchange import Answer, Exchange
from nornir_ikev2.drivers.ios.lines import Password
from nornir_ikev2.drivers.ios.patterns import DENIED, PASSWORD, PROMPT
from nornir_ikev2.errors import AuthRefused, DeviceError

_LENGTH: Final = re.compile(r"Length: (\d+) lines, Width: (\d+) columns")
_WIDE_ENOUGH: Final = frozenset({"0", "511", "512"})
"""What `terminal width 511` leaves; 0 is no limit."""
_SETUP: Final = (
    commands.NO_PAGING.line(),
    commands.WIDE.line(),
    commands.NO_MONITOR.line(),
    commands.TERMINAL.line(),
)


def prepare(exchange: Exchange, host: str, secret: str) -> None:
    """Wait for the first prompt, then set the terminal up in one window.

    Raises:
        AuthRefused: privileged mode is refused.
        DeviceError: the terminal can't be set up.
    """
    exchange.first_prompt(exchange.timeouts.prompt)
    answers = exchange.ask(_SETUP)
    if not answers[-1].privileged:
        _enable(exchange, host, secret)
        answers = exchange.ask(_SETUP)
    if answers[-1].mode:
        raise DeviceError("the login ended in configuration mode", host=host)
    _check(exchange, host, answers)


def _check(exchange: Exchange, host: str, answers: list[Answer]) -> None:
    """A router that still pages is asked one command at a time; the marker would answer `--More--`."""
    for answer in answers[:2]:
        if DENIED.search(answer.text):
            raise DeviceError(
                "the account may not set its terminal length",
                host=host,
                line="terminal length 0",
                cure="Let the account use 'terminal length' and 'terminal width'.",
            )
    match = _LENGTH.search(answers[-1].text)
    if match and match[1] != "0":
        exchange.wire.more = True
    if match and match[2] not in _WIDE_ENOUGH:
        raise DeviceError(
            f"its terminal stays {match[2]} columns wide, so the echo of a long line can't be checked",
            host=host,
            line="terminal width 511",
            cure="Let the account use 'terminal width', or set 'width 511' on its vty lines.",
        )


def _enable(exchange: Exchange, host: str, secret: str) -> None:
    wire = exchange.wire
    quiet = exchange.timeouts.prompt
    exchange.begin(commands.ENABLE.line(), quiet)
    said = wire.until(lambda tail: bool(PASSWORD.search(tail) or PROMPT.fullmatch(tail)), quiet)
    if PASSWORD.search(wire.tail):
        if not secret:
            raise _denied(host, "the router asks for an enable secret and none is known")
        wire.write([Password(secret)])
        wire.tail = ""
        said = wire.until(lambda tail: bool(PASSWORD.search(tail) or PROMPT.fullmatch(tail)), quiet)
    if not wire.tail.rstrip().endswith("#"):
        words = " ".join(line.strip() for line in said if line.strip())
        raise _denied(host, f"the router refused privileged mode{f': {words}' if words else ''}")


def _denied(host: str, message: str) -> AuthRefused:
    return AuthRefused(
        message,
        host=host,
        line="enable",
        cure="Set NORNIR_ENABLE_SECRET, or give the account privilege 15.",
    )
