"""Birth and death of SAs at one end; no decisions, no timers."""

from __future__ import annotations

import secrets

from nornir_ikev2.ike.model import AuthMethod, ChildSuite, Identity, Profile, Suite
from nornir_ikev2.lab.wan.flows import mirrored
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import ChildSa, CryptoFlow, IkeSa


def spi(bits: int) -> int:
    """A random SPI, never 0."""
    return secrets.randbits(bits - 1) | 1 << (bits - 2)


def identity(profile: Profile | None, flow: CryptoFlow) -> Identity | None:
    """The identity this end sends: of the profile, else its address (RFC 7296 section 3.5)."""
    if profile is not None and profile.identity_local is not None:
        return profile.identity_local
    return Identity("address", str(flow.local)) if flow.local is not None else None


def add_ike(  # noqa: PLR0913 - the values of one end, all from one negotiation
    member: Member,
    flow: CryptoFlow,
    *,
    peer: str,
    profile: str | None,
    suite: Suite | None,
    spis: tuple[int, int],
    auth: tuple[AuthMethod | None, AuthMethod | None],
    initiator: bool,
) -> IkeSa | None:
    """Add one end of an IKE SA.

    Args:
        member: the router that holds it.
        flow: what it was made for.
        peer: name of the other router.
        profile: IKEv2 profile here, None for none.
        suite: what was negotiated.
        spis: local and remote, 64 bits each.
        auth: how this end and how the peer proved itself.
        initiator: whether this end began.

    Returns:
        None when the flow has no endpoints any more.
    """
    if flow.local is None or flow.peer is None:
        return None
    settings = member.snapshot.ike.profiles.get(profile or "")
    session = member.next_id("session")
    sa = IkeSa(
        tunnel_id=member.tunnel_id(),
        session_id=session,
        ce_id=1000 + session,
        local=flow.local,
        remote=flow.peer,
        fvrf=flow.fvrf,
        ivrf=flow.ivrf,
        status="READY",
        suite=suite,
        auth_sign=auth[0],
        auth_verify=auth[1],
        lifetime=settings.lifetime if settings else 86400,
        created=member.router.clock.seconds(),
        local_spi=spis[0],
        remote_spi=spis[1],
        initiator=initiator,
        local_id=identity(settings, flow),
        remote_id=None,
        dpd=settings.dpd if settings else None,
        profile=profile,
        peer_router=peer,
        local_msg_id=2 if initiator else 0,
        remote_msg_id=0 if initiator else 2,
    )
    member.ike_sas[sa.local_spi] = sa
    flow.ike = sa
    flow.negotiating = False
    return sa


def add_child(
    member: Member,
    flow: CryptoFlow,
    suite: ChildSuite,
    *,
    spis: tuple[int, int],
    pfs: int | None,
    initiator: bool,
) -> ChildSa:
    """Give a flow a pair of ESP SAs in place of an older pair.

    Args:
        member: the router that holds them.
        flow: what they protect.
        suite: what was negotiated; selectors as the initiator sees them.
        spis: inbound and outbound, 32 bits each.
        pfs: group of their own key exchange, None for the first child of an IKE SA.
        initiator: whether this end began.
    """
    old = flow.child
    agreed = suite.selectors[0] if suite.selectors else flow.selector
    if suite.selectors and not initiator:
        agreed = mirrored(agreed)
    now = member.router.clock.seconds()
    if old is not None:
        member.inbound.pop(old.spi_in, None)
    flow.child = ChildSa(
        local=agreed.local,
        remote=agreed.remote,
        protocol=agreed.protocol,
        spi_in=spis[0],
        spi_out=spis[1],
        encryption=suite.encryption,
        integrity=suite.integrity,
        mode=suite.mode,
        pfs=pfs,
        lifetime=flow.entry.lifetime,
        created=now,
        conn_id=member.next_id("conn", 2) - 1,
        initiator=initiator,
        packets_out=old.packets_out if old else 0,
        packets_in=old.packets_in if old else 0,
    )
    member.inbound[spis[0]] = flow
    flow.negotiating = False
    if flow.up_since is None:
        flow.up_since = now
        announce(member, flow, up=True)
    return flow.child


def drop_child(member: Member, flow: CryptoFlow) -> ChildSa | None:
    """Take the ESP SAs of a flow away; the pair that was there."""
    child = flow.child
    if child is None:
        return None
    member.inbound.pop(child.spi_in, None)
    flow.child = None
    flow.up_since = None
    announce(member, flow, up=False)
    return child


def drop_ike(member: Member, sa: IkeSa) -> list[tuple[CryptoFlow, ChildSa | None]]:
    """Take an IKE SA and all its children away; the flows it carried."""
    member.ike_sas.pop(sa.local_spi, None)
    carried = [flow for flow in member.by_peer.get((sa.local, sa.remote), ()) if flow.ike is sa]
    gone = [(flow, drop_child(member, flow)) for flow in carried]
    for flow in carried:
        flow.ike = None
    return gone


def announce(member: Member, flow: CryptoFlow, *, up: bool) -> None:
    """Log a session going up or down, if `crypto logging` asks for it.

    Texts: `%CRYPTO-5-SESSION_STATUS` and `%CRYPTO-5-IKEV2_SESSION_STATUS` as real routers log them.
    """
    lines = {node.text for node in member.snapshot.root.starting("crypto logging ")}
    state = "UP" if up else "DOWN"
    peer = f"Peer {flow.peer}:500       Id: {flow.peer}"
    if "crypto logging session" in lines:
        member.router.log.add(f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is {state:<4}.  {peer}")
    if "crypto logging ikev2" in lines:
        member.router.log.add(
            f"%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is {state}.  {peer}"
        )
