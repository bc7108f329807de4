"""Fuzz one target with atheris: run.py TARGET [options of libFuzzer]. See `scripts/fuzz`."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CRASHES = Path(__file__).parent / "crashes"


def main() -> None:
    """Run until libFuzzer ends the process; a crash is kept under `tests/fuzz/crashes/TARGET`."""
    atheris: Any = import_module("atheris")  # without types, and only where Python has wheels of it
    sys.path.insert(0, str(ROOT / "tests"))
    with atheris.instrument_imports(include=["nornir_ikev2"]):
        targets = import_module("fuzz.targets")

    name, *options = sys.argv[1:]
    if name not in targets.TARGETS:
        sys.exit(f"there is no target {name}; there are: {', '.join(targets.TARGETS)}")
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(targets.seeds(name)):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        known = CRASHES / name
        known.mkdir(parents=True, exist_ok=True)
        arguments = [sys.argv[0], corpus, str(known), f"-artifact_prefix={known}/", *options]
        atheris.Setup(arguments, targets.TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
