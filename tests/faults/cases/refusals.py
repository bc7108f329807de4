"""A router refuses a line."""

from __future__ import annotations

from faults.case import Case, trouble
from faults.sites import BOTH, MAP, TUNNEL, VPNS, Mode, without

SECTIONS: tuple[tuple[str, str, str, tuple[Mode, ...]], ...] = (
    ("proposals", "branch2", "integrity", BOTH),
    ("policies", "branch2", "match address local", BOTH),
    ("keyrings", "branch2", "pre-shared-key remote", BOTH),
    ("profiles", "branch2", "authentication local", BOTH),
    ("transform_sets", "branch2", "mode tunnel", BOTH),
    ("ipsec_profiles", "branch2", "set pfs", TUNNEL),
    ("access_lists", "branch2", "permit ip", MAP),
    ("crypto_maps", "branch2", "set peer", MAP),
    ("tunnels", "hub1", "tunnel protection", TUNNEL),
    ("routing", "hub1", "network 10.0.0.0", TUNNEL),
)
"""Section, router, a line in the middle of the section, modes."""

CASES = (
    *(
        Case(
            fault=f"a line refused in section {section}",
            outcome="restored",
            modes=modes,
            troubles=[trouble(router, "refuse-line", match=line)],
            says=(router, f"push_{section}", line, "% Invalid input"),
            category="permanent",
            blamed=router,
        )
        for section, router, line, modes in SECTIONS
    ),
    Case(
        fault="a line refused in section prune",
        outcome="restored",
        deployed=True,
        edits={VPNS: without("branch2")},
        troubles=[trouble("hub1", "refuse-line", match="no peer", reply="% Cannot remove.")],
        says=("hub1", "prune", "% Cannot remove."),
        category="permanent",
        blamed="hub1",
    ),
)
