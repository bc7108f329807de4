"""A run as the JSON document of `nornir run --json`. Keys are a contract: more may come, none may go."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nornir_ikev2.change.outcome import (
        BatchOutcome,
        Failure,
        RouterOutcome,
        RunResult,
        TunnelOutcome,
    )


def document(result: RunResult, evidence: str | None = None) -> dict[str, Any]:
    """The whole run; holds no secret because nothing it is made from does.

    Args:
        result: how it ended.
        evidence: grade of what it proves where a lab is known: `virtual`, `strongswan` or `cisco`.
    """
    return {
        "run": result.run,
        "playbook": result.playbook,
        "outcome": result.outcome,
        "evidence": evidence,
        "seconds": round(result.seconds, 3),
        "routers": {router.name: _router(router) for router in result.routers},
        "tunnels": [_tunnel(tunnel) for tunnel in result.tunnels],
        "failures": [_failure(failure) for failure in result.failures],
        "warnings": list(result.warnings),
        "batches": [_batch(batch) for batch in result.batches],
    }


def _router(router: RouterOutcome) -> dict[str, Any]:
    return {
        "state": router.state,
        "changed": router.changed,
        "added": list(router.added),
        "removed": list(router.removed),
        "impacts": [asdict(impact) for impact in router.impacts],
        "cuts_management": list(router.cuts_management),
        "error": _failure(router.error) if router.error else None,
        "round_trips": router.round_trips,
        "facts": dict(router.facts),
    }


def _tunnel(tunnel: TunnelOutcome) -> dict[str, Any]:
    return {
        "vpn": tunnel.vpn,
        "ends": list(tunnel.ends),
        "ok": tunnel.ok,
        "predicted": asdict(tunnel.predicted) if tunnel.predicted else None,
        "negotiated": asdict(tunnel.negotiated) if tunnel.negotiated else None,
        "reason": tunnel.reason,
        "detail": tunnel.detail,
    }


def _batch(batch: BatchOutcome) -> dict[str, Any]:
    return {
        "number": batch.number,
        "run": batch.run,
        "routers": list(batch.routers),
        "outcome": batch.outcome,
        "left_out": list(batch.left_out),
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return asdict(failure)
