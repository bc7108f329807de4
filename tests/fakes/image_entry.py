"""The entry command of the image outside of it: `python -I image_entry.py FOLDER [OPTIONS]`.

FOLDER holds our code as the image does. No library can be imported but those of the image and what
they need themselves in Debian (bcrypt, cffi, typing_extensions).
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

OURS = {"nornir_ikev2"}
LIBRARIES = {"asyncssh", "cryptography", "vici", "yaml"}
THEIRS = {"_cffi_backend", "_cython_3_1_4", "_openssl", "_yaml", "bcrypt", "typing_extensions"}


class Absent:
    """Finds nothing, and forbids to look for what the image does not hold."""

    @staticmethod
    def find_spec(
        name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None lets the next finder look."""
        if name.partition(".")[0] in sys.stdlib_module_names | OURS | LIBRARIES | THEIRS:
            return None
        raise ModuleNotFoundError(f"{name} is not in the image", name=name)


if __name__ == "__main__":
    folder = sys.argv.pop(1)
    sys.path.insert(0, folder)
    sys.meta_path.insert(0, Absent)
    runpy.run_module("nornir_ikev2.lab.container", run_name="__main__", alter_sys=True)
