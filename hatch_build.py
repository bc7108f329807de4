"""Ship the content rooms inside a standard wheel, and only there.

An editable install must read the checkout itself: a static `force-include` would leave copies
in it that go stale.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = ("playbooks", "tasks", "parsers", "lab")


class ContentHook(BuildHookInterface[Any]):
    """Add `playbooks/ tasks/ parsers/ lab/` as `nornir_ikev2/_project/`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend the wheel's files when a real wheel is built."""
        if version != "standard":
            return
        for room in ROOMS:
            build_data["force_include"][room] = f"nornir_ikev2/_project/{room}"
