"""Where content stands: the project's own folder first, then installed bundles, then what ships."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Literal

from nornir_ikev2.errors import NornirIkev2Error

Kind = Literal["playbooks", "tasks", "parsers", "lab"]
GROUP: Final = "nornir_ikev2.content"


def shelves(root: Path, kind: Kind) -> list[Path]:
    """The folders of one kind, the most particular first; each once and only where it exists.

    Args:
        root: the project.
        kind: playbooks, tasks, parsers or lab.

    Raises:
        NornirIkev2Error: an installed bundle can't be loaded.
    """
    found: dict[Path, None] = {}
    for base in (root, *_bundles(), *_shipped()):
        folder = base / kind
        if folder.is_dir():
            found[folder.resolve()] = None
    return list(found)


def _bundles() -> Iterator[Path]:
    """Roots of the bundles: an entry point names a package (its folder is meant) or a path."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            loaded = point.load()
        except (ImportError, AttributeError) as error:
            raise NornirIkev2Error(
                f"the content bundle `{point.name}` ({point.value}) can't be loaded: {error}",
                cure="Reinstall or remove its package.",
            ) from error
        paths = getattr(loaded, "__path__", None)
        yield Path(next(iter(paths)) if paths else loaded)


def _shipped() -> Iterator[Path]:
    """What came with this package: inside a wheel, or the checkout of an editable install."""
    package = Path(__file__).resolve().parent
    if (package / "_project").is_dir():
        yield package / "_project"
    elif package.parent.name == "src" and (package.parent.parent / "pyproject.toml").is_file():
        yield package.parent.parent
