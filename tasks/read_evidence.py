"""Read what a router knows of its tunnels; nothing is changed."""

from __future__ import annotations

from nornir_ikev2.api import Inquiry, Result, Task, gather_evidence


def read_evidence(task: Task, inquiry: Inquiry) -> Result:
    """Configuration, SAs, routes, IKEv2 counters and errors, log and clock of one router."""
    return Result(task.host, result=gather_evidence(inquiry))
