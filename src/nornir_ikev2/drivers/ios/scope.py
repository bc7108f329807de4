"""A change that is about some peers only: what of a plan belongs to it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from nornir_ikev2.drivers.ios.attribution import SHARED, Attribution
from nornir_ikev2.drivers.ios.diff import removal
from nornir_ikev2.drivers.ios.lines import from_router
from nornir_ikev2.drivers.ios.names import upper
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.stanza import Edit
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.protocol import SectionName

Path = tuple[str, ...]
Edits = list[tuple[SectionName, Edit]]


class Scope:
    """The peers a change is about.

    What is for another peer waits for that peer's turn, and so does the removal of what peers share: others
    may still need it.
    """

    def __init__(self, peers: Collection[str], attribution: Attribution) -> None:
        self._peers = {upper(peer) for peer in peers} | {SHARED}
        self._attribution = attribution

    def pushable(self, push: Edits, present: Present) -> Edits:
        """What is added or changed in this change; a crypto map is attached once it has an entry."""
        made = [one for one in push if self._attribution.of(one[1]) in self._peers]
        there = {own.name for own in present.own.values() if own.section == "crypto_maps"}
        there |= {_map(edit) for _, edit in made if not edit.path}
        return [one for one in made if not one[1].path or _map(one[1]) in there | {""}]

    def _prunes(self, edit: Edit) -> bool:
        return self._attribution.of(edit) in self._peers - {SHARED}

    def prunable(self, prune: Edits, push: Edits, present: Present) -> Edits:
        """What is removed in this change; a crypto map that loses its last entry is detached."""
        gone = [one for one in prune if self._prunes(one[1])]
        keys = {edit.undoes for _, edit in gone if not edit.path}
        made = {_map(edit) for _, edit in push if not edit.path}
        for block, name in present.maps:
            entries = [key for key, own in present.own.items() if own.name == name]
            if entries and keys.issuperset(entries) and name not in made:
                detach = removal((from_router(block.text),), Block(f"crypto map {name}"))
                # Removals are pushed backwards by section: this one goes before the entries.
                gone.append(("tunnels", detach))
        return gone

    def owned(self, before: Collection[Path], wanted: Collection[Path], gone: Edits) -> set[Path]:
        """What is ours after the change.

        Args:
            before: what was ours, from the lock file.
            wanted: what would be ours after a change about every peer.
            gone: what this change removes.
        """
        removed = {(*(head.text for head in edit.path), edit.undoes or "") for _, edit in gone}
        made = {path for path in wanted if path in before or self._is_ours(path)}
        left = {path for path in before if path not in wanted and removed.isdisjoint(_heads(path))}
        return made | left

    def _is_ours(self, path: Path) -> bool:
        return self._attribution.of_path(path) in self._peers


def _map(edit: Edit) -> str:
    """The crypto map an edit makes an entry of or attaches, "" for any other edit."""
    text = edit.line.text
    return text.split()[2] if text.startswith("crypto map ") else ""


def _heads(path: Path) -> set[Path]:
    """A line and the lines it stands under: it goes when one of them goes."""
    return {path[:count] for count in range(1, len(path) + 1)}
