"""`inventory/vpns.lock.yaml`: what was given out once and must not change.

Tunnel numbers and addresses by VPN and pair of routers, and what this tool owns on each router without
a name of its own. Written after a change is kept, never by a dry run. Holds no secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

from nornir_ikev2.atomic import locked, replace_file
from nornir_ikev2.errors import LoadError, NornirIkev2Error
from nornir_ikev2.intent import lockfile
from nornir_ikev2.intent.lockfile import Content, Given, Lines, Owned

STEP = 4
"""Addresses of one tunnel: a /30."""


@dataclass(slots=True)
class Lock:
    """The lock file in memory: as it was read, plus what this load gave out.

    Attributes:
        path: the file.
        text: what the file held when it was read.
        tunnels: what was given to each pair of routers, by (VPN, pair).
        routers: what this tool owns on each router.
    """

    path: Path
    text: str = ""
    tunnels: dict[tuple[str, str], Given] = field(default_factory=dict[tuple[str, str], Given])
    routers: dict[str, Owned] = field(default_factory=dict[str, Owned])
    _wanted: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _settled: set[str] = field(default_factory=set[str])
    _touched: set[str] = field(default_factory=set[str])
    _reserving: bool = False
    _new: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _numbers: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    _subnets: set[int] = field(default_factory=set[int])
    _next_number: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    _next_subnet: dict[IPv4Network, int] = field(default_factory=dict[IPv4Network, int])

    @classmethod
    def load(cls, path: Path, shown: str = "") -> Lock:
        """Read the lock file; a missing file is an empty lock.

        Args:
            path: the file.
            shown: its name for messages.

        Raises:
            LoadError: the file is damaged, or gives something to two tunnels.
        """
        lock = cls(path, _content(path))
        if lock.text:
            document = lockfile.read_lock(path, shown or path.name)
            lock.tunnels, lock.routers = document.tunnels, document.routers
            if document.faults:
                cure = "Restore it from version control: it keeps tunnel numbers what they are."
                raise LoadError(document.faults, cure=cure)
        for given in lock.tunnels.values():
            lock._take(given)
        return lock

    def allocate(
        self, vpn: str, ends: tuple[str, str], pool: IPv4Network, number: int
    ) -> Mapping[str, tuple[int, IPv4Interface]]:
        """Give a tunnel its number on each router and its two addresses.

        What the pair has is kept as long as it lies in `pool`. What left the intent stays reserved until
        both its routers are settled (see `with_owned`).

        Args:
            vpn: the VPN.
            ends: the two routers; the first gets the first address.
            pool: prefix of the VPN's tunnels, room for all of them.
            number: lowest tunnel interface number wanted.

        Returns:
            Tunnel number and address by router.

        Raises:
            NornirIkev2Error: no /30 of the pool is free.
        """
        key = (vpn, "--".join(sorted(ends)))
        self._wanted.add(key)
        given = self.tunnels.get(key)
        if given is None or not given.subnet.subnet_of(pool):
            numbers = dict(given.numbers) if given else {}
            subnet = self._free_subnet(vpn, pool)
            for end in ends:
                numbers.setdefault(end, self._free_number(end, number))
            given = Given(subnet, ends[0], numbers)
            self.tunnels[key] = given
            self._new.add(key)
            self._take(given)
        second = ends[1] if given.first == ends[0] else ends[0]
        base = int(given.subnet.network_address)
        return {
            name: (given.numbers[name], IPv4Interface((base + offset, 30)))
            for offset, name in ((1, given.first), (2, second))
        }

    def owned(self, router: str) -> Owned:
        """What this tool owns on a router, empty when it never was there."""
        return self.routers.get(router, Owned())

    def with_owned(
        self, router: str, lines: Sequence[Sequence[str]], prefixes: Iterable[str]
    ) -> Lock:
        """Record what a router holds of ours now that its change is kept.

        Args:
            router: its name.
            lines: `RouterPlan.owned`.
            prefixes: prefixes of the VPNs it is in.

        Returns:
            This lock itself, changed; call `save` once all routers are recorded.
        """
        owned = Owned(tuple(sorted(set(prefixes))), tuple(tuple(line) for line in lines))
        self._settled.add(router)
        self._touched.add(router)
        if owned == Owned():
            self.routers.pop(router, None)
        else:
            self.routers[router] = owned
        return self

    def claim(self, router: str, lines: Sequence[Sequence[str]], prefixes: Iterable[str]) -> None:
        """Record what a router may hold of ours, beside what it held before.

        Nothing is given up: numbers and addresses stay reserved until `with_owned`.
        """
        old = self.owned(router)
        every = dict.fromkeys((*old.lines, *(tuple(line) for line in lines)))
        owned = Owned(tuple(sorted({*old.prefixes, *prefixes})), tuple(every))
        self._touched.add(router)
        if owned != Owned():
            self.routers[router] = owned

    def found(self, router: str, owned: Owned) -> None:
        """Record what a router is found to hold of ours by somebody who does not know what is wanted.

        Numbers and addresses of all tunnels stay reserved.
        """
        self._reserving = True
        self._touched.add(router)
        if owned == Owned():
            self.routers.pop(router, None)
        else:
            self.routers[router] = owned

    def save(self) -> bool:
        """Write the file, whole or not at all; return whether it had to be written.

        What another run wrote since this one read the file is kept.

        Raises:
            NornirIkev2Error: the file can't be written, or another run gave out the same.
        """
        try:
            with locked(self.path.parent):
                return self._write()
        except OSError as error:
            raise NornirIkev2Error(
                f"can't write the lock file {self.path.name}: {error.strerror}",
                cure="Make its folder writable; the tunnels of this run are in the journal.",
            ) from error
        return True

    def is_stale(self) -> bool:
        """Whether the file has changed since it was read."""
        return _content(self.path) != self.text

    def _write(self) -> bool:
        there = _content(self.path)
        if there != self.text:
            self._take_over(lockfile.read_lock(self.path, self.path.name))
        kept = {key: given for key, given in self.tunnels.items() if not self._is_gone(key)}
        text = lockfile.render(kept, self.routers)
        self.text = text
        if there == text:
            return False
        for left in self.path.parent.glob(f".{self.path.name}.*"):
            left.unlink(
                missing_ok=True
            )  # of a process that died in writing: nobody else writes now
        replace_file(self.path, text)
        return True

    def _take_over(self, there: Content) -> None:
        """Take what another run wrote meanwhile; its routers are not ours, leases see to that.

        Raises:
            NornirIkev2Error: it gave to its tunnels what this run gave to others.
        """
        if there.faults:
            raise LoadError(there.faults)
        mine = {key: self.tunnels[key] for key in self._new}
        self._wanted |= there.tunnels.keys() - self.tunnels.keys()  # not ours to judge
        subnets = {given.subnet: key for key, given in there.tunnels.items()}
        numbers = {
            (name, number): key
            for key, given in there.tunnels.items()
            for name, number in given.numbers.items()
        }
        for key, given in mine.items():
            takers = {subnets.get(given.subnet, key)}
            takers |= {numbers.get(pair, key) for pair in given.numbers.items()}
            for other in takers - {key}:
                raise NornirIkev2Error(
                    f"another run gave {given.subnet} or its tunnel numbers to {'/'.join(other)} meanwhile",
                    cure="Run the playbook again: it takes free ones then.",
                )
        self.tunnels = there.tunnels | mine
        ours = {name: one for name, one in self.routers.items() if name in self._touched}
        foreign = {name: one for name, one in there.routers.items() if name not in self._touched}
        self.routers = foreign | ours

    def _is_gone(self, key: tuple[str, str]) -> bool:
        ends = self.tunnels[key].numbers
        if self._reserving:
            return False
        return key not in self._wanted and all(
            end in self._settled or end not in self.routers for end in ends
        )

    def _take(self, given: Given) -> None:
        self._subnets.add(int(given.subnet.network_address))
        for name, number in given.numbers.items():
            self._numbers.setdefault(name, set()).add(number)

    def _free_subnet(self, vpn: str, pool: IPv4Network) -> IPv4Network:
        at = self._next_subnet.get(pool, int(pool.network_address))
        while at in self._subnets:
            at += STEP
        self._next_subnet[pool] = at
        if at > int(pool.broadcast_address):
            raise NornirIkev2Error(
                f"VPN `{vpn}`: no /30 of {pool} is free",
                cure="Tunnels that left the VPN keep theirs until they are removed; take a larger"
                " tunnel.subnet.",
            )
        return IPv4Network((IPv4Address(at), 30))

    def _free_number(self, router: str, lowest: int) -> int:
        used = self._numbers.setdefault(router, set())
        number = self._next_number.get((router, lowest), lowest)
        while number in used:
            number += 1
        self._next_number[router, lowest] = number
        return number


def lock_path(vpns: Path) -> Path:
    """The lock file that belongs to a `vpns.yaml`."""
    return vpns.with_name(f"{vpns.stem}.lock.yaml")


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


__all__ = ["Given", "Lines", "Lock", "Owned"]
