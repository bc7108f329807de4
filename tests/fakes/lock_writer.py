"""A process that gives out tunnels and claims lines in one lock file, over and over, until it is killed.

`python lock_writer.py FILE NAME` prints a line once a claim is on disk.
"""

from __future__ import annotations

import itertools
import sys
from ipaddress import IPv4Network
from pathlib import Path

from nornir_ikev2.intent.lock import Lock


def line(count: int) -> tuple[str, ...]:
    """The line claimed in the n-th round."""
    return (f"ip route 10.0.{count}.0 255.255.255.0 Tunnel1",)


def _serve(path: Path, name: str) -> None:
    begin = len(Lock.load(path).owned(name).lines)
    for count in itertools.count(begin):
        lock = Lock.load(path)
        lock.allocate(name, (name, f"{name}-peer"), IPv4Network("10.255.0.0/24"), 100)
        lock.claim(name, [line(count)], [name.upper()])
        try:
            lock.save()
        except Exception as error:  # noqa: BLE001 - any error is for the test to see
            sys.stdout.write(f"failed {error}\n")
        else:
            sys.stdout.write(f"{count}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2])
