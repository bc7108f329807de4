"""`show access-lists` and `show vrf`: configuration in another dress."""

from __future__ import annotations

from collections.abc import Iterator

from nornir_ikev2.lab.contracts import Call, ExecCommand, Node
from nornir_ikev2.lab.wan.ports import ports

_FIRST_EXTENDED = 100


def _list(kind: str, name: str, lines: list[str]) -> Iterator[str]:
    yield f"{kind.capitalize()} IP access list {name}"
    number = 0
    for line in lines:
        first, _, rest = line.partition(" ")
        number = int(first) if first.isdigit() else number + 10
        text = rest if first.isdigit() else line
        if not text.startswith("remark"):
            yield f"    {number} {text}"


def access_lists(root: Node, wanted: str | None) -> str:
    """The entries of every IPv4 access list, or of one."""
    lines: list[str] = []
    numbered: dict[str, list[str]] = {}
    for node in root.children:
        if node.text.startswith("ip access-list "):
            _, _, kind, name = node.text.split(maxsplit=3)
            if wanted in {None, name}:
                lines += _list(kind, name, [child.text for child in node.children])
        elif node.text.startswith("access-list "):
            _, name, rest = node.text.split(maxsplit=2)
            numbered.setdefault(name, []).append(rest)
    for name, entries in numbered.items():
        if wanted in {None, name} and name.isdigit():
            kind = (
                "extended"
                if _FIRST_EXTENDED <= int(name) % 1900 < 2 * _FIRST_EXTENDED
                else "standard"
            )
            lines += _list(kind, name, entries)
    return "\n".join(lines)


def vrfs(root: Node) -> str:
    """The table of `show vrf`."""
    lines = [
        "  Name                             Default RD            Protocols   Interfaces",
    ]
    interfaces = ports(root)
    for node in root.starting("vrf definition "):
        name = node.text.split()[2]
        distinguisher = next((child.text.split()[1] for child in node.starting("rd ")), "<not set>")
        families = [
            family
            for family in ("ipv4", "ipv6")
            if node.find(f"address-family {family}") is not None
        ]
        members = [port.name for port in interfaces.values() if port.vrf == name] or [""]
        lines.append(
            f"  {name:<32} {distinguisher:<21} {','.join(families):<11} {members[0]}".rstrip()
        )
        lines += [f"{'':<69}{other}" for other in members[1:]]
    return "\n".join(lines)


def commands() -> tuple[ExecCommand, ...]:
    """The commands that print configuration as tables."""

    def lists(call: Call) -> str:
        return access_lists(call.router.config.root, call.args.get("name"))

    def vrf(call: Call) -> str:
        return vrfs(call.router.config.root)

    return (
        ExecCommand("show access-lists [<name:WORD>]", lists, privileged=False),
        ExecCommand("show ip access-lists [<name:WORD>]", lists, privileged=False),
        ExecCommand("show vrf", vrf, privileged=False),
    )
