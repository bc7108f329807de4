"""ESP by the kernel: on this one if it has the interfaces, else on Debian's in an emulated machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from site_under_test import CHECKOUT

TESTS = "tests/strongswan/inside_kernel_esp.py"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", TESTS)
EMULATOR = ("qemu-system-x86_64", "busybox", "cpio", "modprobe")


@pytest.mark.timeout(600)
def test_tunnel_interfaces_carry_packets_on_a_kernel_that_has_them() -> None:
    absent = [tool for tool in EMULATOR if not shutil.which(tool)]
    emulated = carrier() is Esp.USER
    if emulated and absent and not os.environ.get("CI"):
        pytest.skip(f"this kernel has no IPsec interfaces, and to emulate another needs {absent}")

    words = ["scripts/in-kernel"] if emulated else []
    # Three routers in processes of their own take minutes where the machine is emulated.
    short = [] if os.environ.get("NORNIR_IKEV2_LONG") or not emulated else ["-k", "not containers"]
    done = subprocess.run(
        [*words, *PYTEST, *short],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    closing = done.stdout.strip().splitlines()[-1]
    assert re.search(r"^\d+ passed", closing), done.stdout
    assert "skipped" not in closing
