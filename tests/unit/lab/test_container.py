from __future__ import annotations

import pytest

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab import container


def test_data_interfaces_are_awaited_and_counted_in_order_of_their_numbers() -> None:
    shown = iter([["lo", "eth0"], ["lo", "eth0", "eth10", "eth2", "eth1", "ethical"]])

    assert container.wait_for_wires(3, lambda: next(shown)) == ["eth1", "eth2", "eth10"]


def test_wires_that_do_not_come_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "WIRES_SECONDS", 0.0)

    with pytest.raises(NornirIkev2Error, match=r"0 of 2 data interfaces are there"):
        container.wait_for_wires(2, lambda: ["eth0"])
