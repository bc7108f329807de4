"""Writes what a router shows, in the layouts of several releases; knows nothing of the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Sa = Mapping[str, object]

_V4 = "Tunnel-id Local                 Remote                fvrf/ivrf            Status "
_V6 = "Tunnel-id    fvrf/ivrf              Status"


def ike_sas(sas: Iterable[Sa], *, detailed: bool = False, spis: bool = True) -> str:
    """`show crypto ikev2 sa [detailed]`; without SPIs as IOS 15 prints the short form."""
    listed = list(sas)
    parts = [" IPv4 Crypto IKEv2  SA \n"]
    parts += [
        _ike_sa(number, sa, detailed=detailed, spis=spis)
        for number, sa in enumerate(listed, 1)
        if ":" not in str(sa["local"])
    ]
    parts.append(" IPv6 Crypto IKEv2  SA \n")
    parts += [
        _ike_sa(number, sa, detailed=detailed, spis=spis)
        for number, sa in enumerate(listed, 1)
        if ":" in str(sa["local"])
    ]
    return "\n".join(parts) if listed else ""


def _ike_sa(number: int, sa: Sa, *, detailed: bool, spis: bool) -> str:
    local, remote = (f"{sa[end]}/{sa[f'{end}_port']}" for end in ("local", "remote"))
    vrfs = f"{sa['fvrf']}/{sa['ivrf']}"
    if ":" in local:
        lines = [
            _V6,
            f"{number:<10} {vrfs:<20} {sa['status']}",
            f"Local  {local}",
            f"Remote  {remote}",
        ]
    else:
        lines = [_V4, f"{number:<10}{local:<22}{remote:<22}{vrfs:<20} {sa['status']!s:<7}"]
    size = f", keysize: {sa['key_size']}" if sa["key_size"] else ""
    prf = f", PRF: {sa['prf']}" if sa["prf"] else ""
    auth = f"Auth sign: {sa['auth_sign']}, Auth verify: {sa['auth_verify']}"
    lines += [
        f"      Encr: {sa['encryption']}{size}{prf}, Hash: {sa['integrity']}, DH Grp:{sa['group']}, {auth}",
        f"      Life/Active Time: {sa['lifetime']}/{sa['active']} sec",
    ]
    if spis:
        lines += [
            f"      CE id: 1000, Session-id: {number}",
            f"      Local spi: {sa['local_spi']}       Remote spi: {sa['remote_spi']}",
        ]
    if detailed:
        lines += [
            "      Status Description: Negotiation done",
            f"      Local id: {sa['local_id']}",
            f"      Remote id: {sa['remote_id']}",
            "      Local req msg id:  2              Remote req msg id:  0         ",
            "      DPD configured for 10 seconds, retry 3",
            "      Fragmentation not  configured.",
            f"      Initiator of SA : {sa['initiator']}",
        ]
    return "\n".join(lines) + "\n"


def ipsec_sas(interface: str, tag: str, local: str, flows: Iterable[Mapping[str, object]]) -> str:
    """`show crypto ipsec sa` of one interface; a flow without `spi_in` has no SA."""
    text = f"\ninterface: {interface}\n    Crypto map tag: {tag}, local addr {local}\n"
    for flow in flows:
        text += f"""
   protected vrf: (none)
   local  ident (addr/mask/prot/port): ({flow["local"]}/{flow["local_mask"]}/0/0)
   remote ident (addr/mask/prot/port): ({flow["remote"]}/{flow["remote_mask"]}/0/0)
   current_peer {flow["peer"]} port 500
     PERMIT, flags={{origin_is_acl,}}
    #pkts encaps: {flow["encaps"]}, #pkts encrypt: {flow["encaps"]}, #pkts digest: {flow["encaps"]}
    #pkts decaps: {flow["decaps"]}, #pkts decrypt: {flow["decaps"]}, #pkts verify: {flow["decaps"]}
    #send errors 0, #recv errors 0

     local crypto endpt.: {local}, remote crypto endpt.: {flow["peer"]}
     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet2
     current outbound spi: {flow.get("spi_out", "0x0")}(0)
     PFS (Y/N): N, DH group: none

"""
        for direction in ("in", "out"):
            for protocol in ("esp", "ah", "pcp"):
                text += f"     {direction}bound {protocol} sas:\n"
                if protocol == "esp" and flow.get("spi_in"):
                    text += _spi(str(flow[f"spi_{direction}"]), tag, str(flow["transform"]))
                text += "\n"
    return text


def _spi(spi: str, tag: str, transform: str) -> str:
    return f"""      spi: {spi}({int(spi, 16)})
        transform: {transform} ,
        in use settings ={{Tunnel, }}
        conn id: 2001, flow_id: CSR:1, sibling_flags FFFFFFFF80004048, crypto map: {tag}
        sa timing: remaining key lifetime (k/sec): (4607999/3232)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)
"""


def eigrp(number: int, neighbors: Iterable[tuple[str, str]]) -> str:
    """`show ip eigrp neighbors` of (address, interface)."""
    rows = [
        f"{handle:<4}{address:<24}{interface:<24} 12 00:05:01   12   100  0  {handle + 5}"
        for handle, (address, interface) in enumerate(neighbors)
    ]
    head = (
        f"EIGRP-IPv4 Neighbors for AS({number})\n"
        "H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq\n"
        "                                                   (sec)         (ms)       Cnt Num\n"
    )
    return head + "\n".join(rows) + "\n"


def interfaces(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """`show ip interface brief` of (name, address, status, protocol)."""
    lines = ["Interface              IP-Address      OK? Method Status                Protocol"]
    lines += [
        f"{name:<23}{address:<16}YES NVRAM  {status:<22}{protocol:<8}"
        for name, address, status, protocol in rows
    ]
    return "\n".join(lines) + "\n"
