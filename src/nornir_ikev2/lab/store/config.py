"""The running-config of one router."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.cli.values import split
from nornir_ikev2.lab.contracts import LineReply, Node
from nornir_ikev2.lab.grammar.modes import CompiledMode, Rule, modes_for
from nornir_ikev2.lab.grammar.table import Notice
from nornir_ikev2.lab.store import render
from nornir_ikev2.lab.store.lists import number_entry
from nornir_ikev2.lab.store.raw import Raw
from nornir_ikev2.lab.store.references import References
from nornir_ikev2.lab.store.section import Item, Section, Slot
from nornir_ikev2.lab.store.session import ConfigSession

if TYPE_CHECKING:
    from nornir_ikev2.ike.model import Release

SHIELD_OFF = "crypto engine compliance shield disable"
Answer = tuple[str, bool]


class RunningConfig:
    """Implements `contracts.Config`.

    Args:
        release: decides which lines exist.
        ports: interfaces of the hardware, canonical names.
        hostname: name until `hostname` is configured.

    Attributes:
        last_change: comment line with time and user, set by the session that configured last.
        locked_by: user and vty that hold the configuration lock, None when free.
    """

    def __init__(self, release: Release, ports: Sequence[str], *, hostname: str) -> None:
        self.release = release
        self.ports = tuple(ports)
        self.version = 0
        self.last_change = ""
        self.locked_by: tuple[str, int] | None = None
        self._first_name = hostname
        self._callbacks: list[Callable[[], None]] = []
        self._published = 0
        self._text: tuple[int, str] | None = None
        self._booting: set[str] = set()
        self._reset(shield_off=False)

    def _reset(self, *, shield_off: bool) -> None:
        self.modes: Mapping[str, CompiledMode] = modes_for(
            self.release.number, shield_off=shield_off
        )
        self._references = References()
        self.top = Section(Node(""), self.modes["global"])
        self._show_defaults(self.top)
        self._type_all([f"hostname {self._first_name}"])
        for port in self.ports:
            self._type_all((f"interface {port}", "shutdown"))
        self.version += 1

    def _type_all(self, lines: Sequence[str]) -> list[LineReply]:
        session = ConfigSession(self)
        return [session.type(line) for line in lines]

    @property
    def root(self) -> Node:
        """The tree of all lines."""
        return self.top.node

    @property
    def hostname(self) -> str:
        """Name in the prompt."""
        item = self.top.items.get(("hostname",))
        return item.args.get("name", self._first_name) if item else self._first_name

    def session(self) -> ConfigSession:
        """A new place to type lines, in global configuration mode."""
        return ConfigSession(self)

    def text(self, *, full: bool = False) -> str:
        """All lines from `version` to `end`; `full` with the hidden defaults."""
        if full:
            return render.whole(self.top, self._short_release(), full=True)
        if self._text is None or self._text[0] != self.version:
            self._text = (
                self.version,
                render.whole(self.top, self._short_release(), full=False),
            )
        return self._text[1]

    def _short_release(self) -> str:
        return ".".join(str(part) for part in self.release.number[:2]) or self.release.text

    def section(self, node: Node) -> str:
        """One top-level line and all inside it, as printed."""
        item = next((one for one in self.top.items.values() if one.node is node), None)
        return "\n".join(render.block(item, 0, full=False)) if item else ""

    def apply(self, lines: Sequence[str]) -> list[LineReply]:
        """Type lines in global configuration mode; `end` and what follows it is not typed."""
        session = ConfigSession(self)
        replies: list[LineReply] = []
        for line in lines:
            if session.closed:
                session = ConfigSession(self)
            parts = line.split("\n")
            reply = session.type(parts[0])
            if not parts[0].lstrip().startswith("no "):
                for part in parts[1:]:
                    session.type(part)
            replies.append(LineReply(line, reply.message, reply.refused))
        return replies

    def load(self, text: str) -> list[LineReply]:
        """Start from an empty configuration and type `text`, as a router does at boot."""
        lines = text.splitlines()
        self._reset(shield_off=any(line.strip() == SHIELD_OFF for line in lines))
        self._booting = set(self.ports)
        replies = self.apply([line for line in lines if not line.startswith("version ")])
        self._booting = set()
        self.publish()
        return replies

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each line that changed something."""
        self._callbacks.append(callback)

    def publish(self) -> None:
        """Tell the subscribers when something changed since the last time."""
        if self._published != self.version:
            self._published = self.version
            for callback in self._callbacks:
                callback()

    def defined(self, kind: str, name: str) -> bool:
        """Whether an object is configured or built in."""
        return self._references.defined(kind, name)

    def set(self, section: Section, rule: Rule, found: Match) -> tuple[str, bool, Section | None]:
        """Configure one line.

        Returns:
            Message, whether it is a refusal, and the section that was entered.
        """
        refusal = self._missing(rule, found) or (
            rule.line.check(self, found) if rule.line.check else ""
        )
        if refusal:
            return refusal, True, None
        found = number_entry(section, rule, found)
        text = canonical(rule, found)
        slot = slot_of(rule, found.args, text)
        known = section.items.get(slot)
        messages: list[str] = []
        if known is not None and known.node.text == text:
            messages.append(rule.line.repeat)
        elif text == rule.line.default and not rule.line.shown:
            self._drop(section, known)
        else:
            known = self._store(section, rule, found, text, known)
            messages.extend((self._replace(section, rule), rule.line.created))
        if rule.line.weak_text and section.mode.warns and rule.line.weak & set(found.words):
            messages.append(rule.line.weak_text)
        inside = known.inside if known is not None else None
        if inside is not None:
            messages.append(self._incomplete(rule.line.entering, inside))
            self._boot_port(found)
        return "\n".join(filter(None, messages)), False, inside

    def _missing(self, rule: Rule, found: Match) -> str:
        for ref in rule.line.refers:
            for name in found.args.get(ref.arg, "").split():
                if ref.missing and not self.defined(ref.kind, name):
                    return ref.missing.format(name=name)
        return ""

    def _store(
        self, section: Section, rule: Rule, found: Match, text: str, known: Item | None
    ) -> Item:
        """Put a line in place of the one with the same slot; lines inside it stay."""
        item = Item(Node(text), rule, slot_of(rule, found.args, text), (), found.args)
        if known is not None and known.inside is not None and rule.line.mode:
            item.node.children = known.node.children
            item.inside = known.inside
            item.inside.node = item.node
            known.inside = None
        keep = known.order if known is not None and known.rule is rule else None
        if known is not None:
            self._references.drop(known)
            section.remove(known)
        item.order = keep or section.order(rule, found.args)
        section.insert(item)
        if rule.line.mode and item.inside is None and not text.startswith("no "):
            item.inside = Section(item.node, self.modes[rule.line.mode])
            self._show_defaults(item.inside)
        self._references.add(section, item)
        self.version += 1
        return item

    def _show_defaults(self, section: Section) -> None:
        for rule in section.mode.defaults:
            if rule.line.shown and (rule.slot,) not in section.items:
                self._default_line(section, rule)

    def _default_line(self, section: Section, rule: Rule) -> None:
        item = Item(Node(rule.line.default), rule, (rule.slot,), section.order(rule, {}), {})
        section.insert(item)

    def _replace(self, section: Section, rule: Rule) -> str:
        gone = [
            item
            for slot in rule.line.replaces
            for item in section.of(slot)
            if not item.node.text.startswith("no ")
        ]
        for item in gone:
            self._drop(section, item)
        return rule.line.replaced.format(section=section.node.text) if gone else ""

    def _incomplete(self, notice: Notice | None, inside: Section) -> str:
        if notice is None:
            return ""
        lines = [child.text for child in inside.node.children]
        complete = any(
            all(any(line.startswith(need) for line in lines) for need in needs)
            for needs in notice.needs
        )
        return "" if complete else notice.text

    def _boot_port(self, found: Match) -> None:
        """A port with lines in the startup-config is up unless they say otherwise."""
        name = found.args.get("name", "")
        if name in self._booting:
            self._booting.discard(name)
            item = self.top.items.get(("interface", name))
            if item is not None and item.inside is not None:
                self._drop(item.inside, item.inside.items.get(("shutdown",)))

    def unset(self, section: Section, rule: Rule, found: Match, *, default: bool) -> Answer:
        """Carry out the `no` or `default` form of a line.

        Returns:
            Message and whether it is a refusal.
        """
        items = self._chosen(section, rule, found)
        refusal = rule.line.check_no(self, found) if rule.line.check_no and not default else ""
        refusal = refusal or self._in_use(items)
        if refusal:
            return refusal, True
        if default and rule.line.mode == "interface":
            return self._fresh(items)
        gone = False
        for item in items:
            if not item.node.text.startswith("no ") or default:
                self._drop(section, item)
                gone = True
        message = self._replace(section, rule) if gone else ""
        if rule.line.toggle and not default:
            self._off(section, rule, found)
        return message, False

    def _chosen(self, section: Section, rule: Rule, found: Match) -> list[Item]:
        """The lines a `no` form means."""
        line = rule.line
        if not rule.sweep and "*" not in line.key:
            key = number_entry(section, rule, found, remove=True).args
            item = section.items.get((rule.slot, *(key.get(name, "") for name in line.key)))
            items = [item] if item is not None else []
            if not line.key and found.parts == tuple(rule.lead.split()):
                items.extend(one for one in section.of(f"{rule.slot} secondary"))
            return items
        if rule.sweep:
            return [
                item
                for item in section.of(rule.slot)
                if all(item.args.get(name) == value for name, value in found.args.items())
            ]
        text = canonical(rule, found)
        exact = section.items.get((rule.slot, text))
        if exact is not None:
            return [exact]
        short = f"{' '.join(found.parts)} "
        return [item for item in section.of(rule.slot) if item.node.text.startswith(short)]

    def _in_use(self, items: Sequence[Item]) -> str:
        leaving: dict[tuple[str, str], int] = {}
        for item in items:
            line = item.rule.line
            if not (line.defines and line.in_use) or item.node.text.startswith("no "):
                continue
            key = (line.defines, item.args["name"])
            leaving[key] = leaving.get(key, 0) + 1
            holders = self._references.holders(*key)
            if holders and leaving[key] >= self._references.count(*key):
                names = ", ".join(short_name(holder.node.text) for holder in holders)
                return line.in_use.format(name=key[1], holders=names)
        return ""

    def _fresh(self, items: Sequence[Item]) -> Answer:
        """`default interface X`: as if it had just been made."""
        for item in items:
            if item.inside is not None:
                for child in list(item.inside.items.values()):
                    if not (child.rule.line.shown and child.node.text == child.rule.line.default):
                        self._drop(item.inside, child)
        return "", False

    def _off(self, section: Section, rule: Rule, found: Match) -> None:
        line = rule.line
        if line.off_key and found.args.get("name") != line.off_key:
            return
        if line.off_if and not any(
            child.text.startswith(line.off_if) for child in section.node.children
        ):
            return
        text = f"no {rule.lead if not line.key else ' '.join(found.parts)}"
        known = section.items.get(slot_of(rule, found.args, text))
        if text == line.default and not line.shown:
            return
        if known is None or known.node.text != text:
            self._store(section, rule, found, text, known)

    def _drop(self, section: Section, item: Item | None) -> None:
        """Remove a line; a default that is always printed comes back in its place."""
        if item is None:
            return
        line = section.mode.by_slot.get(item.slot[0], item.rule).line
        shown = next(
            (
                rule
                for rule in section.mode.defaults
                if rule.line.shown and (rule.slot,) == item.slot
            ),
            None,
        )
        if shown is not None and item.node.text == line.default:
            return
        self._references.drop(item)
        section.remove(item)
        if shown is not None:
            self._default_line(section, shown)
        self.version += 1

    def set_raw(self, raw: Raw) -> None:
        """Store a banner or a certificate."""
        if raw.rule.line.raw == "banner":
            body = "\n".join(raw.lines)
            text = f"{raw.head}{body}^C"
            slot: Slot = (raw.rule.slot,)
        else:
            text = raw.head
            slot = slot_of(raw.rule, raw.found.args, text)
        known = raw.section.items.get(slot)
        children = (
            [Node(line) for line in (*raw.lines, "quit")] if raw.rule.line.raw == "hex" else []
        )
        if known is not None and known.node.text == text and known.node.children == children:
            return
        if known is not None:
            raw.section.remove(known)
        item = Item(
            Node(text, children),
            raw.rule,
            slot,
            raw.section.order(raw.rule, raw.found.args),
            raw.found.args,
        )
        raw.section.insert(item)
        self.version += 1


def canonical(rule: Rule, found: Match) -> str:
    """The text of a line as it is stored."""
    how = rule.line.render
    if callable(how):
        return how(found)
    if how:
        return how.format(**{**rule.line.fill, **found.args})
    return " ".join(found.parts)


def slot_of(rule: Rule, args: Mapping[str, str], text: str) -> Slot:
    """What lines that replace each other have in common."""
    if "*" in rule.line.key:
        return (rule.slot, text.removeprefix("no "))
    return (rule.slot, *(args.get(name, "") for name in rule.line.key))


def short_name(text: str) -> str:
    """The short form of an interface in messages: `Gi3`; other sections as they are."""
    name = text.partition(" ")[2]
    kind = name.rstrip("0123456789/.")
    return name[:2] + name[len(kind) :] if text.startswith("interface ") else text


__all__ = ["RunningConfig", "split"]
