"""One spoke of twenty fails: all twenty-one routers are put back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import site_generator

from faults.aftermath import check, record
from faults.bench import bench
from faults.cases.fleet import TWENTY
from faults.sites import BOTH, SETTINGS, VPNS, Mode, in_mode, timing

SPOKES = 20


@pytest.mark.parametrize("mode", BOTH)
def test_one_spoke_of_twenty_fails(
    tmp_path: Path, record_property: Callable[[str, object], None], mode: Mode
) -> None:
    site_generator.write(tmp_path, SPOKES, workers=SPOKES)
    with bench(tmp_path / "lab" / "containerlab.yml") as site:
        site.adopt(tmp_path, {VPNS: in_mode(mode), SETTINGS: timing(30, 8, 8)})
        site.remember()
        for one in TWENTY.troubles:
            site.fault(one.router, one.name, **one.values)

        done = site.nornir("run", "deploy-hub-spoke", "--json")

        holds = check(TWENTY, site, done)
    assert len(done.json["routers"]) == SPOKES + 1
    failed = [one["ends"] for one in done.json["tunnels"] if not one["ok"]]
    assert failed == [["hub1", "spoke13"]]
    record(record_property, TWENTY, mode, holds)
