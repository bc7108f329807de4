"""`nornir predict A.cfg B.cfg`: what the tunnels between two configurations will negotiate."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from nornir_ikev2.cli.saved import read_config

if TYPE_CHECKING:
    from nornir_ikev2.ike.model import IkeConfig


def run(a: Path, b: Path, as_json: bool) -> int:  # noqa: FBT001 - called by the command table
    """Predict and print every tunnel between two saved configurations.

    Args:
        a: running-config of one router; it is taken to start the tunnels.
        b: running-config of the other one.
        as_json: print one JSON document instead of text.

    Returns:
        0 when every tunnel comes up, 1 otherwise.

    Raises:
        UsageError: a file can't be read, or holds no configuration.
    """
    from nornir_ikev2.ike.fragments import assume_addresses  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.ike.predict import predict_pairs  # noqa: PLC0415 - as above
    from nornir_ikev2.report import prediction  # noqa: PLC0415 - as above

    found = predict_pairs(*assume_addresses(*_read_both(a, b)))
    if as_json:
        sys.stdout.write(json.dumps([prediction.record(item) for item in found], indent=2) + "\n")
    else:
        sys.stdout.write(prediction.text(found, get_terminal_size().columns))
    return 0 if all(item.ok for item in found) else 1


def _read_both(a: Path, b: Path) -> tuple[IkeConfig, IkeConfig]:
    """Both configurations, named by hostname, or by file where that does not tell them apart."""
    from nornir_ikev2.drivers.ios.tree import parse  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.drivers.ios.view import hostname, view_tree  # noqa: PLC0415 - as above

    trees = [parse(read_config(path)) for path in (a, b)]
    names = [hostname(tree) or path.stem for tree, path in zip(trees, (a, b), strict=True)]
    if names[0] == names[1]:
        names = [a.stem, b.stem] if a.stem != b.stem else [str(a), str(b)]
    return view_tree(names[0], trees[0]), view_tree(names[1], trees[1])
