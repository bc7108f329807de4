"""Parsing 5,000 IKE SAs: our reader (TTP, checks and all) against a TextFSM template of the same output.

Both read the same text in one process, in turns; medians and spread of several repeats.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import textfsm

from nornir_ikev2.verify.parse import parse

PARSERS = Path(__file__).resolve().parents[1] / "parsers"
SAS = 5000
REPEATS = 9
TEMPLATE = r"""Value TUNNEL (\d+)
Value LOCAL (\S+)
Value LOCAL_PORT (\d+)
Value REMOTE (\S+)
Value REMOTE_PORT (\d+)
Value FVRF (\S+)
Value IVRF (\S+)
Value STATUS (\S+)
Value ENCRYPTION ([^,]+)
Value KEY_SIZE (\d+)
Value PRF ([^,]+)
Value INTEGRITY ([^,]+)
Value GROUP (\d+)
Value AUTH_SIGN ([^,]+)
Value AUTH_VERIFY ([^,]+)
Value LIFETIME (\d+)
Value ACTIVE (\d+)
Value LOCAL_SPI (\S+)
Value REMOTE_SPI (\S+)

Start
  ^\d+\s -> Continue.Record
  ^${TUNNEL}\s+${LOCAL}/${LOCAL_PORT}\s+${REMOTE}/${REMOTE_PORT}\s+${FVRF}/${IVRF}\s+${STATUS}\s*$$
  ^\s+Encr:\s+${ENCRYPTION},\s+keysize:\s+${KEY_SIZE},\s+PRF:\s+${PRF},\s+Hash:\s+${INTEGRITY},\s+DH\s+Grp:${GROUP},\s+Auth\s+sign:\s+${AUTH_SIGN},\s+Auth\s+verify:\s+${AUTH_VERIFY}\s*$$
  ^\s+Life/Active\s+Time:\s+${LIFETIME}/${ACTIVE}\s+sec
  ^\s+Local\s+spi:\s+${LOCAL_SPI}\s+Remote\s+spi:\s+${REMOTE_SPI}\s*$$
"""


def output(sas: int) -> str:
    """Return `show crypto ikev2 sa` of a hub with so many spokes."""
    rows = [" IPv4 Crypto IKEv2  SA \n"]
    rows += [
        "Tunnel-id Local                 Remote                fvrf/ivrf            Status \n"
        f"{number:<10}198.51.100.1/500      {f'10.0.{number >> 8}.{number & 255}/500':<22}"
        "none/none            READY  \n"
        "      Encr: AES-CBC, keysize: 256, PRF: SHA512, Hash: SHA512, DH Grp:20, "
        "Auth sign: PSK, Auth verify: PSK\n"
        f"      Life/Active Time: 86400/{number} sec\n"
        f"      CE id: {number}, Session-id: {number}\n"
        f"      Local spi: {number:016X}       Remote spi: {number << 8:016X}\n"
        for number in range(1, sas + 1)
    ]
    return "\n".join([*rows, " IPv6 Crypto IKEv2  SA \n"])


def main() -> int:
    """Print both medians; return 1 when ours is the slower one."""
    text = output(SAS)
    machine = textfsm.TextFSM(io.StringIO(TEMPLATE))

    def theirs() -> int:
        machine.Reset()
        return len(machine.ParseTextToDicts(text))

    def ours() -> int:
        return len(parse("show crypto ikev2 sa", text, [PARSERS]))

    seconds: dict[str, list[float]] = {"TextFSM": [], "ours (TTP)": []}
    for _ in range(REPEATS):
        for name, reader in zip(seconds, (theirs, ours), strict=True):
            seconds[name].append(_timed(reader))
    for name, times in seconds.items():
        median, spread = statistics.median(times), max(times) - min(times)
        print(f"{name:<12} {SAS} SAs: {median * 1000:7.1f} ms  (spread {spread * 1000:.1f} ms)")
    ratio = statistics.median(seconds["ours (TTP)"]) / statistics.median(seconds["TextFSM"])
    print(f"ours / TextFSM: {ratio:.2f}")
    return 0 if ratio <= 1 else 1


def _timed(reader: Callable[[], int]) -> float:
    start = time.perf_counter()
    found = reader()
    taken = time.perf_counter() - start
    if found != SAS:
        raise RuntimeError(f"{found} SAs were read, not {SAS}")
    return taken


if __name__ == "__main__":
    sys.exit(main())
