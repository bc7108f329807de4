"""Finds the driver of a platform through the entry points `nornir_ikev2.drivers`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final

from nornir_ikev2.errors import PlanError

if TYPE_CHECKING:
    from nornir_ikev2.drivers.protocol import Driver

GROUP: Final = "nornir_ikev2.drivers"


def driver_for(platform: str) -> Driver:
    """The driver of a platform.

    Args:
        platform: of the inventory, for example `cisco_xe`.

    Raises:
        PlanError: no driver knows it, or two do.
    """
    known = _drivers()
    found = [(name, driver) for name, driver in known if platform in driver.platforms]
    if not found:
        platforms = sorted({one for _, driver in known for one in driver.platforms})
        raise PlanError(
            f"no driver knows the platform {platform!r}",
            cure=f"Set the host's platform to one of: {', '.join(platforms)}.",
        )
    if len(found) > 1:
        names = " and ".join(name for name, _ in found)
        raise PlanError(f"the drivers {names} both claim the platform {platform!r}")
    return found[0][1]


@cache
def _drivers() -> tuple[tuple[str, Driver], ...]:
    points: list[EntryPoint] = list(entry_points(group=GROUP))
    if not any(point.name == "ios" for point in points):
        # A checkout installed before the entry point existed still has its own driver.
        points.append(EntryPoint("ios", "nornir_ikev2.drivers.ios.driver:IosDriver", GROUP))
    return tuple((point.name, point.load()()) for point in points)
