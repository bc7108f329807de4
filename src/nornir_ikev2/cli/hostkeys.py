"""`nornir hostkeys`: the SSH host keys on record, those the routers show, and putting them on record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord, Verdict
from nornir_ikev2.errors import NornirIkev2Error

if TYPE_CHECKING:
    from nornir.core import Nornir
    from nornir.core.inventory import Host
    from nornir.core.task import Task

    from nornir_ikev2.drivers.protocol import HostKeys

TROUBLE: Final = frozenset({"changed", "revoked", "contradicted"})
WORDS: Final[dict[Verdict, str]] = {
    "same": "same",
    "unknown": "unknown",
    "changed": "CHANGED",
    "revoked": "REVOKED",
    "contradicted": "CONTRADICTED: allowed by host_key, known_hosts says another",
}
CONSOLE: Final = (
    "Compare fingerprints with the routers' consoles (show ip ssh prints the key), then: "
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one router shows. `error` None: it answered."""

    router: str
    record: HostKeyRecord
    keys: tuple[HostKey, ...] = ()
    error: str | None = None

    @property
    def states(self) -> tuple[Verdict, ...]:
        """What is made of each key."""
        return self.record.verdicts(self.keys)

    @property
    def good(self) -> bool:
        """Whether it answered and nothing speaks against its keys."""
        return self.error is None and not TROUBLE & set(self.states)


def scan(project: Path | None, names: Sequence[str], *, accept_new: bool, as_json: bool) -> int:
    """Ask routers for their host keys and compare them with the record; no password is sent.

    Args:
        project: `--project`.
        names: hosts and groups, none for all.
        accept_new: put the keys of routers on record that have none, unverified.
        as_json: print one JSON document.

    Returns:
        0, or 1 where a router did not answer or shows a key that is not the recorded one.

    Raises:
        UsageError: there is no such host or group.
        NornirIkev2Error: the record can't be read or written.
    """
    nornir = load_nornir(project)
    chosen = _chosen(nornir, names)

    def is_chosen(host: Host) -> bool:
        return host.name in chosen

    answers = nornir.filter(filter_func=is_chosen).run(task=_ask)
    found: list[Scanned] = [answers[name][0].result for name in sorted(answers)]
    new = [one for one in found if one.keys and not one.record] if accept_new else []
    _record_new(new)
    if as_json:
        added = {one.router for one in new}
        _print([{**_scanned(one), "recorded": one.router in added} for one in found])
    else:
        _table(_rows(found))
        _say(found, new)
    return 0 if all(one.good for one in found) else 1


def list_(project: Path | None, names: Sequence[str], *, as_json: bool) -> int:
    """List the host keys on record; no router is contacted.

    Raises:
        UsageError: there is no such host or group.
        NornirIkev2Error: the record can't be read.
    """
    nornir = load_nornir(project)
    chosen = _chosen(nornir, names)
    rows: list[dict[str, Any]] = []
    for host in sorted(nornir.inventory.hosts.values(), key=lambda one: one.name):
        if host.name in chosen:
            rows += _recorded(host)
    if as_json:
        _print(rows)
        return 0
    keys = ("router", "name", "type", "fingerprint", "source", "comment")
    _table([row[key] or "-" for key in keys] for row in rows)
    return 0


def load_nornir(project: Path | None) -> Nornir:
    """Nornir of a project, its routers where `known_hosts` of nornir.yaml is looked up."""
    from nornir_ikev2.project import find  # noqa: PLC0415 - keeps start-up short

    return find(project).nornir()


def _chosen(nornir: Nornir, names: Sequence[str]) -> set[str]:
    from nornir_ikev2.change.selection import resolve_limit  # noqa: PLC0415 - keeps start-up short

    inventory = nornir.inventory
    groups = {
        name: [host.name for host in inventory.children_of_group(name)] for name in inventory.groups
    }
    found = resolve_limit(names, inventory.hosts, groups)
    return set(inventory.hosts) if found is None else found


def driver_of(host: Host) -> HostKeys:
    """The driver of a router, as far as host keys go.

    Raises:
        NornirIkev2Error: there is none, or its routers have no host keys.
    """
    from nornir_ikev2.drivers.protocol import HostKeys  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.drivers.registry import driver_for  # noqa: PLC0415 - as above

    driver = driver_for(host.platform or "")
    if not isinstance(driver, HostKeys):
        raise NornirIkev2Error(
            f"the driver of {host.name} ({host.platform}) knows no SSH host keys"
        )
    return driver


