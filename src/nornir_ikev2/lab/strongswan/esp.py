"""Who encrypts: the kernel, where it has IPsec with interfaces for it, or else charon in user space."""

from __future__ import annotations

import subprocess
from enum import Enum
from functools import cache
from typing import Final

from nornir_ikev2.lab.strongswan.namespace import unprivileged

_SECONDS: Final = 20
_KEY: Final = f"0x{'00' * 20}"
# An interface of each kind, and one SA; all go with the namespace.
_PROBE: Final = (
    "ip link add probe1 type xfrm dev lo if_id 1"
    " && ip link add probe2 type gre local 192.0.2.1 remote 192.0.2.2"
    " && ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 1 mode tunnel if_id 1"
    f" aead 'rfc4106(gcm(aes))' {_KEY} 128"
)


class Esp(Enum):
    """Who carries ESP.

    KERNEL: IPsec of Linux. Tunnel interfaces exist (xfrm and GRE devices); ESP is an IP protocol of its own.
    USER: charon's plugin `kernel-libipsec`, for kernels without IPsec. ESP goes in UDP; tunnels that protect
        everything can't be told apart, so that there are no tunnel interfaces.
    """

    KERNEL = "kernel"
    USER = "user space"


@cache
def carrier() -> Esp:
    """What this kernel can do, tried in a namespace that ends at once."""
    probe = subprocess.run(  # noqa: S603 - words of ours
        [*unprivileged(), "unshare", "--net", "sh", "-c", _PROBE],
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    return Esp.USER if probe.returncode else Esp.KERNEL
