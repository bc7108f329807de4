"""`show crypto ikev2 sa` and `show crypto ikev2 session`, in the shape of IOS-XE 17."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.crypto_text import (
    AUTH,
    cipher,
    endpoint,
    identity,
    integrity,
    prf,
    span,
    vrf,
)
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa, RouterState

_HEADER = "Tunnel-id Local                 Remote                fvrf/ivrf            Status "
_XE = (16,)
_NEW_ORDER = (17,)


def sa_table(state: RouterState, sas: Iterable[IkeSa], *, detailed: bool) -> str:
    """`show crypto ikev2 sa`: nothing at all when there is no SA."""
    blocks = [_sa(state, sa, detailed=detailed) for sa in sas]
    if not blocks:
        return ""
    return "\n".join([" IPv4 Crypto IKEv2  SA ", "", *blocks, " IPv6 Crypto IKEv2  SA ", ""])


def session_table(state: RouterState, *, detailed: bool) -> str:
    """`show crypto ikev2 session`: each IKE SA with its child SAs."""
    lines: list[str] = []
    for sa in state.ike_sas:
        children = [flow for flow in state.flows if flow.ike is sa and flow.child is not None]
        status = "UP-ACTIVE" if children else "UP-IDLE"
        lines += [
            f"Session-id:{sa.session_id}, Status:{status}, IKE count:1, CHILD count:{len(children)}",
            "",
            *_sa(state, sa, detailed=detailed).splitlines(),
        ]
        for flow in children:
            lines += _child(flow, detailed=detailed)
        lines.append("")
    if not lines:
        return ""
    return "\n".join([" IPv4 Crypto IKEv2 Session ", "", *lines, " IPv6 Crypto IKEv2 Session ", ""])


def _sa(state: RouterState, sa: IkeSa, *, detailed: bool) -> str:
    """One SA; ends with a newline, so that blocks are apart by an empty line."""
    vrfs = f"{vrf(sa.fvrf)}/{vrf(sa.ivrf)}"
    lines = [
        _HEADER,
        (
            f"{sa.tunnel_id:<10}{endpoint(sa.local, sa.local_port):<22}"
            f"{endpoint(sa.remote, sa.remote_port):<22}{vrfs:<21}{sa.status:<7}"
        ),
        f"      {_suite(sa)}",
        f"      Life/Active Time: {sa.lifetime}/{sa.active(state.seconds)} sec",
    ]
    number = state.config.release.number
    shown = f"      CE id: {sa.ce_id}, Session-id: {sa.session_id}"
    spis = f"      Local spi: {sa.local_spi:016X}       Remote spi: {sa.remote_spi:016X}"
    described = "      Status Description: Negotiation done"
    if detailed:
        middle = [spis, described] if number >= _NEW_ORDER else [described, spis]
        lines += [shown, *middle, *_details(sa)]
    elif number >= _XE:
        lines += [shown, spis]
    return "\n".join(lines) + "\n"


def _suite(sa: IkeSa) -> str:
    auth = f"Auth sign: {AUTH[sa.auth_sign]}, Auth verify: {AUTH[sa.auth_verify]}"
    if sa.suite is None:
        return f"Encr: Unknown - 0, PRF: Unknown - 0, Hash: None, DH Grp:0, {auth}"
    return (
        f"Encr: {cipher(sa.suite.encryption)}, PRF: {prf(sa.suite.prf)},"
        f" Hash: {integrity(sa.suite.integrity)}, DH Grp:{sa.suite.group}, {auth}"
    )


def _details(sa: IkeSa) -> list[str]:
    """The lines that only `detailed` has, after the SPIs."""
    interval, retry = (sa.dpd.interval, sa.dpd.retry) if sa.dpd else (0, 0)
    nat = "detected inside  " if sa.local_port != 500 else "not detected  "  # noqa: PLR2004 - IKE
    pairs = [
        f"Local {name:<13}{local:<15}Remote {name:<13}{remote:<10}"
        for name, local, remote in (
            ("req msg id:", sa.local_msg_id, sa.remote_msg_id),
            ("next msg id:", sa.local_msg_id, sa.remote_msg_id),
            ("req queued:", sa.local_msg_id, sa.remote_msg_id),
            ("window:", 5, 5),
        )
    ]
    lines = [
        f"Local id: {identity(sa.local_id, sa.local)}",
        f"Remote id: {identity(sa.remote_id, sa.remote)}",
        *pairs,
        f"DPD configured for {interval} seconds, retry {retry}",
        "Fragmentation not  configured.",
        "Dynamic Route Update: enabled",
        "Extended Authentication not configured.",
        f"NAT-T is {nat}",
        "Cisco Trust Security SGT is disabled",
        f"Initiator of SA : {'Yes' if sa.initiator else 'No'}",
        "PEER TYPE: IOS-XE",
    ]
    return [f"      {line}" for line in lines]


def _child(flow: CryptoFlow, *, detailed: bool) -> list[str]:
    child = flow.child
    if child is None:
        return []
    lines = [
        f"Child sa: local selector  {span(child.local)}",
        f"          remote selector {span(child.remote)}",
        f"          ESP spi in/out: 0x{child.spi_in:X}/0x{child.spi_out:X}  ",
    ]
    if detailed:
        hmac = integrity(child.integrity) if child.integrity else "None"
        lines += [
            "          AH spi in/out: 0x0/0x0  ",
            "          CPI in/out: 0x0/0x0  ",
            f"          Encr: {cipher(child.encryption)}, esp_hmac: {hmac}",
            f"          ah_hmac: None, comp: IPCOMP_NONE, mode {child.mode}",
        ]
    return lines


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The IKEv2 SA commands."""

    def show_sa(call: Call) -> str:
        state = fabric.state(call.router.name)
        remote, local = call.args.get("remote"), call.args.get("local")
        wanted = [
            sa
            for sa in state.ike_sas
            if remote in {None, str(sa.remote)} and local in {None, str(sa.local)}
        ]
        return sa_table(state, wanted, detailed="detailed" in call.words)

    def show_session(call: Call) -> str:
        return session_table(fabric.state(call.router.name), detailed="detailed" in call.words)

    patterns: tuple[tuple[str, Callable[[Call], str]], ...] = (
        ("show crypto ikev2 sa [detailed]", show_sa),
        ("show crypto ikev2 sa remote <remote:IP> [detailed]", show_sa),
        ("show crypto ikev2 sa local <local:IP> [detailed]", show_sa),
        ("show crypto ikev2 session [detailed]", show_session),
    )
    return tuple(ExecCommand(pattern, run) for pattern, run in patterns)
