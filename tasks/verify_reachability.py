"""Do packets get from LAN to LAN?"""

from __future__ import annotations

from nornir_ikev2.api import Result, RouterChange, Task, judge


def verify_reachability(task: Task, change: RouterChange) -> Result:
    """Pings from LAN to LAN come back."""
    return judge(task, change, "reachability")
