from __future__ import annotations

import pytest

from fakes.lab_lines import IKEV2, config
from nornir_ikev2.lab.store.config import RunningConfig


@pytest.fixture
def router() -> RunningConfig:
    running = config()
    assert not [reply for reply in running.apply(IKEV2.splitlines()) if reply.refused]
    return running
