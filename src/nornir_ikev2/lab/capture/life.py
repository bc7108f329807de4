"""A tunnel's life on the wire: up, child rekeyed, peer probed, IKE SA rekeyed, deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from typing import Final, TypeVar

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.capture.conversation import Conversation, conversations
from nornir_ikev2.lab.capture.daemon import Daemon, dpd_delay
from nornir_ikev2.lab.capture.keys import read_keys
from nornir_ikev2.lab.capture.message import messages
from nornir_ikev2.lab.capture.pcap import datagrams
from nornir_ikev2.lab.capture.recorder import Recorder
from nornir_ikev2.lab.strongswan.observed import ObservedIke
from nornir_ikev2.lab.strongswan.vici_text import texts

_BY_ITSELF: Final = 4.0
"""Seconds a tunnel interface gets to come up again by itself."""
_SECONDS: Final = 10.0
_LATE: Final = 2.0
"""Seconds that packets may take from the wire into the file."""
_LOOK: Final = 0.05
Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ends:
    """The two daemons of a tunnel, and where to listen.

    Attributes:
        starter: starts the tunnel if nobody does.
        answerer: the other one.
        witness: a process in the network namespace to capture in.
        on_the_way: the witness is neither end, packets only pass.
    """

    starter: Daemon
    answerer: Daemon
    witness: int
    on_the_way: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """What was captured: the pcap file, and what it says."""

    pcap: bytes
    conversation: Conversation


def record(ends: Ends, say: Say) -> Recording:
    """Play and capture a tunnel's life; one that is up ends first.

    Args:
        ends: the two routers.
        say: is told what happens now.

    Raises:
        NornirIkev2Error: no tunnel between them, or it does not come up; the message has what was said.
    """
    connections = _connections(ends)
    with _listening(ends) as tape:
        for old in _between(ends):
            ends.starter.end(old.unique)
        begin = time.time()
        say("waiting for the tunnel to come up")
        sa = _up(ends, connections)
        last = _live(ends, tape, sa, say) if sa is not None else None
        end = time.time()
        if last is not None:
            _await(lambda: _deleted(tape.hear(begin, end), last), _LATE)
        return _recording(tape, begin, end)


def watch(ends: Ends, seconds: float, say: Say) -> Recording:
    """Capture for a while and do nothing."""
    with _listening(ends) as tape:
        begin = time.time()
        say(f"capturing for {seconds:g} seconds")
        time.sleep(seconds)
        return _recording(tape, begin, time.time())


@dataclass(frozen=True, slots=True)
class _Tape:
    ends: Ends
    dump: Recorder

    def hear(self, since: float, until: float) -> Conversation | None:
        """What the two ends said to each other between two moments."""
        logs = [daemon.key_log() for daemon in (self.ends.starter, self.ends.answerer)]
        said = (
            message
            for message in messages(datagrams(self.dump.read()))
            if since <= message.time <= until
        )
        found = conversations(said, read_keys(logs))
        ours = self.ends.starter.addresses()
        theirs = self.ends.answerer.addresses()
        for one in found:
            pair = set(map(str, one.ends))
            if pair & ours and pair & theirs:
                return one
        return None


@contextmanager
def _listening(ends: Ends) -> Generator[_Tape, None, None]:
    with ExitStack() as stack:
        for daemon in (ends.starter, ends.answerer):
            stack.enter_context(daemon.logging_keys())
        yield _Tape(ends, stack.enter_context(Recorder(ends.witness, inbound=ends.on_the_way)))


def _connections(ends: Ends) -> list[tuple[str, str, float]]:
    """Connection, child and DPD delay of all that may bring the tunnel up."""
    theirs = ends.answerer.addresses()
    found = [
        (name, child, dpd_delay(values))
        for name, values in ends.starter.connections().items()
        if theirs & set(texts(values["remote_addrs"]))
        for child in values.get("children", {})
    ]
    if not found:
        names = ends.starter.name, ends.answerer.name
        raise NornirIkev2Error(
            f"{names[0]} has no tunnel to {names[1]}",
            cure="Deploy a VPN first: nornir run deploy-hub-spoke. For two files: nornir predict says why.",
        )
    return found


def _between(ends: Ends) -> list[ObservedIke]:
    theirs = ends.answerer.addresses()
    return [sa for sa in ends.starter.sas() if str(sa.remote) in theirs]


def _up(ends: Ends, connections: Sequence[tuple[str, str, float]]) -> ObservedIke | None:
    """The new IKE SA: made by the routers themselves, or else by us."""
    found = _await(lambda: _ready(ends), _BY_ITSELF)
    if found is None:
        for name, child, _ in connections:
            if ends.starter.start(name, child):
                break
        found = _await(lambda: _ready(ends), 1.0)
    return found


def _ready(ends: Ends) -> ObservedIke | None:
    return next((sa for sa in _between(ends) if sa.children), None)


def _live(ends: Ends, tape: _Tape, sa: ObservedIke, say: Say) -> ObservedIke:
    """Play it; the IKE SA that was deleted at the end."""
    say("rekeying the child SA")
    old = sa.children[-1]
    ends.starter.rekey(child_id=str(old.unique))
    _await(lambda: _renewed(ends, old.unique), _SECONDS)
    delay = dpd_delay(ends.starter.connections().get(sa.connection, {}))
    if delay:
        since = time.time()
        say(f"waiting for dead peer detection, which asks after {delay:g} quiet seconds")
        _await(lambda: _probed(tape, since), delay + _SECONDS)
    else:
        say("no dead peer detection is configured")
    say("rekeying the IKE SA")
    ends.starter.rekey(ike_id=str(sa.unique))
    newer = _await(lambda: _rekeyed(ends, sa.unique), _SECONDS) or sa
    say("deleting the IKE SA")
    ends.starter.end(newer.unique)
    return newer


def _deleted(heard: Conversation | None, sa: ObservedIke) -> Conversation | None:
    """The conversation once it has the last answer in an IKE SA that was deleted."""
    spi = f"{sa.local_spi:016x}"
    steps = [step for step in (heard.steps if heard else ()) if spi in step.spis]
    asked = any(payload.detail == "IKE SA" for step in steps for payload in step.payloads)
    return heard if asked and steps[-1].response else None


def _renewed(ends: Ends, old: int) -> ObservedIke | None:
    """The IKE SA once a new child is there and the old one is gone."""
    for sa in _between(ends):
        numbers = {child.unique for child in sa.children}
        if numbers and old not in numbers:
            return sa
    return None


def _rekeyed(ends: Ends, old: int) -> ObservedIke | None:
    held = _between(ends)
    numbers = {sa.unique for sa in held}
    return next((sa for sa in held if sa.children), None) if old not in numbers else None


def _probed(tape: _Tape, since: float) -> Conversation | None:
    """Whether a probe and its answer went by: INFORMATIONAL without payloads."""
    heard = tape.hear(since, time.time())
    quiet = [
        step
        for step in (heard.steps if heard else ())
        if step.exchange == "INFORMATIONAL" and step.inside == ()
    ]
    return heard if {step.response for step in quiet} == {False, True} else None


def _recording(tape: _Tape, begin: float, end: float) -> Recording:
    heard = tape.hear(begin, end)
    if heard is None:
        raise NornirIkev2Error(
            "nothing was said between the two routers",
            cure="Look whether packets get from one to the other: ping on both.",
        )
    return Recording(tape.dump.read(), _newborn(heard))


def _newborn(heard: Conversation) -> Conversation:
    """Without what was still said in IKE SAs that are older than the capture."""
    first = next((n for n, step in enumerate(heard.steps) if step.exchange == "IKE_SA_INIT"), None)
    if not first:
        return heard
    steps = heard.steps[first:]
    start = steps[0].time
    moved = tuple(replace(step, time=step.time - start) for step in steps)
    ends: tuple[IPv4Address, IPv4Address] = (steps[0].source, steps[0].destination)
    return Conversation(ends, heard.start + start, moved)


def _await(look: Callable[[], T | None], seconds: float) -> T | None:
    """What `look` finds, None when that takes too long."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None and time.monotonic() < deadline:
        time.sleep(_LOOK)
    return found
