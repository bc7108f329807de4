"""Planning a fleet: inventory, intent, keys, a plan and a prediction for each router; none is contacted.

planning.py [SPOKES ...]    2500 5000 10000 by default, each in a process of its own
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from ipaddress import IPv4Interface
from pathlib import Path

import site_generator

from nornir_ikev2.drivers.protocol import Reading, RouterFacts
from nornir_ikev2.drivers.registry import driver_for
from nornir_ikev2.ike.model import Release
from nornir_ikev2.ike.predict import predict_all
from nornir_ikev2.project import find

RELEASE = Release("17.12.1", (17, 12, 1))


def main() -> None:
    """Measure each size in a fresh process, so that memory is that size's own."""
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
        return
    for spokes in sys.argv[1:] or ("2500", "5000", "10000"):
        subprocess.run([sys.executable, __file__, "--one", spokes], check=True)


def measure(spokes: int) -> None:
    """Plan one fleet and print seconds per part and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        site_generator.write(root, spokes, workers=50)
        marks = [time.perf_counter()]
        project = find(root)
        nornir = project.nornir()
        intent = project.intent(nornir).intent
        marks.append(time.perf_counter())
        store = project.secrets()
        store.ensure(intent.keys())
        marks.append(time.perf_counter())
        lines, views = 0, {}
        for number, (name, router) in enumerate(intent.routers.items()):
            driver = driver_for(router.platform)
            plan = driver.plan(router, reading(name, number), store.get)
            lines += sum(len(section.lines) for section in plan.sections)
            views[name] = driver.view(name, plan.intended, RELEASE)
        marks.append(time.perf_counter())
        good = sum(one.ok for one in predict_all(views, [tunnel.ends for tunnel in intent.tunnels]))
        marks.append(time.perf_counter())
    parts = [f"{later - earlier:5.1f}" for earlier, later in itertools.pairwise(marks)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{spokes:>6} spokes: {marks[-1] - marks[0]:5.1f} s (load {parts[0]}, keys {parts[1]}, "
        f"plan {parts[2]}, predict {parts[3]}), peak {peak:.0f} MB, {lines} lines, {good} tunnels up",
        flush=True,
    )


def reading(name: str, number: int) -> Reading:
    """What such a router would answer before the VPN is there."""
    wan, lan = site_generator.wan_address(number), f"{site_generator.lan(number)}.1"
    facts = RouterFacts(
        hostname=name,
        model="C8000V",
        serial=f"9{number:010d}",
        release=RELEASE,
        filesystem="flash:",
        free_bytes=1 << 30,
        archive_path="flash:ikev2-archive",
        timer=None,
        lock_holder=None,
        interfaces={
            "GigabitEthernet2": IPv4Interface(f"{wan}/30"),
            "Loopback10": IPv4Interface(f"{lan}/24"),
        },
    )
    return Reading(facts, f"version 17.12\n{site_generator.startup(number)}end\n")


if __name__ == "__main__":
    main()
