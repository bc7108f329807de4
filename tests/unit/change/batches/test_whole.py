"""One word for a run in batches."""

from __future__ import annotations

import pytest

from nornir_ikev2.change.batches.whole import whole_outcome
from nornir_ikev2.change.outcome import Outcome


@pytest.mark.parametrize(
    ("found", "complete", "said"),
    [
        (["kept", "kept"], True, "kept"),
        (["unchanged", "kept"], True, "kept"),
        (["unchanged"], True, "unchanged"),
        (["kept"], False, "restored"),
        (["kept", "restored"], True, "restored"),
        (["kept", "unrestored"], True, "unrestored"),
        (["refused"], False, "refused"),
        (["unchanged"], False, "refused"),
        ([], False, "refused"),
    ],
)
def test_a_run_is_kept_only_where_every_batch_is(
    found: list[Outcome], complete: bool, said: Outcome
) -> None:
    assert whole_outcome(found, complete=complete) == said
