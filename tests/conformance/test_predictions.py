"""Every pair of the real configurations is predicted: no crash, a reason with each failure, no key shown."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import pytest

from nornir_ikev2.drivers.ios.view import view
from nornir_ikev2.ike.fragments import assume_addresses
from nornir_ikev2.ike.model import IkeConfig
from nornir_ikev2.ike.predict import predict_pairs
from nornir_ikev2.report.prediction import record, text

CONFIGS = Path(__file__).resolve().parents[2] / "../shared/captures/configs"
KEY = re.compile(r"(?:pre-shared-key|pre-share key|isakmp key)(?: local| remote)?(?: 0| 6)? (\S+)")
LONGEST_WORD = 6
"""Keys of laboratories are often words like `cisco`, which names of objects hold too."""


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = sorted(CONFIGS.glob("*/*.cfg"))
    if not found:
        pytest.skip("no captures here")
    return found


def _read(path: Path) -> tuple[IkeConfig, set[str]]:
    said = path.read_text(errors="replace")
    return view(path.stem, said), {key for key in KEY.findall(said) if len(key) > LONGEST_WORD}


def test_every_pair_of_real_configurations_is_predicted(files: list[Path]) -> None:
    read = {path: _read(path) for path in files}
    for a, b in product(files, files):
        (one, keys), (two, more) = read[a], read[b]
        found = predict_pairs(*assume_addresses(one, two))
        assert found
        for item in found:
            assert item.ok or (item.reason and item.detail), (a.stem, b.stem)
        said = text(found, 80) + json.dumps([record(item) for item in found])
        assert not {key for key in keys | more if key in said}, (a.stem, b.stem)


def test_neighbours_of_one_laboratory_find_each_other(files: list[Path]) -> None:
    """The pairs of which the outputs show that they came up, in both orders."""
    known = {path.stem: path for path in files}
    for a, b in (
        ("tun_skydevil_r13", "tun_skydevil_r52"),
        ("tun_fuatanshori_hub_1", "tun_fuatanshori_spoke_1"),
        ("cmap_alan_este", "cmap_alan_oeste"),
    ):
        one, two = (_read(known[name])[0] for name in (a, b))
        forth = predict_pairs(*assume_addresses(one, two))
        back = predict_pairs(*assume_addresses(two, one))
        assert all(item.ok for item in (*forth, *back))
        assert len(forth) == len(back)
