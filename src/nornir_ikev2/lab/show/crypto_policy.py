"""`show crypto ikev2 proposal|policy|profile`, with the smart defaults that no running-config shows."""

from __future__ import annotations

from collections.abc import Callable

from nornir_ikev2.ike.defaults import DEFAULT, default_policy
from nornir_ikev2.ike.index import index
from nornir_ikev2.ike.model import Identity, IdentityMatch, IkeConfig, Policy, Profile, Proposal
from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.crypto_text import GROUP, integrity, prf
from nornir_ikev2.lab.wan.fabric import Fabric

Renderer = Callable[[IkeConfig, str | None], str]


def proposals(config: IkeConfig, name: str | None = None) -> str:
    """`show crypto ikev2 proposal [NAME]`, the default first."""
    standard = index(config).proposal(DEFAULT)
    known = [item for item in config.proposals.values() if item.name != DEFAULT]
    found = ([standard] if standard else []) + known
    return "".join(_proposal(item) for item in found if name in {None, item.name})


def policies(config: IkeConfig, name: str | None = None) -> str:
    """`show crypto ikev2 policy [NAME]`, the default last."""
    found = [item for item in config.policies.values() if item.name != DEFAULT]
    if config.default_policy:
        found.append(config.policies.get(DEFAULT) or default_policy())
    return "\n".join(_policy(item) for item in found if name in {None, item.name})


def profiles(config: IkeConfig, name: str | None = None) -> str:
    """`show crypto ikev2 profile [NAME]`."""
    found = config.profiles.values()
    return "\n".join(_profile(item) for item in found if name in {None, item.name})


def _proposal(item: Proposal) -> str:
    hashes = " ".join(integrity(value) for value in item.integrity) or "none"
    prfs = " ".join(prf(value) for value in item.prf or item.integrity)
    groups = " ".join(f"{GROUP.get(value, 'DH_GROUP')}/Group {value}" for value in item.group)
    return (
        f" IKEv2 proposal: {item.name} \n"
        f"     Encryption : {' '.join(value.upper() for value in item.encryption)}\n"
        f"     Integrity  : {hashes}\n"
        f"     PRF        : {prfs}\n"
        f"     DH Group   : {groups}\n"
    )


def _policy(item: Policy) -> str:
    fvrf = " : any" if item.fvrf == "any" else f"  : {item.fvrf or 'global'}"
    addresses = [str(address) for address in item.local_addresses] or ["any "]
    lines = [
        f" IKEv2 policy : {item.name}",
        f"      Match fvrf{fvrf}",
        *(f"      Match address local : {address}" for address in addresses),
        *(f"      Proposal    : {name} " for name in item.proposals),
    ]
    return "\n".join(lines) + "\n"


def _profile(item: Profile) -> str:
    local = [str(address) for address in item.local_addresses] + list(item.local_interfaces)
    matches = [match for match in item.remote_matches if match.kind != "certificate-map"]
    maps = [match.value for match in item.remote_matches if match.kind == "certificate-map"]
    points = dict.fromkeys((*item.trustpoints_sign, *item.trustpoints_verify))
    dpd = item.dpd
    probes = (
        f"interval {dpd.interval}, retry-interval {dpd.retry}, {dpd.mode}" if dpd else "disabled"
    )
    lines = [
        f"IKEv2 profile: {item.name}",
        " Ref Count: 4",
        " Match criteria: ",
        f"  Fvrf: {item.fvrf or 'global'}",
        "  Local address/interface: " + ("" if local else "none"),
        *(f"   {place}" for place in local),
        "  Identities: " + ("" if matches else "none"),
        *(f"   {_match(match)} " for match in matches),
        "  Certificate maps: " + ("" if maps else "none"),
        *(f"   {name}" for name in maps),
        f" Local identity: {_identity(item.identity_local)}",
        " Remote identity: none",
        f" Local authentication method: {item.auth_local or 'none'}",
        f" Remote authentication method(s): {' '.join(item.auth_remote) or 'none'}",
        " EAP options: none",
        f" Keyring: {item.keyring or 'none'}",
        " Trustpoint(s): " + ("" if points else "none"),
        *(f"   {name}" for name in points),
        f" Lifetime: {item.lifetime} seconds",
        f" DPD: {probes}",
        " NAT-keepalive: disabled",
        " Ivrf: none",
        " Virtual-template: none",
        " AAA AnyConnect EAP authentication mlist: none",
        " AAA EAP authentication mlist: none",
        " AAA Accounting: none",
        " AAA group authorization: none",
        " AAA user authorization: none",
    ]
    return "\n".join(lines) + "\n"


def _match(match: IdentityMatch) -> str:
    if match.network is not None:
        return f"address {match.network.network_address} {match.network.netmask}"
    return f"{match.kind.replace('-domain', ' domain')} {match.value}".rstrip()


def _identity(found: Identity | None) -> str:
    return f"{found.kind} {found.value}".rstrip() if found else "none"


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands that show IKEv2 configuration with its defaults."""

    def handler(render: Renderer) -> Callable[[Call], str]:
        def run(call: Call) -> str:
            return render(fabric.state(call.router.name).config, call.args.get("name"))

        return run

    kinds: tuple[tuple[str, Renderer], ...] = (
        ("proposal", proposals),
        ("policy", policies),
        ("profile", profiles),
    )
    return tuple(
        ExecCommand(f"show crypto ikev2 {kind}{name}", handler(render))
        for kind, render in kinds
        for name in ("", " <name:WORD>")
    )
