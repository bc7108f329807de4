"""The project: finding it, its settings, its private folder, its Nornir."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nornir_ikev2.errors import Fault, LoadError, UsageError
from nornir_ikev2.shelves import Kind, shelves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nornir.core import Nornir
    from nornir.core.inventory import Inventory

    from nornir_ikev2.intent.load import LoadedIntent
    from nornir_ikev2.secrets.store import SecretStore
    from nornir_ikev2.settings import Configuration, Settings

FILE: Final = "nornir.yaml"
VARIABLE: Final = "NORNIR_PROJECT"
INVENTORY_FILES: Final = (
    ("hosts", "host_file"), ("groups", "group_file"), ("defaults", "defaults_file"),
)  # fmt: skip
"""Part of an inventory -> the option of SimpleInventory that names its file."""
PRIVATE: Final = ".nornir"


@dataclass(frozen=True)
class Project:
    """A folder with `nornir.yaml`.

    Attributes:
        root: absolute path of the folder.
        configuration: the whole of `nornir.yaml`.
    """

    root: Path
    configuration: Configuration

    @property
    def settings(self) -> Settings:
        """Our settings."""
        return self.configuration.settings

    def path(self, written: str) -> Path:
        """A path as written in `nornir.yaml`: relative to the project."""
        return self.root / Path(written).expanduser()

    @cached_property
    def private(self) -> Path:
        """`.nornir/`, made where it is missing, readable by its owner only.

        Raises:
            LoadError: others can read it, and something is in it already.
        """
        folder = self.root / PRIVATE
        folder.mkdir(mode=0o700, exist_ok=True)
        mode = folder.stat().st_mode & 0o777
        if mode & 0o077:
            if any(folder.iterdir()):
                text = f"can be read by others (mode {mode:04o})"
                cure = "chmod 700 .nornir, and replace the keys in it if others may have read them."
                raise LoadError([Fault(PRIVATE, 0, "", text, cure)])
            folder.chmod(0o700)
        return folder

    @property
    def known_hosts(self) -> Path:
        """The file of host keys."""
        return self.path(self.settings.known_hosts)

    @property
    def vpns(self) -> Path:
        """`vpns.yaml`."""
        return self.path(self.settings.vpns)

    def shelves(self, kind: Kind) -> list[Path]:
        """Folders of content, the project's own first."""
        return shelves(self.root, kind)

    def nornir(self, *, dry_run: bool = False) -> Nornir:
        """Nornir with the inventory of this project; see `fleet.build`.

        Raises:
            LoadError: the inventory is wrong.
        """
        from nornir_ikev2.fleet import build  # noqa: PLC0415 - Nornir's plugins load netmiko
        from nornir_ikev2.hostfiles import InventoryRefused  # noqa: PLC0415 - as above

        try:
            return build(self, dry_run=dry_run)
        except InventoryRefused as refused:
            more = self._more_faults(refused.partial) if refused.partial else ()
            said = [(fault.file, fault.path.partition(".groups")[0]) for fault in refused.faults]
            new = [fault for fault in more if not _follows(fault, said)]
            raise LoadError([*refused.faults, *new]) from refused

    def _more_faults(self, partial: Inventory) -> Sequence[Fault]:
        """What else is wrong in these files and in `vpns.yaml`."""
        try:
            self._intent(partial)
        except LoadError as error:
            return error.faults
        return ()

    def intent(self, nornir: Nornir | None = None) -> LoadedIntent:
        """What the routers must be, from `vpns.yaml` and the inventory.

        Raises:
            LoadError: with every fault.
        """
        return self._intent((nornir or self.nornir()).inventory)

    def _intent(self, inventory: Inventory) -> LoadedIntent:
        from nornir_ikev2.intent.load import load_intent  # noqa: PLC0415 - pydantic, on use only

        options: dict[str, object] = self.configuration.inventory.get("options") or {}
        files: dict[str, Path] = {}
        for part, key in INVENTORY_FILES:
            written = options.get(key)
            if isinstance(written, str):
                files[part] = self.path(written)
        return load_intent(self.root, self.vpns, inventory, files=files)

    def secrets(self, *, persist: bool = True) -> SecretStore:
        """The store of keys; `persist` False generates in memory and writes nothing.

        Raises:
            LoadError: the provider is unknown or its keys are unusable.
        """
        from nornir_ikev2.secrets.store import open_store  # noqa: PLC0415 - on use only

        return open_store(self.settings, self.root, persist=persist)


def _follows(fault: Fault, said: Sequence[tuple[str, str]]) -> bool:
    """Whether a fault is at a place, or inside one, of which something was said already."""
    return any(
        fault.file == file
        and (fault.path == path or fault.path.startswith((f"{path}.", f"{path}[")))
        for file, path in said
    )


def find(start: Path | None = None) -> Project:
    """Find and load a project, and make every file of this process private from here on (umask 077).

    Args:
        start: the folder given by `--project`; else `$NORNIR_PROJECT`, else the nearest folder upwards
            from the current one that has `nornir.yaml`.

    Raises:
        UsageError: there is no project.
        LoadError: `nornir.yaml` is wrong.
    """
    from nornir_ikev2.settings import load  # noqa: PLC0415 - pydantic, on use only

    os.umask(0o077)
    root = _root(start)
    return Project(root, load(root))


def _root(start: Path | None) -> Path:
    said, source = start, "--project"
    if said is None and os.environ.get(VARIABLE):
        said, source = Path(os.environ[VARIABLE]), f"${VARIABLE}"
    if said is not None:
        if not (said / FILE).is_file():
            raise UsageError(f"{source}: {said} has no {FILE}", cure="Make one: nornir init DIR")
        return said.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise UsageError(
        f"no {FILE} in {here} or above",
        cure="Go to a project, name one with --project DIR, or make one: nornir init DIR",
    )
