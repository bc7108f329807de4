"""A PostgreSQL server of a test's own: in a temporary folder, on a Unix socket; it can stop and come back."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

USER = "postgres"
_number = itertools.count(1)


def programs() -> Path | None:
    """Where the server's programs are, of Debian's packages `postgresql-NN`; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass
class Postgres:
    """One server."""

    folder: Path
    bin: Path
    _databases: list[str] = field(default_factory=list[str])

    def database(self) -> str:
        """A new empty database; its URL as a user would write it."""
        name = f"journal{next(_number)}"
        self._run("createdb", "-h", str(self.folder), name)
        return f"postgresql://{self._user()}@/{name}?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self._run(*self._control(), "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once: sessions end."""
        self._run(*self._control(), "-m", "immediate", "stop")

    def make(self) -> None:
        """Make the server's files."""
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", self._user(), "-N"
        )

    def _control(self) -> tuple[str, ...]:
        return ("pg_ctl", "-w", "-s", "-D", str(self.folder / "data"))

    @staticmethod
    def _user() -> str:
        return USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of the server; root can't, so it runs as the Debian user."""
        command = [str(self.bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def postgres(where: Path) -> Generator[Postgres]:
    """A running server; its programs are in `where`."""
    folder = Path(tempfile.mkdtemp(prefix="nornir-ikev2-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    server = Postgres(folder, where)
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
