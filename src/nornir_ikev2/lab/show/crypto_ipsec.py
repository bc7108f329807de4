"""`show crypto ipsec sa`, in the shape of IOS-XE 17."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.crypto_text import ident, iv_size, transforms, vrf
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import ChildSa, CryptoFlow, RouterState

_MORE = """\
    #pkts no sa (send) {errors}, #pkts invalid sa (rcv) 0
    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0
    #pkts invalid prot (recv) 0, #pkts verify failed: 0
    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0
    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0
    ##pkts replay failed (rcv): 0
    #pkts tagged (send): 0, #pkts untagged (rcv): 0
    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0
    #pkts internal err (send): 0, #pkts internal err (recv) 0"""
_FIRST_CONN = 2000
_SAYS_INITIATOR = (17, 13)  # seen on newer releases only; the first one that has it is not known


def ipsec_sa(state: RouterState, flows: Iterable[CryptoFlow], *, detail: bool = False) -> str:
    """All flows, those of one interface and crypto map under one heading; "" when there is none."""
    lines: list[str] = []
    for (interface, tag), group in groupby(flows, key=lambda flow: (flow.interface, flow.map_tag)):
        members = list(group)
        lines += [
            "",
            f"interface: {interface}",
            f"    Crypto map tag: {tag}, local addr {members[0].local or '0.0.0.0'}",  # noqa: S104
        ]
        for flow in members:
            lines += _flow(state, flow, detail=detail)
    return "\n".join(lines) + "\n" if lines else ""


def _flow(state: RouterState, flow: CryptoFlow, *, detail: bool) -> list[str]:
    child = flow.child
    out, back = (child.packets_out, child.packets_in) if child else (0, 0)
    selector = flow.selector
    origin = "origin_is_acl," if selector in flow.entry.selectors else ""
    errors = (
        _MORE.format(errors=flow.send_errors)
        if detail
        else f"    #send errors {flow.send_errors}, #recv errors 0"
    )
    peer = flow.peer or "0.0.0.0"  # noqa: S104 - what IOS prints without a peer, not a bind
    port = flow.ike.remote_port if flow.ike else 500
    spi = child.spi_out if child else 0
    pfs = f"Y, DH group: group{child.pfs}" if child and child.pfs else "N, DH group: none"
    return [
        "",
        f"   protected vrf: {vrf(flow.ivrf, '(none)')}",
        f"   local  ident (addr/mask/prot/port): {ident(selector.local, selector.protocol)}",
        f"   remote ident (addr/mask/prot/port): {ident(selector.remote, selector.protocol)}",
        f"   current_peer {peer} port {port}",
        f"     PERMIT, flags={{{origin}}}",
        f"    #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest: {out}",
        f"    #pkts decaps: {back}, #pkts decrypt: {back}, #pkts verify: {back}",
        "    #pkts compressed: 0, #pkts decompressed: 0",
        "    #pkts not compressed: 0, #pkts compr. failed: 0",
        "    #pkts not decompressed: 0, #pkts decompress failed: 0",
        errors,
        "",
        f"     local crypto endpt.: {flow.local or '0.0.0.0'}, remote crypto endpt.: {peer}",  # noqa: S104
        (
            f"     plaintext mtu {flow.plaintext_mtu}, path mtu {flow.path_mtu}, ip mtu {flow.path_mtu},"
            f" ip mtu idb {flow.wan_interface or '(none)'}"
        ),
        f"     current outbound spi: 0x{spi:X}({spi})",
        f"     PFS (Y/N): {pfs}",
        "",
        *_direction(state, flow, "inbound", detail=detail),
        "",
        *_direction(state, flow, "outbound", detail=detail),
    ]


def _direction(state: RouterState, flow: CryptoFlow, name: str, *, detail: bool) -> list[str]:
    lines = [f"     {name} esp sas:"]
    child = flow.child
    if child is not None:
        inward = name == "inbound"
        lines += _esp(
            state,
            flow,
            child,
            spi=child.spi_in if inward else child.spi_out,
            conn_id=child.conn_id if inward else child.conn_id + 1,
            detail=detail,
        )
    return [*lines, "", f"     {name} ah sas:", "", f"     {name} pcp sas:"]


def _esp(
    state: RouterState, flow: CryptoFlow, child: ChildSa, *, spi: int, conn_id: int, detail: bool
) -> list[str]:
    """One ESP SA; with `detail` the replay window is named, as on routers that ntc-templates reads."""
    seconds = child.remaining(state.seconds)
    flow_id = conn_id - _FIRST_CONN if conn_id > _FIRST_CONN else conn_id
    flags = "FFFFFFFF80000048" if child.mode == "tunnel" else "FFFFFFFF80000008"
    newest = state.config.release.number >= _SAYS_INITIATOR
    initiator = f", initiator : {child.initiator}" if newest else ""
    nat = " UDP-Encaps" if flow.ike and flow.ike.local_port != 500 else ""  # noqa: PLR2004 - IKE
    if child.volume is None:
        timing = [
            f"        sa timing: remaining key lifetime (sec): {seconds}",
            "        Kilobyte Volume Rekey has been disabled",
        ]
    else:
        pair = f"({child.volume}/{seconds})"
        timing = [f"        sa timing: remaining key lifetime (k/sec): {pair}"]
    return [
        f"      spi: 0x{spi:X}({spi})",
        f"        transform: {transforms(child.encryption, child.integrity)} ,",
        f"        in use settings ={{{child.mode.capitalize()}{nat}, }}",
        (
            f"        conn id: {conn_id}, flow_id: CSR:{flow_id}, sibling_flags {flags},"
            f" crypto map: {flow.map_tag}{initiator}"
        ),
        *timing,
        f"        IV size: {iv_size(child.encryption)} bytes",
        "        replay detection support: Y" + ("  replay window size: 64" if detail else ""),
        "        Status: ACTIVE(ACTIVE)",
    ]


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The IPsec SA commands."""

    def show(call: Call) -> str:
        state = fabric.state(call.router.name)
        interface, peer = call.args.get("interface"), call.args.get("peer")
        wanted = [
            flow
            for flow in state.flows
            if interface in {None, flow.interface} and peer in {None, str(flow.peer)}
        ]
        return ipsec_sa(state, wanted, detail="detail" in call.words)

    handler: Callable[[Call], str] = show
    return tuple(
        ExecCommand(f"show crypto ipsec sa{which} [detail]", handler)
        for which in ("", " interface <interface:IFNAME>", " peer <peer:IP>")
    )
