"""What a change means beyond its lines: SAs to renew, and management that may be cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nornir_ikev2.drivers.ios.collisions import tunnel_end
from nornir_ikev2.drivers.ios.names import Owners, upper
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.stanza import Edit
from nornir_ikev2.drivers.protocol import Renewal, SectionName
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn

SectionEdits = Sequence[tuple[SectionName, Edit]]

_IKE_SECTIONS = frozenset({"proposals", "policies", "profiles"})
_CHILD_SECTIONS = frozenset({"transform_sets", "ipsec_profiles", "crypto_maps", "access_lists"})


def renewals(intent: RouterIntent, present: Present, edits: SectionEdits) -> Iterator[Renewal]:
    """SAs that run on with old values after a change of what they were made from.

    A live SA notices neither a new key nor a new proposal, and a new PFS group only at a rekey. Tunnels
    that did not exist before need no renewal: they start with the new values.
    """
    for vpn in intent.vpns:
        existing = _existing(vpn, present)
        if not existing:
            continue
        touched = [one for one in edits if _concerns(one[1], vpn.prefix, present.owners)]
        shared_ike = _changed(touched, present, _IKE_SECTIONS)
        shared_child = _changed(touched, present, _CHILD_SECTIONS)
        keys = {
            edit.path[1].text.removeprefix("peer ")
            for section, edit in touched
            if section == "keyrings" and len(edit.path) > 1
        }
        for peer in existing:
            if upper(peer.name) in keys:
                yield Renewal(peer.name, peer.address, "ike", "its pre-shared key changed")
            elif shared_ike:
                yield Renewal(peer.name, peer.address, "ike", f"{shared_ike} changed")
            elif shared_child:
                yield Renewal(peer.name, peer.address, "child", f"{shared_child} changed")


def cuts_management(intent: RouterIntent, edits: SectionEdits) -> Iterator[str]:
    """Why management sessions to this router may end with this change."""
    changed = {section for section, _ in edits}
    yield from _on_wan(intent, edits)
    for vpn in intent.vpns:
        for peer in vpn.peers:
            if vpn.mode == "crypto-map" and changed & {"access_lists", "crypto_maps"}:
                yield from _selected(intent, peer)
            if vpn.mode == "tunnel-interface" and "routing" in changed:
                yield from _recursive(vpn, peer)


def _on_wan(intent: RouterIntent, edits: SectionEdits) -> Iterator[str]:
    """Lines on the interface through which, most often, the router is managed."""
    wan = f"interface {intent.wan.interface}"
    for _, edit in edits:
        if _top(edit) == wan:
            what = f"{edit.undoes} goes off" if edit.undoes else f"{edit.line.masked} goes on"
            yield f"{what} the WAN interface {intent.wan.interface}"


def _selected(intent: RouterIntent, peer: Peer) -> Iterator[str]:
    for lan in intent.lans:
        if intent.wan.address in lan:
            nets = ", ".join(str(one) for one in peer.lans)
            yield (
                f"the crypto map sends what {intent.wan.address} says to {nets} through "
                f"{tunnel_end(peer)}: management from there ends if the tunnel is down"
            )
    for lan in peer.lans:
        if peer.address in lan:
            yield f"the crypto map selects traffic to the WAN address of {peer.name} ({lan})"


def _recursive(vpn: RouterVpn, peer: Peer) -> Iterator[str]:
    for lan in peer.lans:
        if vpn.routing.protocol != "none" and peer.address in lan:
            yield (
                f"the route to {lan} through {tunnel_end(peer)} covers {peer.address}, "
                "the tunnel's own destination"
            )


def _concerns(edit: Edit, prefix: str, owners: Owners) -> bool:
    """Whether an edit is about this VPN; its policy also lists proposals of other VPNs."""
    text = edit.line.text.removeprefix("no ")
    named = text if edit.path and text.startswith("proposal ") else _top(edit)
    return any(owners.owner(word) == prefix for word in named.split())


def _top(edit: Edit) -> str:
    """The top-level line that an edit is about."""
    return edit.path[0].text if edit.path else edit.line.text


def _changed(
    edits: SectionEdits, present: Present, sections: Iterable[SectionName] | frozenset[str]
) -> str:
    """The first present object of these sections whose values change, "" for none.

    Adding or removing a peer's own line or entry does not touch the SAs of the others.
    """
    for section, edit in edits:
        if section not in sections:
            continue
        top = _top(edit)
        if edit.path and present.top(top) is None:
            continue
        if not edit.path and (edit.undoes or section != "transform_sets"):
            continue
        text = edit.line.text.removeprefix("no ")
        if text.startswith(("match identity remote ", "set peer ", "crypto map ")):
            continue
        return top
    return ""


def _existing(vpn: RouterVpn, present: Present) -> list[Peer]:
    """The peers whose tunnel was configured before."""
    keyring = present.top(f"crypto ikev2 keyring {vpn.prefix}-KEYRING")
    known = {child.text for child in keyring.children} if keyring else set[str]()
    return [
        peer
        for peer in vpn.peers
        if f"peer {upper(peer.name)}" in known
        or (peer.tunnel and f"interface Tunnel{peer.tunnel.number}" in present.own)
        or present.top(f"ip access-list extended {vpn.prefix}-{upper(peer.name)}")
    ]
