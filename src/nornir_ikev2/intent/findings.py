"""Collects what is wrong in `vpns.yaml` and in the inventory, with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nornir_ikev2.document import Document, read
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.place import Place, dotted

if TYPE_CHECKING:
    from nornir.core.inventory import Host


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """A file that hosts, groups or defaults may be written in; `name` is the path as the user knows it."""

    path: Path
    name: str

    def read(self) -> Document | None:
        """The file, None when there is none."""
        return read(self.path, self.name, strict=False) if self.path.is_file() else None


@dataclass(frozen=True, slots=True)
class InventoryFiles:
    """The files of an inventory, for the places in messages."""

    hosts: InventoryFile
    groups: InventoryFile | None = None
    defaults: InventoryFile | None = None


@dataclass
class Findings:
    """Faults and warnings of one load.

    Attributes:
        vpns: `vpns.yaml`; faults in it are added to it.
        files: where hosts are written down, None when nobody knows.
        inventory: the hosts by name, to find the group a value comes from.
        warnings: what is accepted but should be known.
        faults: faults outside `vpns.yaml`.
    """

    vpns: Document
    files: InventoryFiles | None = None
    inventory: Mapping[str, Host] = field(default_factory=dict[str, "Host"])
    warnings: list[str] = field(default_factory=list[str])
    faults: list[Fault] = field(default_factory=list[Fault])

    @cached_property
    def _documents(self) -> tuple[Document | None, Document | None, Document | None]:
        """Hosts, groups and defaults, read only when a fault must name a line in them."""
        if self.files is None:
            return None, None, None
        groups, defaults = self.files.groups, self.files.defaults
        return (
            self.files.hosts.read(),
            groups.read() if groups else None,
            defaults.read() if defaults else None,
        )

    def vpn(self, place: Place, message: str, cure: str = "") -> None:
        """Note a fault in `vpns.yaml`."""
        self.vpns.fault(place, message, cure)

    def host(self, place: Place, message: str, cure: str = "") -> None:
        """Note a fault of a host, where it is written: with the host, a group of it, or the defaults.

        Args:
            place: begins with the name of the host.
            message: what is wrong.
            cure: the next thing to do.
        """
        name = self.files.hosts.name if self.files else "inventory"
        for document, written in self._origins(place):
            if document.holds(written[: len(written) - len(place) + _deciding(place)]):
                line = document.line(written)
                break
        else:
            document, written = self._documents[0] or Document(name), place
            line = document.line(place) if document.holds(place[:1]) else 0
        self.faults.append(Fault(document.file, line, dotted(written), message, cure))

    def _origins(self, place: Place) -> Sequence[tuple[Document, Place]]:
        """Where the value at a place may be written, in the order in which Nornir looks for it."""
        hosts, groups, defaults = self._documents
        found: list[tuple[Document, Place]] = []
        if hosts is not None:
            found.append((hosts, place))
        host = self.inventory.get(str(place[0]))
        if groups is not None and host is not None:
            found += [(groups, (group.name, *place[1:])) for group in host.extended_groups()]
        if defaults is not None:
            found.append((defaults, place[1:]))
        return found

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


def _deciding(place: Place) -> int:
    """How many steps of a place of a host say which value is meant: `NAME.data.wan`, `NAME.platform`."""
    return 3 if place[1:2] == ("data",) else 2
