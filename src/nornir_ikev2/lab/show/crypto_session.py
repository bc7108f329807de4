"""`show crypto session [detail]`, in the shape of IOS-XE 17."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.crypto_text import endpoint, flow, identity, vrf
from nornir_ikev2.lab.show.text import age
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import ChildSa, CryptoFlow, IkeSa, RouterState, SessionStatus

_LEGEND = """\

Code: C - IKE Configuration mode, D - Dead Peer Detection     
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN
"""  # noqa: W291 - the trailing blanks are what IOS prints
_RANK: tuple[SessionStatus, ...] = (
    "UP-ACTIVE",
    "UP-NO-IKE",
    "UP-IDLE",
    "DOWN-NEGOTIATING",
    "DOWN",
)


def sessions(state: RouterState, *, detail: bool = False, remote: str | None = None) -> str:
    """All sessions: the flows of one interface and peer are one session."""
    groups: dict[tuple[str, IPv4Address | None], list[CryptoFlow]] = {}
    for item in state.flows:
        if item.peer is not None and remote in {None, str(item.peer)}:
            groups.setdefault((item.interface, item.peer), []).append(item)
    lines = ["Crypto session current status"]
    if detail:
        lines += _LEGEND.splitlines()
    for flows in groups.values():
        lines += ["", *_session(state, flows, detail=detail)]
    return "\n".join([*lines, ""])


def _session(state: RouterState, flows: list[CryptoFlow], *, detail: bool) -> list[str]:
    status = min((item.status for item in flows), key=_RANK.index)
    first = flows[0]
    ikes = list(dict.fromkeys(item.ike for item in flows if item.ike is not None))
    lines = [f"Interface: {first.interface}"]
    profile = next((sa.profile for sa in ikes if sa.profile), None)
    if profile and status.startswith("UP"):
        lines.append(f"Profile: {profile}")
    started = [item.up_since for item in flows if item.up_since is not None]
    if detail and started and status == "UP-ACTIVE":
        lines.append(f"Uptime: {age(state.seconds - min(started))}")
    lines.append(f"Session status: {f'{status:<14}' if status.startswith('UP') else status}")
    port = ikes[0].remote_port if ikes else 500
    heading = f"Peer: {first.peer} port {port} "
    if detail:
        heading += f"fvrf: {vrf(first.fvrf, '(none)')} ivrf: {vrf(first.ivrf, '(none)')}"
        phase1 = identity(ikes[0].remote_id, ikes[0].remote) if ikes else "(none)"
        named = [f"      Phase1_id: {phase1}", "      Desc: (none)"]
        lines += [heading, *(named if ikes else reversed(named))]
    else:
        lines.append(heading)
    for sa in ikes:
        lines += _ike(state, sa, detail=detail)
    if not ikes and status == "DOWN-NEGOTIATING":
        lines += _inactive(first, detail=detail)
    for item in flows:
        lines += _flow(state, item, detail=detail)
    return lines


def _ike(state: RouterState, sa: IkeSa, *, detail: bool) -> list[str]:
    active = "Active" if sa.status == "READY" else "Inactive"
    lines = [
        f"  Session ID: {sa.session_id}  ",
        (
            f"  IKEv2 SA: local {endpoint(sa.local, sa.local_port)}"
            f" remote {endpoint(sa.remote, sa.remote_port)} {active} "
        ),
    ]
    if detail:
        letters = ("D" if sa.dpd else "") + ("N" if sa.local_port != 500 else "") + "U"  # noqa: PLR2004
        left = max(0, sa.lifetime - sa.active(state.seconds))
        lines.append(
            f"          Capabilities:{letters} connid:{sa.tunnel_id} lifetime:{_clock(left)}"
        )
    return lines


def _inactive(item: CryptoFlow, *, detail: bool) -> list[str]:
    """The IKE SA of a session that is still negotiating."""
    lines = [
        "  Session ID: 0  ",
        f"  IKEv2 SA: local {endpoint(item.local, 500)} remote {endpoint(item.peer, 500)} Inactive ",
    ]
    if detail:
        lines.append("          Capabilities:(none) connid:0 lifetime:0")
    return lines


def _flow(state: RouterState, item: CryptoFlow, *, detail: bool) -> list[str]:
    child = item.child
    lines = [
        f"  IPSEC FLOW: {flow(item.selector)} ",
        f"        Active SAs: {2 if child else 0}, origin: crypto map",
    ]
    if detail:
        out, back = (child.packets_out, child.packets_in) if child else (0, 0)
        life = _life(state, child)
        lines += [
            f"        Inbound:  #pkts dec'ed {back} drop 0 life (KB/Sec) {life}",
            f"        Outbound: #pkts enc'ed {out} drop {item.send_errors} life (KB/Sec) {life}",
        ]
    return lines


def _life(state: RouterState, child: ChildSa | None) -> str:
    if child is None:
        return "0/0"
    volume = "KB Vol Rekey Disabled" if child.volume is None else str(child.volume)
    return f"{volume}/{child.remaining(state.seconds)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The session commands."""

    def show(call: Call) -> str:
        state = fabric.state(call.router.name)
        return sessions(state, detail="detail" in call.words, remote=call.args.get("remote"))

    handler: Callable[[Call], str] = show
    return (
        ExecCommand("show crypto session [detail]", handler),
        ExecCommand("show crypto session remote <remote:IP> [detail]", handler),
    )
