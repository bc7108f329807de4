"""`show crypto map`, `show crypto ipsec profile|transform-set` and the empty `show crypto isakmp sa`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nornir_ikev2.ike.defaults import DEFAULT, default_transform_set
from nornir_ikev2.ike.model import CryptoEntry, IkeConfig, TransformSet
from nornir_ikev2.lab.contracts import Call, ExecCommand, Node
from nornir_ikev2.lab.show.crypto_text import ace, transform_set_line
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.state import RouterState

_ISAKMP = """\
IPv4 Crypto ISAKMP SA
dst             src             state          conn-id status

IPv6 Crypto ISAKMP SA

"""
_DUALSTACK = (17,)


def crypto_maps(root: Node, state: RouterState, name: str | None = None) -> str:
    """`show crypto map [tag NAME]`: crypto maps by sequence, then the maps IOS makes for tunnels."""
    blocks: list[str] = []
    names: list[str] = []
    for node in root.starting("crypto map "):
        words = node.text.split()
        if len(words) < 5 or words[4] != "ipsec-isakmp" or name not in {None, words[2]}:  # noqa: PLR2004
            continue  # five words: crypto map NAME SEQUENCE ipsec-isakmp
        names.append(words[2])
        blocks.append("\n".join(_entry(node, words[2], words[3], root, state)))
    for tag in dict.fromkeys(names):
        place = max(number for number, known in enumerate(names) if known == tag)
        users = "".join(f"\n\t\t{interface}" for interface in _users(root, tag))
        blocks[place] += f"\n\tInterfaces using crypto map {tag}:{users}\n"
    for entry in state.config.entries:
        tag = f"{entry.name}-head-0"
        if entry.kind == "tunnel" and name in {None, tag}:
            blocks.append("\n".join(_tunnel(entry, tag, root, state)))
    return "\n".join(blocks)


def ipsec_profiles(root: Node, config: IkeConfig, name: str | None = None) -> str:
    """`show crypto ipsec profile [NAME]`, the default first unless it was removed."""
    found: list[Node] = []
    if root.find("no crypto ipsec profile default") is None:
        found.append(Node("crypto ipsec profile default"))
    found.extend(root.starting("crypto ipsec profile "))
    blocks: list[str] = []
    for node in found:
        title = node.text.split()[3]
        if name in {None, title}:
            blocks.append("\n".join([f"IPSEC profile {title}", *_settings(node, root, config), ""]))
    return "\n".join(blocks)


def transform_sets(root: Node, config: IkeConfig, name: str | None = None) -> str:
    """`show crypto ipsec transform-set [NAME]`, the default first unless it was removed."""
    found: list[TransformSet] = []
    if root.find("no crypto ipsec transform-set default") is None:
        found.append(default_transform_set())
    found.extend(item for item in config.transform_sets.values() if item.name != DEFAULT)
    return "\n".join(
        f"Transform set {item.name}: {transform_set_line(item)} \n"
        f"   will negotiate = {{ {item.mode.capitalize()},  }}, \n"
        for item in found
        if name in {None, item.name}
    )


def _entry(node: Node, tag: str, sequence: str, root: Node, state: RouterState) -> Iterator[str]:
    peers = [child.text.split()[2] for child in node.starting("set peer ")]
    acl = _value(node, "match address ")
    entry = next((item for item in state.config.entries if item.name == f"{tag} {sequence}"), None)
    yield f'Crypto Map IPv4 "{tag}" {sequence} ipsec-isakmp'
    if not peers or acl is None:
        yield "\tWARNING: This crypto map is in an incomplete state!"
        yield "\t\t(missing peer or access-list definitions)"
    for peer in peers:
        yield f"\tPeer = {peer}"
    profile = _value(node, "set ikev2-profile ")
    if profile:
        yield f"\tIKEv2 Profile: {profile}"
    if acl is None:
        yield "\tNo matching address list set."
    else:
        yield f"\tExtended IP access list {acl}"
        for selector in entry.selectors if entry else ():
            yield f"\t    access-list {acl} {ace(selector)}"
    used = next(
        (flow.peer for flow in state.flows if entry and flow.entry.name == entry.name), None
    )
    if used is not None:
        yield f"\tCurrent peer: {used}"
    yield from _settings(node, root, state.config, head=False)


def _tunnel(entry: CryptoEntry, tag: str, root: Node, state: RouterState) -> Iterator[str]:
    """The crypto map that IOS makes from `tunnel protection`."""
    interface = root.find(f"interface {entry.name}") or Node("")
    profile = (_value(interface, "tunnel protection ipsec profile ") or "").split(" ")[0]
    node = root.find(f"crypto ipsec profile {profile}") or Node("")
    settings = list(_settings(node, root, state.config, head=False))
    yield f'Crypto Map IPv4 "{tag}" 65536 ipsec-isakmp'
    if entry.profile:
        yield f"\tIKEv2 Profile: {entry.profile}"
    yield f"\tProfile name: {profile}"
    yield from settings
    yield ""
    yield f'Crypto Map IPv4 "{tag}" 65537 ipsec-isakmp'
    yield "\tMap is a PROFILE INSTANCE."
    for peer in entry.peers:
        yield f"\tPeer = {peer}"
    if entry.profile:
        yield f"\tIKEv2 Profile: {entry.profile}"
    yield "\tExtended IP access list "
    for selector in entry.selectors:
        yield f"\t    access-list  {ace(selector)}"
    if entry.peers:
        yield f"\tCurrent peer: {entry.peers[0]}"
    yield from settings
    yield f"\tInterfaces using crypto map {tag}:"
    yield f"\t\t{entry.name}"
    yield ""


def _settings(node: Node, root: Node, config: IkeConfig, *, head: bool = True) -> Iterator[str]:
    """The lines that IPsec profiles and crypto map entries have in common."""
    profile = _value(node, "set ikev2-profile ")
    if head and profile:
        yield f"\tIKEv2 Profile: {profile}"
    seconds = (
        _value(node, "set security-association lifetime seconds ")
        or _value(root, "crypto ipsec security-association lifetime seconds ")
        or "3600"
    )
    volume = (
        _value(node, "set security-association lifetime kilobytes ")
        or _value(root, "crypto ipsec security-association lifetime kilobytes ")
        or "4608000"
    )
    if volume == "disable":
        yield "\tKilobyte Volume Rekey has been disabled."
        yield f"\tSecurity association lifetime:{seconds} seconds"
    else:
        yield f"\tSecurity association lifetime: {volume} kilobytes/{seconds} seconds"
    if head and config.release.number >= _DUALSTACK:
        yield "\tDualstack (Y/N): N"
        yield ""
    yield "\tResponder-Only (Y/N): " + ("Y" if node.find("responder-only") else "N")
    pfs = next(node.starting("set pfs"), None)
    if pfs is None:
        yield "\tPFS (Y/N): N"
    else:
        yield "\tPFS (Y/N): Y"
        yield f"\tDH group:  {pfs.text.removeprefix('set pfs').strip() or 'group14'}"
    yield "\tMixed-mode : Disabled"
    yield "\tTransform sets={ "
    names = (_value(node, "set transform-set ") or DEFAULT).split()
    yield from _set_lines(names, config)
    yield "\t}"


def _set_lines(names: Iterable[str], config: IkeConfig) -> Iterator[str]:
    for name in names:
        found = config.transform_sets.get(name)
        if found is None and name == DEFAULT:
            found = default_transform_set()
        if found is not None:
            yield f"\t\t{name}:  {transform_set_line(found)} , "


def _value(node: Node, prefix: str) -> str | None:
    found = next(node.starting(prefix), None)
    return found.text[len(prefix) :].strip() if found else None


def _users(root: Node, tag: str) -> Iterator[str]:
    for interface in root.starting("interface "):
        if interface.find(f"crypto map {tag}") is not None:
            yield interface.text.removeprefix("interface ")


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The commands that show IPsec configuration as IOS understood it."""

    def show_map(call: Call) -> str:
        state = fabric.state(call.router.name)
        return crypto_maps(call.router.config.root, state, call.args.get("name"))

    def show_profile(call: Call) -> str:
        config = fabric.state(call.router.name).config
        return ipsec_profiles(call.router.config.root, config, call.args.get("name"))

    def show_set(call: Call) -> str:
        config = fabric.state(call.router.name).config
        return transform_sets(call.router.config.root, config, call.args.get("name"))

    patterns: tuple[tuple[str, Callable[[Call], str]], ...] = (
        ("show crypto map", show_map),
        ("show crypto map tag <name:WORD>", show_map),
        ("show crypto ipsec profile", show_profile),
        ("show crypto ipsec profile <name:WORD>", show_profile),
        ("show crypto ipsec transform-set", show_set),
        ("show crypto ipsec transform-set <name:WORD>", show_set),
        ("show crypto isakmp sa [detail]", lambda _call: _ISAKMP),
    )
    return tuple(ExecCommand(pattern, run) for pattern, run in patterns)
