"""One router of many is at fault."""

from __future__ import annotations

from faults.case import Case, trouble

TWENTY = Case(
    "one spoke of twenty fails",
    "restored",
    [trouble("spoke13", "wrong-key")],
    says=("spoke13", "AUTHENTICATION_FAILED"),
)
"""On a lab of its own, with a hub and twenty spokes."""
