"""What the file commands need of a router beyond `contracts.Router`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from nornir_ikev2.lab.contracts import Call, Config, Router

if TYPE_CHECKING:
    from nornir_ikev2.lab.faults import Faults
    from nornir_ikev2.lab.files.archive import Archive
    from nornir_ikev2.lab.files.flash import FileSystem
    from nornir_ikev2.lab.files.revert import RollbackTimer


class Machine(Router, Protocol):
    """A router with storage and a timer that can undo changes."""

    flash: FileSystem
    nvram: FileSystem
    archive: Archive
    revert: RollbackTimer
    faults: Faults

    def blank(self) -> Config:
        """An empty configuration of this release, with this hardware, to try text on."""
        ...

    def running_text(self) -> str:
        """The running-config as it goes to a file."""
        ...

    def save_private(self) -> None:
        """Write what no running-config shows beside the startup-config."""
        ...

    def reload(self) -> None:
        """Restart from the startup-config; all sessions end."""
        ...


def machine(call: Call) -> Machine:
    """The router of a call; every router of the lab is a Machine."""
    return cast("Machine", call.router)


def sets(router: Router, line: str) -> bool:
    """Whether the running-config has this line at the top level."""
    return router.config.root.find(line) is not None
