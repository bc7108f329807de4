"""Ask a router of the running lab over plain SSH: ask_router.py ROUTER "SHOW COMMAND"...

`--port ROUTER` prints the port instead. Shares no code with the deployer.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import asyncssh

PRIVATE = Path(__file__).resolve().parents[1] / ".nornir"


def node(name: str) -> dict[str, str]:
    """How to log in to a router of the lab."""
    nodes: dict[str, dict[str, str]] = json.loads((PRIVATE / "lab.json").read_text())["nodes"]
    return nodes[name]


async def ask(name: str, commands: list[str]) -> str:
    """The screen after some commands."""
    at = node(name)
    typed = "".join(f"{line}\n" for line in ("terminal length 0", *commands, "exit"))
    async with asyncssh.connect(
        at["hostname"],
        int(at["port"]),
        username=at["username"],
        password=at["password"],
        known_hosts=str(PRIVATE / "known_hosts"),
    ) as connection:
        done = await connection.run(input=typed, term_type="vt100")
    screen = str(done.stdout).replace("\r", "")
    _, _, rest = screen.partition("terminal length 0\n")
    return rest.rpartition(f"\n{name}#exit")[0]


if __name__ == "__main__":
    if sys.argv[1] == "--port":
        print(node(sys.argv[2])["port"])
    else:
        print(asyncio.run(ask(sys.argv[1], sys.argv[2:])))
