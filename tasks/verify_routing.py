"""Do both ends exchange routes over the tunnels?"""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, judge


def verify_routing(task: Task, change: RouterChange) -> Result:
    """Routing neighbours, or static routes, over every tunnel."""
    return judge(task, change, "routing")
