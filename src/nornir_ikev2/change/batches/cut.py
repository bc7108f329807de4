"""Which routers change together: a run cut into batches. Pure.

Rules:
1. A batch counts the routers that are no hubs. A hub is part of every batch that holds one of its tunnels,
   and only the lines of those tunnels, and of batches before, change on it then.
2. A batch holds a whole tunnel where one is left to make: half a tunnel proves nothing.
3. Two tunnels of one spoke that go down while they are changed are never in one batch.
4. No more tunnels of one hub are in a batch than it admits to negotiate at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nornir_ikev2.change.selection import Selection
from nornir_ikev2.intent.model import Intent, RouterIntent
from nornir_ikev2.intent.sizes import BatchSize

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch.

    Attributes:
        number: from 1.
        members: the routers it counts.
        intent: of members and hubs, each with its `scope`; the tunnels to verify.
        peers: of each router, those whose turn has come by now.
    """

    number: int
    members: tuple[str, ...]
    intent: Intent
    peers: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])

    @property
    def title(self) -> str:
        """Its number and routers, for people."""
        shown = ", ".join(self.members[:3])
        more = f" and {len(self.members) - 3} more" if len(self.members) > 3 else ""  # noqa: PLR2004 - shown before it
        return f"batch {self.number}: {shown}{more}"

    def without(self, left_out: Collection[str]) -> Batch:
        """The same batch without some members, of this batch or of earlier ones."""
        routers = {
            name: self._narrowed(router, left_out)
            for name, router in self.intent.routers.items()
            if name not in left_out
        }
        tunnels = tuple(one for one in self.intent.tunnels if set(one.ends) <= routers.keys())
        members = tuple(name for name in self.members if name not in left_out)
        return replace(self, members=members, intent=Intent(routers, tunnels))

    def _narrowed(self, router: RouterIntent, left_out: Collection[str]) -> RouterIntent:
        peers = self.peers.get(router.name, frozenset())
        if not peers.intersection(left_out):
            return router
        return replace(router, scope=peers.difference(left_out))


@dataclass(slots=True)
class _Part:
    """Members and the tunnels that come with them."""

    members: list[str]
    pairs: list[Pair] = field(default_factory=list[Pair])

    def routers(self) -> set[str]:
        return {*self.members, *(end for pair in self.pairs for end in pair)}


def cut(
    selection: Selection,
    sizes: Sequence[BatchSize],
    *,
    room: Mapping[str, int] | None = None,
    dropping: Collection[Pair] = (),
) -> tuple[Batch, ...]:
    """Cut a run into batches.

    Args:
        selection: what the run is about.
        sizes: one per batch, the last one repeated; none is one batch.
        room: tunnels that a hub admits to negotiate at once, by hub.
        dropping: ends of tunnels whose SAs go down while they are changed.
    """
    parts = [
        last
        for group in _groups(selection, sizes)
        for part in _by_room(group, selection.hubs, room or {})
        for last in _by_spoke(part, selection.hubs, dropping)
    ]
    named = {name for part in parts for name in part.routers()}
    rest = [name for name in selection.intent.routers if name not in named]
    if rest and parts:
        parts[-1].members += [name for name in rest if name not in selection.hubs]
    with_hubs = set(rest) & selection.hubs
    return tuple(_numbered(selection, parts or [_Part(rest)], with_hubs))


def _groups(selection: Selection, sizes: Sequence[BatchSize]) -> Iterator[_Part]:
    """Members in order, those that left their VPN last; each tunnel comes with its second end."""
    peers: dict[str, list[str]] = {}
    for one, two in selection.pairs:
        peers.setdefault(one, []).append(two)
        peers.setdefault(two, []).append(one)
    names = [name for name in selection.intent.routers if name not in selection.hubs]
    names.sort(key=lambda name: name not in peers)  # stable
    waiting = dict.fromkeys(names)
    done, total, at = set(selection.hubs), len(names), 0
    while waiting:
        size = sizes[min(at, len(sizes) - 1)].of(total) if sizes else total
        members = list(waiting)[:size]
        mate = next((one for one in peers.get(members[0], ()) if one in waiting), None)
        here = done.union(members)
        if mate and not any(one in here for name in members for one in peers.get(name, ())):
            members.append(mate)
        for name in members:
            del waiting[name]
        done.update(members)
        new = set(members)
        yield _Part(
            members, [pair for pair in selection.pairs if set(pair) <= done and new & set(pair)]
        )
        at += 1


def _by_room(part: _Part, hubs: Collection[str], room: Mapping[str, int]) -> Iterator[_Part]:
    """As many members at a time as every hub admits; one at least."""
    now = _Part([])
    used: dict[str, int] = {}
    for name in part.members:
        pairs = [pair for pair in part.pairs if name in pair]
        mine = [end for pair in pairs for end in pair if end in hubs]
        full = any(used.get(hub, 0) + mine.count(hub) > room[hub] for hub in mine if hub in room)
        if full and now.members:
            yield now
            now, used = _Part([]), {}
        now.members.append(name)
        now.pairs += [pair for pair in pairs if pair not in now.pairs]
        for hub in mine:
            used[hub] = used.get(hub, 0) + 1
    if now.members:
        yield now


def _by_spoke(part: _Part, hubs: Collection[str], dropping: Collection[Pair]) -> Iterator[_Part]:
    """One after the other, where several tunnels of one spoke go down."""
    down = {frozenset(pair) for pair in dropping}
    turns: dict[str, int] = {}
    rounds: list[list[Pair]] = [[]]
    for pair in part.pairs:
        turn = 0
        if frozenset(pair) in down:
            spokes = [end for end in pair if end not in hubs]
            turn = max((turns.get(end, 0) for end in spokes), default=0)
            turns.update(dict.fromkeys(spokes, turn + 1))
        rounds += [[] for _ in range(turn + 1 - len(rounds))]
        rounds[turn].append(pair)
    for number, pairs in enumerate(rounds):
        ends = {end for pair in pairs for end in pair}
        yield _Part([name for name in part.members if not number or name in ends], pairs)


def _numbered(
    selection: Selection, parts: Sequence[_Part], idle_hubs: Iterable[str]
) -> Iterator[Batch]:
    """Batches with the scope of each router; in its last batch a router is done as a whole."""
    last = {name: at for at, part in enumerate(parts) for name in part.routers()}
    last |= dict.fromkeys(idle_hubs, len(parts) - 1)
    seen: dict[str, set[str]] = {}
    for at, part in enumerate(parts):
        for one, two in part.pairs:
            seen.setdefault(one, set()).add(two)
            seen.setdefault(two, set()).add(one)
        here = part.routers() | {name for name, when in last.items() if when == at}
        routers = {
            name: replace(router, scope=frozenset(seen.get(name, ())) if at < last[name] else None)
            for name, router in selection.intent.routers.items()
            if name in here
        }
        new = set(part.pairs)
        tunnels = tuple(one for one in selection.intent.tunnels if one.ends in new)
        peers = {name: frozenset(seen.get(name, ())) for name in here}
        yield Batch(at + 1, tuple(part.members), Intent(routers, tunnels), peers)
