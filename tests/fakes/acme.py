"""A whole driver from elsewhere, for an imaginary router; it imports nothing of ours but the api.

The router keeps one line per object. Its session is a dictionary in memory where yours is a connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address

from nornir.core.inventory import Host

from nornir_ikev2.api import (
    CommandRefused,
    ConfigLine,
    IkeConfig,
    KeyResolver,
    Permit,
    Ping,
    Reading,
    Release,
    Renewal,
    RouterFacts,
    RouterIntent,
    RouterPlan,
    Section,
    SectionName,
)

RELEASE = Release("1.0", (1, 0))


class AcmeSession:
    """Satisfies `Session`. The timer and the checkpoints are kept beside the configuration."""

    def __init__(self, name: str, lines: list[str], permit: Permit = lambda _lines: None) -> None:
        self._permit = permit
        self._name = name
        self._lines = lines
        self._files: dict[str, list[str]] = {}
        self._timer: list[str] | None = None
        self._queue: dict[SectionName, Section] = {}
        self._open = True

    def read(self) -> Reading:
        facts = RouterFacts(
            hostname=self._name,
            model="ACME",
            serial="1",
            release=RELEASE,
            filesystem="disk:",
            free_bytes=None,
            archive_path="disk:archive",
            timer=None,
            lock_holder=None,
        )
        return Reading(facts, self.read_config())

    def read_config(self) -> str:
        return "\n".join(self._lines)

    def show(self, commands: Sequence[str]) -> list[str]:
        return ["" for _ in commands]

    def checkpoint(self, name: str) -> str:
        self._permit([f"store {name}"])
        self._files[name] = list(self._lines)
        return name

    def drop_checkpoint(self, url: str) -> None:
        self._permit([f"drop {url}"])
        del self._files[url]

    def arm(self, minutes: int) -> None:
        self._permit([f"timer {minutes}"])
        if minutes:
            self._timer = list(self._lines)

    def extend(self, minutes: int) -> None:
        self._permit([f"timer {minutes}"])

    def queue(self, sections: Sequence[Section]) -> None:
        self._queue = {section.name: section for section in sections}

    def push(self, name: SectionName) -> int:
        section = self._queue[name]
        self._permit([line.masked for line in section.lines])
        for line in section.lines:
            if "!" in line.text:
                raise CommandRefused("refused", host=self._name, line=line.masked)
            self._lines.append(line.text)
        return len(section.lines)

    def end_config(self) -> None:
        self._queue = {}

    def renew(self, renewal: Renewal) -> None:
        raise CommandRefused(f"no SA with {renewal.peer}", host=self._name)

    def ping(self, target: IPv4Address, source: IPv4Address, count: int = 5) -> Ping:
        return Ping(count, count if target != source else 0)

    def confirm(self) -> None:
        self._permit(["confirm"])
        self._timer = None

    def save(self) -> None:
        self._permit(["save"])
        self._files["startup"] = list(self._lines)

    def revert(self, checkpoint_url: str | None) -> None:
        self._permit(["revert"])
        self._lines[:] = self._timer or self._files[checkpoint_url or ""]
        self._timer = None

    def reset(self) -> None:
        self._queue = {}

    def close(self) -> None:
        self._open = False

    @property
    def round_trips(self) -> int:
        return 0

    @property
    def alive(self) -> bool:
        return self._open


class AcmeDriver:
    """Satisfies `Driver`: names its platforms, opens sessions, and knows the language."""

    platforms: frozenset[str] = frozenset({"acme_os"})

    def __init__(self) -> None:
        self.configs: dict[str, list[str]] = {}

    def open(self, host: Host, permit: Permit) -> AcmeSession:
        lines = self.configs.setdefault(host.name, [f"name {host.name}"])
        return AcmeSession(host.name, lines, permit)

    def plan(self, intent: RouterIntent, reading: Reading, keys: KeyResolver) -> RouterPlan:
        lines = [
            ConfigLine(f"peer {peer.address} key {key}", f"peer {peer.address} key <secret>")
            for vpn in intent.vpns
            for peer in vpn.peers
            if (key := keys(peer.local_key) if peer.local_key else "none")
        ]
        new = tuple(line for line in lines if line.text not in reading.config.splitlines())
        if not new:
            return RouterPlan(intent.name)
        added = tuple(line.masked for line in new)
        intended = "\n".join([reading.config, *(line.text for line in new)])
        return RouterPlan(intent.name, (Section("keyrings", new),), added, intended=intended)

    def plan_archive(self, reading: Reading) -> RouterPlan:
        return RouterPlan(reading.facts.hostname)

    def view(self, name: str, config: str, release: Release) -> IkeConfig:
        del config  # an honest one reads proposals, profiles and the rest out of it
        return IkeConfig(name, release)

    def normalise(self, config: str) -> str:
        return config.rstrip()

    def mask(self, text: str, secrets: Iterable[str] = ()) -> str:
        for secret in secrets:
            text = text.replace(secret, "<secret>")
        return text
