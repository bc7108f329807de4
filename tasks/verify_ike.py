"""Are the IKE SAs right on both ends?"""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, judge


def verify_ike(task: Task, change: RouterChange) -> Result:
    """One IKE SA per tunnel, ready on both ends, of the predicted suite."""
    return judge(task, change, "ike")
