"""Are the child SAs right on both ends?"""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, judge


def verify_ipsec(task: Task, change: RouterChange) -> Result:
    """One child SA per tunnel, the same on both ends, with mirrored selectors."""
    return judge(task, change, "ipsec")
