"""`nornir init DIR`: lay down a fresh project that describes the built-in lab."""

from __future__ import annotations

import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from nornir_ikev2.errors import UsageError

RENAMED: Final = {"gitignore": ".gitignore"}
"""Names that packaging tools would act upon."""


def run(directory: Path) -> int:
    """Write a project: `nornir.yaml`, an example inventory, folders for one's own content.

    Args:
        directory: made where it is missing; must be empty.

    Returns:
        0.

    Raises:
        UsageError: the folder is not empty, or can't be written.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(f"{directory} is not an empty folder", cure="Name a new one.")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _copy(files("nornir_ikev2.cli").joinpath("site"), directory)
        (directory / ".nornir").mkdir(mode=0o700)
    except OSError as error:
        raise UsageError(f"can't write {directory}: {error.strerror}") from error
    sys.stdout.write(NEXT.format(directory=directory))
    return 0


NEXT: Final = """\
A project is in {directory}; it describes the built-in lab. Next:

  cd {directory}
  nornir check                    # reads everything, contacts nobody
  nornir lab up                   # five virtual routers on this machine
  nornir run deploy-hub-spoke     # their tunnels, verified on both ends
  nornir lab down

For your own routers edit inventory/, then record their host keys: nornir hostkeys scan
"""


def _copy(source: Traversable, target: Path) -> None:
    for entry in source.iterdir():
        place = target / RENAMED.get(entry.name, entry.name)
        if entry.is_dir():
            place.mkdir()
            _copy(entry, place)
        else:
            place.write_bytes(entry.read_bytes())
