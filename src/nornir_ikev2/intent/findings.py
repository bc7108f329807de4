"""Collects what is wrong in `vpns.yaml` and in the inventory, with file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nornir_ikev2.document import Document, Place, dotted, read
from nornir_ikev2.errors import Fault, LoadError


@dataclass
class Findings:
    """Faults and warnings of one load.

    Attributes:
        vpns: `vpns.yaml`; faults in it are added to it.
        host_file: where hosts are written down, None when the inventory is no file.
        host_name: that file as the user knows it.
        warnings: what is accepted but should be known.
        faults: faults outside `vpns.yaml`.
    """

    vpns: Document
    host_file: Path | None = None
    host_name: str = "inventory"
    warnings: list[str] = field(default_factory=list[str])
    faults: list[Fault] = field(default_factory=list[Fault])

    @cached_property
    def hosts(self) -> Document | None:
        """The file of the hosts, read only when a fault must name a line in it."""
        if self.host_file is None or not self.host_file.is_file():
            return None
        return read(self.host_file, self.host_name, strict=False)

    def vpn(self, place: Place, message: str, cure: str = "") -> None:
        """Note a fault in `vpns.yaml`."""
        self.vpns.fault(place, message, cure)

    def host(self, place: Place, message: str, cure: str = "") -> None:
        """Note a fault of a host; `place` begins with its name."""
        line = self.hosts.line(place) if self.hosts and self.hosts.holds(place[:1]) else 0
        self.faults.append(Fault(self.host_name, line, dotted(place), message, cure))

    def warn(self, place: Place, message: str) -> None:
        """Note something in `vpns.yaml` that is accepted."""
        where = f"{self.vpns.file}:{self.vpns.line(place)}: {dotted(place)}"
        self.warnings.append(f"{where}: {message}")

    def raise_if_any(self) -> None:
        """End the load when anything is wrong.

        Raises:
            LoadError: with every fault.
        """
        faults = [*self.vpns.faults, *self.faults]
        if faults:
            raise LoadError(list(dict.fromkeys(faults)))
