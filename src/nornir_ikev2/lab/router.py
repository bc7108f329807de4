"""One virtual router: its configuration, storage, clock and log, and its life from boot to reload."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from nornir_ikev2.lab.clock import ScaledClock
from nornir_ikev2.lab.contracts import Clock, Config, Log, Router, Terminal
from nornir_ikev2.lab.faults import Faults
from nornir_ikev2.lab.files.archive import Archive
from nornir_ikev2.lab.files.copying import lines_of
from nornir_ikev2.lab.files.flash import MIB, FileSystem
from nornir_ikev2.lab.files.paths import PRIVATE, STARTUP
from nornir_ikev2.lab.files.revert import RollbackTimer
from nornir_ikev2.lab.log import LogBuffer
from nornir_ikev2.lab.store.type6 import MasterKey
from nornir_ikev2.lab.topology import NodeSpec

FLASH_SIZE = 5183 * MIB
NVRAM_SIZE = 32 * MIB
VTYS = 16
BOOT_SECONDS = 5.0
USERNAME, PASSWORD = "admin", "admin"
SERIAL_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

LOGGER = logging.getLogger(__name__)

ConfigFactory = Callable[[NodeSpec], Config]


class Wan(Protocol):
    """The WAN as a router needs it."""

    def attach(self, router: Router, links: Mapping[str, str]) -> None:
        """Plug a router in; interface -> network."""
        ...

    def detach(self, name: str) -> None:
        """Pull all cables."""
        ...

    def reaches_station(self, name: str, /) -> bool:
        """Whether TCP between the management station and this router works now."""
        ...


class DatedConfig(Config, Protocol):
    """A running-config that can say when it last changed."""

    last_change: str
    master: MasterKey


class VirtualRouter:
    """Implements `contracts.Router` and `files.machine.Machine`.

    Args:
        spec: node of the topology.
        folder: where flash and startup-config are kept; None: in memory only.
        network: the WAN; None for a router that stands alone.

    Attributes:
        passwords: how many were tried so far.
        most_lines: vty lines in use at one time so far.
    """

    def __init__(
        self,
        spec: NodeSpec,
        *,
        folder: Path | None = None,
        time_scale: float = 1.0,
        network: Wan | None = None,
        make_config: ConfigFactory | None = None,
    ) -> None:
        self.spec = spec
        self.name = spec.name
        self.kind = spec.kind.name
        self.release = spec.release
        self.ports = spec.ports
        self.serial = _serial(spec.name)
        self.network = network
        self.faults = Faults(self._call_later)
        self.terminals: dict[int, Terminal | None] = {}
        self.passwords = 0
        self.most_lines = 0
        self.idle = asyncio.Event()
        self.idle.set()
        self.up = False
        self._reached = True
        self.on_power: list[Callable[[], None]] = []
        self._make_config = make_config or _running_config
        self._loop = asyncio.get_running_loop()
        self._time_scale = time_scale
        self.clock: Clock = ScaledClock(self._loop, time_scale)
        self.flash = self._storage(spec.kind.flash, FLASH_SIZE, folder, "flash")
        self.nvram = self._storage("nvram", NVRAM_SIZE, folder, "nvram")
        self.buffer = LogBuffer(self.clock)
        self.log: Log = self.buffer
        self.config = self._make_config(spec)
        self.archive = Archive(self)
        self.revert = RollbackTimer(self)

    @property
    def hostname(self) -> str:
        """Name in the prompt."""
        line = next(self.config.root.starting("hostname "), None)
        return line.text.removeprefix("hostname ").strip() if line else "Router"

    def boot(self) -> list[str]:
        """Start from the startup-config; the first time from the node's own file.

        Returns:
            The lines that were refused, for the lab's log.
        """
        self.clock = ScaledClock(self._loop, self._time_scale)
        self.buffer = LogBuffer(self.clock)
        self.log = self.buffer
        self.config = self._make_config(self.spec)
        self._load_private()
        self.archive = Archive(self)
        self.revert = RollbackTimer(self)
        stored = self.nvram.get(STARTUP)
        text = stored.data.decode("utf-8", "replace") if stored else first_config(self.spec)
        replies = self.config.load("\n".join(lines_of(text)) + "\nend\n")
        # A router that has booted shows when its configuration was read.
        when = f"{self.clock.now():%H:%M:%S} UTC {self.clock.now():%a %b %d %Y}"
        cast("DatedConfig", self.config).last_change = f"! Last configuration change at {when}"
        if stored is None:
            self.nvram.write(STARTUP, self.running_text().encode())
            self.save_private()
        self.up = True
        self.log.add("%SYS-5-RESTART: System restarted --")
        if self.network is not None:
            self.network.attach(self, self.spec.links)
        for callback in self.on_power:
            callback()
        return [reply.line for reply in replies if reply.refused]

    def reload(self, seconds: float = BOOT_SECONDS) -> None:
        """Go down now and come back from the startup-config after so many router seconds."""
        self.power_off()
        self.clock.call_later(seconds, self._boot_again)

    def power_off(self) -> None:
        """Lose everything that was not saved."""
        self.up = False
        self.revert.forget()
        if self.network is not None:
            self.network.detach(self.name)
        for callback in self.on_power:
            callback()

    def blank(self) -> Config:
        """An empty configuration of the same hardware and release."""
        return self._make_config(self.spec)

    def save_private(self) -> None:
        """Write what no running-config shows beside the startup-config.

        Raises:
            NoSpaceError: NVRAM is full.
        """
        master = cast("DatedConfig", self.config).master.text
        if master:
            self.nvram.write(PRIVATE, master.encode())
        else:
            self.nvram.remove(PRIVATE)

    def _load_private(self) -> None:
        stored = self.nvram.get(PRIVATE)
        if stored is not None:
            cast("DatedConfig", self.config).master.text = stored.data.decode()

    def running_text(self) -> str:
        """The running-config as a file."""
        return f"{self.config.text().rstrip()}\n"

    def reachable(self) -> bool:
        """Whether packets pass between the management station and this router."""
        if self.faults.get("unreachable"):
            return False
        if (cut := self.faults.get("cut-while")) and cut.concerns(self.config.text()):
            return False
        if self.network is None:
            return True
        try:
            self._reached = self.network.reaches_station(self.name)
        except Exception:
            LOGGER.exception("%s: can't tell whether the station is reached", self.name)
        return self._reached

    def take_line(self) -> int | None:
        """Reserve the lowest free vty; None when all are taken."""
        if self.faults.get("vty-exhausted"):
            return None
        number = next((n for n in range(VTYS) if n not in self.terminals), None)
        if number is not None:
            self.terminals[number] = None
            self.idle.clear()
            self.most_lines = max(self.most_lines, len(self.terminals))
        return number

    def free_line(self, number: int) -> None:
        """Give a vty back."""
        self.terminals.pop(number, None)
        if not self.terminals:
            self.idle.set()

    def _boot_again(self) -> None:
        self.boot()  # what is refused was reported at the first boot

    def _storage(self, name: str, size: int, folder: Path | None, part: str) -> FileSystem:
        place = folder / part if folder else None
        return FileSystem(
            name, size, place, self._now, lambda: self.faults.get(f"{part}-full") is not None
        )

    def _call_later(self, seconds: float, callback: Callable[[], None]) -> None:
        """The clock is another one after each boot."""
        self.clock.call_later(seconds, callback)

    def _now(self) -> datetime:
        return self.clock.now()


def first_config(spec: NodeSpec) -> str:
    """What a new node starts with: a login, SSH, and the topology's own lines on top."""
    base = (
        f"hostname {spec.name}",
        "ip domain name example.com",
        f"username {USERNAME} privilege 15 password 0 {PASSWORD}",
        "line vty 0 4",
        " login local",
        " transport input ssh",
        "!",
    )
    return "\n".join((*base, spec.startup))


def _serial(name: str) -> str:
    """A serial number that stays with the name, in the form of a C8000V: `9` and ten characters."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    letters: list[str] = []
    for _ in range(10):
        number, index = divmod(number, len(SERIAL_LETTERS))
        letters.append(SERIAL_LETTERS[index])
    return f"9{''.join(letters)}"


def _running_config(spec: NodeSpec) -> Config:
    from nornir_ikev2.lab.store.config import RunningConfig  # noqa: PLC0415 - loads the grammar

    config = RunningConfig(spec.release, spec.ports, hostname=spec.name)
    return cast("Config", config)  # its `root` is a property, which serves readers as well
