"""URLs of files: `flash:x`, `bootflash:/x`, `nvram:startup-config`, `running-config`, `null:`."""

from __future__ import annotations

from dataclasses import dataclass

from nornir_ikev2.lab.files.flash import FileSystem
from nornir_ikev2.lab.files.machine import Machine

RUNNING = "running-config"
STARTUP = "startup-config"
PRIVATE = "private-config"
"""Holds what no `show` prints, the master key of type 6 among it."""
FLASHES = {"flash", "bootflash", "flash0", "disk0", "unix", "harddisk"}
SHORTEST = 3
"""`run` is the shortest form of `running-config` that is taken for it."""


@dataclass(frozen=True, slots=True)
class Location:
    """One place for data.

    Attributes:
        prefix: file system as typed, without colon; `system` for the running-config.
        name: file in it, "" for the file system itself.
    """

    prefix: str
    name: str

    @property
    def url(self) -> str:
        """As IOS prints it."""
        return f"{self.prefix}:{self.name}"

    @property
    def is_running(self) -> bool:
        """Whether this is the running-config."""
        return self.prefix == "system" and self.name == RUNNING

    @property
    def is_startup(self) -> bool:
        """Whether this is the startup-config."""
        return self.prefix == "nvram" and self.name == STARTUP

    @property
    def default_name(self) -> str:
        """What IOS offers as destination file name."""
        return self.name.rpartition("/")[2]


def locate(router: Machine, url: str) -> Location:
    """Read a URL; a bare name is a file of the default file system."""
    if ":" not in url:
        word = url.lower()
        if len(word) >= SHORTEST and RUNNING.startswith(word):
            return Location("system", RUNNING)
        if len(word) >= SHORTEST and STARTUP.startswith(word):
            return Location("nvram", STARTUP)
        return Location(router.flash.name, url.lstrip("/"))
    prefix, _, name = url.partition(":")
    return Location(prefix.lower(), name.lstrip("/"))


def system(router: Machine, place: Location) -> FileSystem | None:
    """The file system of a place, or None when there is no such one."""
    if place.prefix == "nvram":
        return router.nvram
    return router.flash if place.prefix in FLASHES else None


def read(router: Machine, place: Location) -> str | None:
    """The text at a place, or None when there is none."""
    if place.is_running:
        return router.running_text()
    if place.prefix == "null":
        return ""
    if (fault := router.faults.get("file-unreadable")) and fault.concerns(place.name):
        return None
    files = system(router, place)
    file = files.get(place.name) if files else None
    return file.data.decode("utf-8", "replace") if file else None
