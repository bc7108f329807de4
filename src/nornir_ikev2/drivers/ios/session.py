"""One session to one router: reads, pushes, checkpoints. See `Session` in `drivers.protocol`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any, Final

from nornir_ikev2.drivers.ios import commands, rollback
from nornir_ikev2.drivers.ios.exchange import Answer, Exchange
from nornir_ikev2.drivers.ios.lines import ExecLine, Name
from nornir_ikev2.drivers.ios.login import prepare
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.patterns import NOT_RUN, PING
from nornir_ikev2.drivers.ios.reading import COMMANDS, complete, make_reading
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.ios.window import Pusher
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.drivers.protocol import (
    Permit,
    Ping,
    Reading,
    Renewal,
    Section,
    SectionName,
    unrestricted,
)
from nornir_ikev2.errors import CommandRefused, SessionLost
from nornir_ikev2.intent.timeouts import Timeouts

if TYPE_CHECKING:
    from paramiko import Channel

    from nornir_ikev2.drivers.ios.connection import IosConnection

_SHORT: Final = 400
"""Letters in which an error message shows itself."""


def patience(connection: IosConnection) -> float:
    """How much slower than usual the inventory says a router is: `global_delay_factor` of netmiko.

    Less than one never counts; netmiko itself sets a tenth for its own polling.
    """
    return max(1.0, float(connection.global_delay_factor or 1))


def open_channel(connection: IosConnection) -> Channel:
    """The channel of a connection that is open.

    Raises:
        SessionLost: it is open no more.
    """
    channel = connection.shell
    if channel is None:
        raise SessionLost("the session ended during login", host=str(connection.host))
    return channel


class IosSession:
    """A session over a netmiko connection. Not for use by several threads at once."""

    def __init__(
        self,
        host: str,
        connection: IosConnection,
        end: Callable[[], None],
        permit: Permit = unrestricted,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.host = host
        self._connection = connection
        self._end = end
        channel = open_channel(connection)
        self._wire = Wire(channel, host, self._transport_up, patience(connection), permit)
        self._timeouts = timeouts or Timeouts()
        self._exchange = Exchange(self._wire, self._timeouts)
        self._pusher = Pusher(self._exchange, host)
        self._before = ""
        self._filesystem = "flash:"
        self._armed = False

    def prepare(self, secret: str) -> None:
        """Wait for the prompt, reach privileged mode, switch paging off; called once by `connect`."""
        prepare(self._exchange, self.host, secret)

    def read(self) -> Reading:
        """Read configuration and facts in one window."""
        answers = self._ask([command.line() for command in COMMANDS])
        texts = {command.form: one.text for command, one in zip(COMMANDS, answers, strict=True)}
        reading = make_reading(self.host, texts, pages=self._wire.more)
        self._before = reading.config
        self._filesystem = reading.facts.filesystem
        return reading

    def read_config(self) -> str:
        """Read the running-config again, complete or an error."""
        return complete(self.host, self._ask([commands.RUNNING.line()])[0].text)

    def show(self, asked: Sequence[str]) -> list[str]:
        """Run show commands in one window; a refused one raises CommandRefused."""
        lines = [commands.show(command) for command in asked]
        answers = self._ask(lines)
        for line, answer in zip(lines, answers, strict=True):
            if NOT_RUN.search(answer.text[:_SHORT]):
                raise self._refused(line, refusal(answer.text[:_SHORT].splitlines()))
        return [answer.text for answer in answers]

    def checkpoint(self, name: str) -> str:
        """Save the running-config to flash and read it back; return its URL."""
        url = name if ":" in name else f"{self._filesystem}{name}"
        return rollback.checkpoint(self._exchange, self.host, url, self._before)

    def drop_checkpoint(self, url: str) -> None:
        """Delete a checkpoint file."""
        self._run(commands.DELETE.line(Name(url)))

    def arm(self, minutes: int) -> None:
        """Start the dead-man timer and stay in configuration mode; see `Session.arm`."""
        rollback.arm(self._exchange, self.host, minutes)
        self._armed = self._armed or minutes > 0

    def extend(self, minutes: int) -> None:
        """Let the dead-man timer count anew."""
        self._run(commands.EXTEND.line(minutes))

    def queue(self, sections: Sequence[Section]) -> None:
        """Hand over all sections of the push."""
        self._pusher.queue(sections, closing=commands.END.line())

    def push(self, name: SectionName) -> int:
        """Push one section; see `Session.push`."""
        return self._pusher.push(name)

    def end_config(self) -> None:
        """Leave configuration mode."""
        if not self._pusher.finish():
            self._run(commands.END.line())

    def renew(self, renewal: Renewal) -> None:
        """Clear one SA, so that it is made anew."""
        if renewal.scope == "ike":
            self._run(commands.CLEAR_IKE.line(renewal.address))
        else:
            self._run(commands.CLEAR_CHILD.line(renewal.address))

    def ping(self, target: IPv4Address, source: IPv4Address, count: int = 5) -> Ping:
        """Ping from a source address; IOS waits two seconds for each lost answer."""
        line = commands.PING.line(target, source, count)
        answer = self._ask([line], self._timeouts.read + 2 * count)[0].text
        match = PING.search(answer)
        if match is None:
            raise self._refused(line, refusal(answer.splitlines()) or answer)
        return Ping(sent=int(match[2]), received=int(match[1]))

    def confirm(self) -> None:
        """Stop the dead-man timer."""
        self._run(commands.CONFIRM.line())
        self._armed = False

    def save(self) -> None:
        """Copy running-config to startup-config and see `[OK]`."""
        rollback.save(self._exchange, self.host)

    def revert(self, checkpoint_url: str | None) -> None:
        """Go back; see `Session.revert`."""
        rollback.revert(
            self._exchange, self.host, checkpoint_url, user=self._user, armed=self._armed
        )
        self._armed = False

    def reset(self) -> None:
        """Bring the session back to exec mode, whatever it was doing."""
        self._pusher = Pusher(self._exchange, self.host)
        rollback.to_exec(self._exchange)

    def close(self) -> None:
        """End the session; never raises."""
        with suppress(Exception):
            self._end()

    def facts(self) -> Mapping[str, Any]:
        """NAPALM's `get_facts` over this same SSH session (several round trips)."""
        from nornir_ikev2.drivers.ios.napalm_facts import get_facts  # noqa: PLC0415 - napalm is slow to import

        return get_facts(self.host, self._exchange)

    @property
    def round_trips(self) -> int:
        """Waits for an answer since login."""
        return self._wire.round_trips

    @property
    def alive(self) -> bool:
        """Whether the transport is still up."""
        return not self._wire.lost and self._transport_up()

    @property
    def _user(self) -> str:
        return str(self._connection.username)

    def _transport_up(self) -> bool:
        channel = self._connection.shell
        return channel is not None and not channel.closed and channel.get_transport().is_active()

    def _ask(self, lines: Sequence[ExecLine], quiet: float | None = None) -> list[Answer]:
        return self._exchange.ask(lines, quiet or self._timeouts.read)

    def _run(self, command: ExecLine) -> str:
        """Run one exec command that says nothing when all is well."""
        answer = self._ask([command])[0].text
        if words := refusal(answer.splitlines()):
            raise self._refused(command, words)
        return answer

    def _refused(self, command: ExecLine, words: str) -> CommandRefused:
        return CommandRefused(
            f"the router refused {command.masked!r}",
            reply=mask(words),
            host=self.host,
            line=command.masked,
            cure="The account may lack rights, or this release knows another form of the command.",
        )
