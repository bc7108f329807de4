"""Secrets that must be seen nowhere, and a search for them in everything a run may leave behind.

Lay a site out with `canary_site`, do something with it, then call `assert_no_canary(site.root, out, err)` and
`assert_private(site.root)`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import stat
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from site_under_test import ROUTERS, Completed, Edit, Site, lab_up, lay_out

KEY: Final = "Zq7xCANARYk9w"
"""Every planted pre-shared key begins with it."""
LOGIN: Final = "Vt4CANARYlogin2x8"
ENABLE: Final = "Wm6CANARYenable5r"
CANARIES: Final = (KEY, LOGIN, ENABLE)
USER: Final = "canary"
AT_HOME: Final = (".nornir/secrets.yaml", ".nornir/lab", "lab")
"""Where secrets may stand: the store of keys, and the lab's routers themselves."""
ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
HUB: Final = "hub1"


def key(pair: str, owner: str) -> str:
    """The planted key of one side of one tunnel; all differ."""
    digest = base64.b32encode(zlib.crc32(f"{pair}/{owner}".encode()).to_bytes(4, "big"))
    return f"{KEY}{digest.decode().rstrip('=')}mPu3vHs8"


def secrets_file(vpns: Iterable[str] = ("branches",), routers: Iterable[str] = ROUTERS) -> str:
    """The text of a secrets file with a key for each side of each tunnel between hub and spokes."""
    lines = ["vpns:\n"]
    for vpn in vpns:
        lines.append(f"  {vpn}:\n")
        for router in routers:
            if router != HUB:
                pair = f"{router}--{HUB}"
                lines.append(f"    {pair}:\n")
                lines += [
                    f'      {owner}: "{key(vpn + pair, owner)}"\n'
                    for owner in (router, HUB, "shared")
                ]
    return "".join(lines)


VARIABLES: Final = {
    "NORNIR_USERNAME": USER,
    "NORNIR_PASSWORD": LOGIN,
    "NORNIR_ENABLE_SECRET": ENABLE,
}


def accounts(privilege: int) -> list[str]:
    """Configuration lines of a router that lets the canary in."""
    return [f"username {USER} privilege {privilege} secret 0 {LOGIN}", f"enable secret 0 {ENABLE}"]


def plant_keys(root: Path) -> None:
    """Put a canary for each key into a project's store."""
    private = root / ".nornir"
    private.mkdir(mode=0o700, exist_ok=True)
    store = private / "secrets.yaml"
    store.touch(mode=0o600)
    store.write_text(secrets_file())


@contextmanager
def canary_site(
    root: Path, edits: Mapping[str, Edit] | None = None, scale: int = 60
) -> Generator[Site]:
    """The example site with its lab up, every key, login password and enable secret a canary."""
    site = lay_out(root, edits or {})
    plant(site)
    with lab_up(site, scale):
        use_own_login(site)
        yield site


def plant(site: Site) -> None:
    """Put canaries into the store of keys, the routers' accounts and the environment."""
    plant_keys(site.root)
    for router in ROUTERS:
        for config in (site.root / "lab" / "configs").glob(f"{router}.*"):
            lines = "\n".join(accounts(1))
            config.write_text(f"{config.read_text().rstrip()}\n!\n{lines}\n")
    (site.root / "inventory" / "defaults.yaml").write_text("{}\n")
    site.variables.update(VARIABLES)


def use_own_login(site: Site) -> None:
    """Make the inventory's credentials count, not the lab's public ones."""
    path = site.root / ".nornir" / "lab.json"
    lab = json.loads(path.read_text())
    for node in lab["nodes"].values():
        node["username"] = node["password"] = None
    path.write_text(json.dumps(lab))


def assert_no_canary(root: Path, *outputs: str | bytes | Completed) -> None:
    """Fail when a canary stands in a file below `root` or in an output, in clear or thinly wrapped."""
    leaks = [
        f"output {n}: {what}" for n, one in enumerate(outputs) for what in seen_in(_bytes(one))
    ]
    leaks += [f"{path}: {what}" for path in files(root) for what in seen_in(path.read_bytes())]
    assert not leaks, "\n".join(leaks)


def files(root: Path) -> Iterator[Path]:
    """Every file below a project where no secret may stand."""
    for path in sorted(root.rglob("*")):
        home = path.relative_to(root).as_posix()
        if path.is_file() and not any(home == one or home.startswith(f"{one}/") for one in AT_HOME):
            yield path


def seen_in(data: bytes) -> list[str]:
    """Which canaries are in some bytes: as they are, in hex, base64, UTF-16, or deflated."""
    found = [
        f"{canary} ({form})"
        for canary in CANARIES
        for form, pattern in _forms(canary)
        if pattern in data
    ]
    for match in ZLIB.finditer(data):
        try:
            plain = zlib.decompressobj().decompress(data[match.start() :])
        except zlib.error:
            continue
        found += [f"{canary} (deflated)" for canary in CANARIES if canary.encode() in plain]
    return found


def assert_private(root: Path) -> None:
    """Fail when somebody else can read the private folder or anything in it."""
    private = root / ".nornir"
    wide = [
        f"{path} has mode {mode:04o}"
        for path in (private, *private.rglob("*"))
        if not path.is_symlink() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077
    ]
    assert not wide, "\n".join(wide)


def _forms(canary: str) -> Iterator[tuple[str, bytes]]:
    """A canary as it may stand in a file; base64 has three alignments."""
    plain = canary.encode()
    yield "clear", plain
    yield "hex", binascii.hexlify(plain)
    yield "hex", binascii.hexlify(plain).upper()
    yield "UTF-16", canary.encode("utf-16-le")
    yield "reversed", plain[::-1]
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + plain)
        yield "base64", text[4 if shift else 0 : len(text) - 4]


def _bytes(output: str | bytes | Completed) -> bytes:
    if isinstance(output, Completed):
        return f"{output.out}\n{output.err}".encode()
    return output.encode() if isinstance(output, str) else output
