"""Which causes were found for the tunnels of a router, both ends joined."""

from __future__ import annotations

from nornir_ikev2.api import Inquiry, Result, Task, conclusion


def explain_tunnels(task: Task, inquiry: Inquiry) -> Result:
    """The first cause of each of its tunnels; the report has all, with line and cure."""
    return Result(task.host, result="\n".join(conclusion(inquiry)))
