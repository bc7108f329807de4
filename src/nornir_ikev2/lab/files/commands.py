"""All exec commands of this room."""

from __future__ import annotations

from nornir_ikev2.lab.files import (
    archive,
    copying,
    listing,
    reloading,
    replace,
    revert_commands,
    tcl,
)

COMMANDS = (
    *listing.COMMANDS,
    *copying.COMMANDS,
    *archive.COMMANDS,
    *replace.COMMANDS,
    *revert_commands.COMMANDS,
    *tcl.COMMANDS,
    *reloading.COMMANDS,
)