def _ask(task: Task) -> Any:  # noqa: ANN401 - Nornir's Result is imported late
    from nornir.core.task import Result  # noqa: PLC0415 - keeps start-up short

    host, record = task.host, HostKeyRecord("")
    try:
        driver = driver_of(host)
        record = driver.host_key_record(host)
        found = Scanned(host.name, record, tuple(driver.host_keys(host)))
    except NornirIkev2Error as error:
        found = Scanned(host.name, record, error=error.message)
    return Result(host, result=found)


def _record_new(found: Iterable[Scanned]) -> None:
    from nornir_ikev2.drivers.knownhosts import add_all  # noqa: PLC0415 - keeps start-up short

    by_file: dict[Path, list[tuple[str, HostKey, str]]] = {}
    for one in found:
        if one.record.file is not None:
            text = comment(one.router, "unverified")
            lines = [(one.record.name, key, text) for key in one.keys]
            by_file.setdefault(one.record.file, []).extend(lines)
    for file, lines in by_file.items():
        add_all(file, lines)


def comment(router: str, how: str) -> str:
    """How a line of known_hosts says where its key comes from."""
    return f"{router} {how} {datetime.now(UTC):%Y-%m-%d}"


def _rows(found: Iterable[Scanned]) -> Iterable[list[str]]:
    for one in found:
        if one.error is not None:
            yield [one.router, one.record.name or "-", f"error: {one.error}"]
        for key, state in zip(one.keys, one.states, strict=True):
            old = ", ".join(one.record.fingerprints)
            more = f", on record: {old}" if state == "changed" else ""
            yield [one.router, one.record.name, key.kind, key.fingerprint, WORDS[state] + more]


def _say(found: Sequence[Scanned], new: Sequence[Scanned]) -> None:
    """What to do next."""
    said = sys.stderr.write
    for one in new:
        said(f"{one.router}: {len(one.keys)} keys recorded unverified in {one.record.file}\n")
    recorded = {one.router for one in new}
    if any("unknown" in one.states and one.router not in recorded for one in found):
        said(f"{CONSOLE}nornir hostkeys accept ROUTER SHA256:...\n")
    if any("changed" in one.states for one in found):
        said(
            "A changed key is a new router, a new key, or somebody in between: find out which. Then: nornir "
            "hostkeys accept ROUTER SHA256:NEW --replace SHA256:OLD\n"
        )


def _recorded(host: Host) -> list[dict[str, Any]]:
    """Rows of one router; one without a key when there is none."""
    from nornir_ikev2.drivers.knownhosts import entries  # noqa: PLC0415 - keeps start-up short

    none: dict[str, Any] = {"type": None, "fingerprint": None, "source": None, "comment": ""}
    try:
        record = driver_of(host).host_key_record(host)
    except NornirIkev2Error as error:
        return [{"router": host.name, "name": "-", **none, "comment": f"error: {error.message}"}]
    row = {"router": host.name, "name": record.name}
    kinds = {key.fingerprint: key.kind for key in record.pinned}
    rows: list[dict[str, Any]] = [
        {**row, "type": kinds.get(pin), "fingerprint": pin, "source": "inventory", "comment": ""}
        for pin in record.pins
    ]
    for one in entries(record.file, record.name):
        place = f"{record.file.name if record.file else ''}:{one.line}"
        source = f"{place}, revoked" if one.revoked else place
        found = {"type": one.key.kind, "fingerprint": one.key.fingerprint, "source": source}
        rows.append({**row, **found, "comment": one.comment})
    return rows or [{**row, **none}]


def _scanned(one: Scanned) -> dict[str, Any]:
    return {
        "router": one.router,
        "name": one.record.name,
        "keys": [
            {"type": key.kind, "fingerprint": key.fingerprint, "state": state}
            for key, state in zip(one.keys, one.states, strict=True)
        ],
        "on_record": list(one.record.fingerprints),
        "error": one.error,
    }


def _table(rows: Iterable[list[str]]) -> None:
    """Columns as wide as they must be; the last of each row is not padded."""
    every = list(rows)
    widths = [
        max(len(row[n]) for row in every if n < len(row) - 1)
        for n in range(max((len(row) for row in every), default=1) - 1)
    ]
    for row in every:
        cells = [cell.ljust(widths[n]) for n, cell in enumerate(row[:-1])]
        sys.stdout.write("  ".join([*cells, row[-1]]).rstrip() + "\n")


def _print(data: object) -> None:
    sys.stdout.write(json.dumps(data, indent=2) + "\n")
