"""`nornir lab capture`: what two routers say to each other, from the packets on the wire."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nornir_ikev2.cli.saved import read_config
from nornir_ikev2.cli.writable import need_writable
from nornir_ikev2.errors import UsageError
from nornir_ikev2.project import find

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from nornir_ikev2.lab.capture.conversation import Conversation, Step
    from nornir_ikev2.lab.capture.life import Ends, Recording
    from nornir_ikev2.lab.capture.payloads import Payload


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for; `seconds` None plays a tunnel's whole life."""

    svg: Path | None = None
    pcap: Path | None = None
    seconds: float | None = None
    as_json: bool = False


def run(project: Path | None, names: tuple[str, str], options: Options) -> int:
    """Capture the exchanges of a tunnel and draw them.

    Args:
        project: folder with `nornir.yaml`.
        names: two routers of the lab, or two files with running-configs that get daemons of their own.
        options: what to do with it.

    Returns:
        0; whatever was said, it was captured.

    Raises:
        UsageError: the names make no sense, or the lab has no packets.
        NornirIkev2Error: there is no tunnel, or nothing was said.
    """
    from nornir_ikev2.lab.capture.life import record, watch  # noqa: PLC0415 - keeps start-up short

    for option, path in (("--svg", options.svg), ("--pcap", options.pcap)):
        if path is not None:
            need_writable(option, path)
    with _ends(project, names) as (ends, known):
        whole = options.seconds is None
        recording = record(ends, _say) if whole else watch(ends, options.seconds or 0, _say)
    _write(recording, known, options)
    return 0


def read(file: Path, options: Options) -> int:
    """Draw what a capture file says, without keys: anybody's capture of IKEv2.

    Raises:
        UsageError: the file can't be read or has no IKEv2 in it.
        CaptureUnreadable: it is no pcap file.
    """
    from nornir_ikev2.lab.capture.conversation import conversations  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.lab.capture.life import Recording  # noqa: PLC0415 - as above
    from nornir_ikev2.lab.capture.message import messages  # noqa: PLC0415 - as above
    from nornir_ikev2.lab.capture.pcap import datagrams  # noqa: PLC0415 - as above

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} can't be read: {error.strerror or error}") from error
    found = conversations(messages(datagrams(data)))
    if not found:
        raise UsageError(
            f"{file} holds no IKEv2 message", cure="Capture UDP ports 500 and 4500 with tcpdump."
        )
    for conversation in found:
        _write(Recording(data, conversation), {}, options)
    return 0


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


@contextmanager
def _ends(
    project: Path | None, names: tuple[str, str]
) -> Generator[tuple[Ends, Mapping[IPv4Address, str]], None, None]:
    _need_daemons()
    from nornir_ikev2.lab.capture import places  # noqa: PLC0415 - needs vici

    paths = (Path(names[0]), Path(names[1]))
    if any(path.is_file() for path in paths):
        texts = [read_config(path) for path in paths]
        _become_root()
        stems = paths[0].stem, paths[1].stem
        names_of = stems if stems[0] != stems[1] else tuple(map(str, paths))
        with places.of_files(dict(zip(names_of, texts, strict=True))) as found:
            yield found
        return
    with places.in_lab(_status(project), names) as ends:
        daemons = (ends.starter, ends.answerer)
        yield ends, {IPv4Address(one): each.name for each in daemons for one in each.addresses()}


def _need_daemons() -> None:
    from nornir_ikev2.lab.strongswan import requirements  # noqa: PLC0415 - keeps start-up short

    requirements.require()


def _become_root() -> None:
    """Start again in a user namespace where this user is not root; daemons of two files end with us."""
    from nornir_ikev2.lab.strongswan.namespace import unprivileged  # noqa: PLC0415 - as above

    wrapper = unprivileged()
    if wrapper:
        os.execvp(wrapper[0], [*wrapper, sys.executable, *sys.argv])  # noqa: S606 - words of ours


def _status(project: Path | None) -> Any:  # noqa: ANN401 - LabStatus, which is imported later
    from nornir_ikev2.lab import providers  # noqa: PLC0415 - keeps start-up short

    found = find(project)
    running = providers.status(found.root, known_hosts=found.known_hosts)
    if running is None:
        raise UsageError(
            "no lab is up, and these are no two files",
            cure="Start one: nornir lab up --provider strongswan. Or name two saved running-configs.",
        )
    return running


def _write(recording: Recording, known: Mapping[IPv4Address, str], options: Options) -> None:
    from nornir_ikev2.lab.capture import diagram, svg  # noqa: PLC0415 - keeps start-up short

    conversation = recording.conversation
    if options.as_json:
        sys.stdout.write(json.dumps(_document(conversation, known), indent=2) + "\n")
    else:
        sys.stdout.write(diagram.text(conversation, known))
    if options.svg is not None:
        options.svg.write_text(svg.svg(conversation, known), encoding="utf-8")
    if options.pcap is not None:
        options.pcap.write_bytes(recording.pcap)


def _document(conversation: Conversation, known: Mapping[IPv4Address, str]) -> dict[str, Any]:
    return {
        "ends": [known.get(end, str(end)) for end in conversation.ends],
        "count": conversation.count(),
        "messages": [_message(step, known) for step in conversation.steps],
    }


def _message(step: Step, known: Mapping[IPv4Address, str]) -> dict[str, Any]:
    return {
        "time": round(step.time, 6),
        "from": known.get(step.source, str(step.source)),
        "to": known.get(step.destination, str(step.destination)),
        "exchange": step.exchange,
        "response": step.response,
        "message_id": step.message_id,
        "bytes": step.length,
        "fragments": step.fragments,
        "copies": step.copies,
        "clear": _payloads(step.clear),
        "encrypted": step.encrypted,
        "decrypted": None if step.inside is None else _payloads(step.inside),
    }


def _payloads(found: tuple[Payload, ...]) -> list[dict[str, str]]:
    return [{"kind": one.kind, "detail": one.detail} for one in found]
