"""What the provider strongswan needs of a machine, looked at before anything starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from nornir_ikev2.lab.strongswan.namespace import unprivileged

PACKAGES: Final = "strongswan-charon strongswan-swanctl libcharon-extra-plugins iproute2"
TUN: Final = Path("/dev/net/tun")
CHARON: Final = (
    "/usr/lib/ipsec/charon",
    "/usr/libexec/ipsec/charon",
    "/usr/lib/strongswan/charon",
)
_SPEAKS, _ENCRYPTS = "vici", "kernel-libipsec"


def binary() -> str | None:
    """Where charon is, None when it is not installed."""
    found = (path for path in CHARON if os.access(path, os.X_OK))
    return next(found, shutil.which("charon"))


def missing() -> list[str]:
    """What is not there, one sentence each; empty when the provider can start."""
    if sys.platform != "linux":
        return ["network namespaces exist on Linux only"]
    commands = ("ip", "unshare", "nsenter", "setpriv")
    lacks = [f"the command {name}" for name in commands if not shutil.which(name)]
    in_user_space = bool(lacks) or carrier() is Esp.USER
    charon = binary()
    if charon is None:
        lacks.append("charon, the daemon of strongSwan")
    else:
        plugins = Path(charon).parent / "plugins"
        lacks += [
            f"the plugin {name} of charon"
            for name in (_SPEAKS, *([_ENCRYPTS] if in_user_space else []))
            if plugins.is_dir() and not (plugins / f"libstrongswan-{name}.so").exists()
        ]
    if find_spec("vici") is None:
        lacks.append("the Python package vici")
    if in_user_space and not os.access(TUN, os.R_OK | os.W_OK):
        lacks.append(f"access to {TUN}")
    if not lacks and (refused := _namespaces()):
        lacks.append(f"the right to make namespaces ({refused})")
    return lacks


def _namespaces() -> str:
    """Why the kernel refuses network and mount namespaces, "" when it does not."""
    probe = subprocess.run(  # noqa: S603 - words of ours
        [*unprivileged(), "unshare", "--net", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/run"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    return (
        probe.stderr.strip().splitlines()[-1]
        if probe.returncode and probe.stderr
        else ("" if probe.returncode == 0 else f"exit {probe.returncode}")
    )


def require() -> None:
    """Refuse where something is missing.

    Raises:
        NornirIkev2Error: with all that is missing, and how to get it.
    """
    lacks = missing()
    if not lacks:
        return
    cures: list[str] = []
    text = " ".join(lacks)
    if "charon" in text or "command" in text:
        cures.append(f"apt-get install {PACKAGES}")
    if "vici" in text:
        cures.append("pip install 'nornir-ikev2[strongswan]'")
    if str(TUN) in text:
        cures.append(f"run it as root, or let everyone open {TUN}: chmod 0666 {TUN}")
    if "right to make" in text:
        cures.append(
            "run it as root, or allow user namespaces: sysctl user.max_user_namespaces=15000"
        )
    raise NornirIkev2Error(
        f"the provider strongswan needs {', '.join(lacks)}",
        cure="; ".join(cures) or "Use --provider virtual.",
    )
