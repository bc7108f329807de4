"""Set a line: replace, keep order, enter sections, take note of references, say what IOS says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network

from nornir_ikev2.lab.cli.match import INCOMPLETE, Match
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.grammar.modes import CompiledMode, Rule
from nornir_ikev2.lab.grammar.table import Notice
from nornir_ikev2.lab.store.addresses import SLOTS
from nornir_ikev2.lab.store.lists import number_entry
from nornir_ikev2.lab.store.raw import Raw
from nornir_ikev2.lab.store.references import References
from nornir_ikev2.lab.store.section import Item, Section, canonical, slot_of
from nornir_ikev2.lab.store.type6 import MasterKey

Entered = tuple[str, bool, Section | None]
"""Message, whether it is a refusal, and the section that was entered."""


class Editor:
    """The lines of one running-config, and how they may change.

    Args:
        modes: the grammar of the release.
        ports: interfaces of the hardware.
        master: encrypts keys.

    Attributes:
        top: global configuration.
        changes: grows with every change.
        booting: ports not yet met in the startup-config that is being loaded.
    """

    def __init__(
        self, modes: Mapping[str, CompiledMode], ports: Sequence[str], master: MasterKey
    ) -> None:
        self.modes = modes
        self.ports = tuple(ports)
        self.references = References()
        self.master = master
        self.top = Section(Node(""), modes["global"])
        self.changes = 0
        self.booting: set[str] = set()
        self.show_defaults(self.top)

    def defined(self, kind: str, name: str) -> bool:
        """Whether an object is configured or built in."""
        return self.references.defined(kind, name)

    def names(self, kind: str) -> list[str]:
        """The configured objects of one kind."""
        return self.references.names(kind)

    def set(self, section: Section, rule: Rule, found: Match) -> Entered:
        """Configure one line."""
        if rule.line.reopens:
            return _reopened(section, rule, found)
        refusal = (
            self._missing(rule, found)
            or (rule.line.check(self, found) if rule.line.check else "")
            or self._overlap(section, rule, found)
        )
        if refusal:
            return refusal, True, None
        found = number_entry(section, rule, found)
        text, plain = self.master.stored(canonical(rule, found))
        known = section.items.get(slot_of(rule, found.args, text))
        messages: list[str] = []
        if known is not None and known.node.text == text:
            messages.append(rule.line.repeat)
        elif (text == rule.line.default and not rule.line.shown) or _is_reversed(section, rule):
            self.drop(section, known)
        else:
            new = known is None or known.node.text.startswith("no ")
            known = self.store(section, rule, found, text, known)
            known.node.plain = plain
            messages.append(self.replace(section, rule))
            messages.append(rule.line.created if new else "")
        if rule.line.weak_text and section.mode.warns and rule.line.weak & set(found.words):
            messages.append(rule.line.weak_text)
        inside = known.inside if known is not None else None
        if inside is not None:
            messages.append(_incomplete(rule.line.entering, inside))
            self._boot_port(found)
        return "\n".join(filter(None, messages)), False, inside

    def _missing(self, rule: Rule, found: Match) -> str:
        for ref in rule.line.refers:
            for name in found.args.get(ref.arg, "").split():
                if ref.missing and not self.defined(ref.kind, name):
                    return ref.missing.format(name=name)
        return ""

    def _overlap(self, section: Section, rule: Rule, found: Match) -> str:
        """The refusal of an address in a network that another interface in service holds."""
        if rule.slot not in SLOTS or "m" not in found.args:
            return ""
        network = IPv4Network(f"{found.args['a']}/{found.args['m']}", strict=False)
        holder = self.references.addresses.overlapping(section, network)
        return f"% {network.network_address} overlaps with {holder}" if holder else ""

    def store(
        self, section: Section, rule: Rule, found: Match, text: str, known: Item | None
    ) -> Item:
        """Put a line in place of the one with the same slot; lines inside it stay."""
        item = Item(Node(text), rule, slot_of(rule, found.args, text), (), found.args)
        negative = text.startswith("no ")
        if known is not None:
            self._take_over(item, known, negative=negative)
            self.references.drop(known)
            section.remove(known)
            if known.inside is not None:
                _forget(known.inside)
        item.order = section.order(rule, found.args)
        if known is not None and known.rule is rule:
            item.order = known.order
        section.insert(item)
        if rule.line.mode and item.inside is None and not negative:
            item.inside = Section(item.node, self.modes[rule.line.mode])
            self.show_defaults(item.inside)
        self.references.add(section, item)
        self.changes += 1
        return item

    @staticmethod
    def _take_over(item: Item, known: Item, *, negative: bool) -> None:
        if known.inside is not None and item.rule.line.mode and not negative:
            item.node.children = known.node.children
            item.inside, known.inside = known.inside, None
            item.inside.node = item.node

    def show_defaults(self, section: Section) -> None:
        """Add the default lines that are always printed."""
        for rule in section.mode.defaults:
            if rule.line.shown and (rule.slot,) not in section.items:
                _default_line(section, rule)

    def replace(self, section: Section, rule: Rule) -> str:
        """Remove what a new value of this line takes with it."""
        gone = [
            item
            for slot in rule.line.replaces
            for item in section.of(slot)
            if not item.node.text.startswith("no ")
        ]
        for item in gone:
            self.drop(section, item)
        place = section.node.text.removeprefix("interface ")
        return rule.line.replaced.format(section=place) if gone else ""

    def _boot_port(self, found: Match) -> None:
        """A port with lines in the startup-config is up unless they say otherwise."""
        name = found.args.get("name", "")
        if name in self.booting:
            self.booting.discard(name)
            item = self.top.items.get(("interface", name))
            if item is not None and item.inside is not None:
                self.drop(item.inside, item.inside.items.get(("shutdown",)))

    def drop(self, section: Section, item: Item | None) -> None:
        """Remove a line; a default that is always printed comes back in its place."""
        if item is None:
            return
        shown = next(
            (
                rule
                for rule in section.mode.defaults
                if rule.line.shown and (rule.slot,) == item.slot
            ),
            None,
        )
        if shown is not None and item.node.text == shown.line.default:
            return
        self.references.drop(item)
        section.remove(item)
        if item.inside is not None:
            _forget(item.inside)
        if shown is not None:
            _default_line(section, shown)
        self.changes += 1

    def act(self, rule: Rule, found: Match) -> None:
        """Do what else a line does; see `Line.acts`."""
        if rule.line.acts == "master-key":
            self.new_master(found.args["k"])
        elif rule.line.acts == "encrypt":
            self.encrypt(on=True)

    def unact(self, rule: Rule) -> None:
        """Undo it, as far as IOS does: encrypted keys stay encrypted."""
        if rule.line.acts == "master-key":
            self.new_master("")
        elif rule.line.acts == "encrypt":
            self.encrypt(on=False)

    def encrypt(self, *, on: bool) -> None:
        """Switch `password encryption aes`; keys in clear are encrypted at once."""
        self.master.encrypting = on
        self._each_line(
            self.top, lambda node: None if node.plain else self.master.stored(node.text)
        )

    def new_master(self, text: str) -> None:
        """Take another master key, "" for none: what is encrypted is encrypted anew, or useless."""
        self.master.text = text

        def store(node: Node) -> tuple[str, str] | None:
            if node.plain and text:
                return self.master.again(node.plain)
            return self.master.stored(node.text)

        self._each_line(self.top, store)

    def _each_line(self, section: Section, store: Callable[[Node], tuple[str, str] | None]) -> None:
        for item in section.items.values():
            if new := store(item.node):
                self.changes += new != (item.node.text, item.node.plain)
                item.node.text, item.node.plain = new
            if item.inside is not None:
                self._each_line(item.inside, store)

    def set_raw(self, raw: Raw) -> None:
        """Store a banner or a certificate."""
        text, children = raw.text(), raw.children()
        slot = slot_of(raw.rule, raw.found.args, raw.head)
        known = raw.section.items.get(slot)
        if known is not None:
            if (known.node.text, known.node.children) == (text, children):
                return
            raw.section.remove(known)
        order = raw.section.order(raw.rule, raw.found.args)
        raw.section.insert(Item(Node(text, children), raw.rule, slot, order, raw.found.args))
        self.changes += 1


def _is_reversed(section: Section, rule: Rule) -> bool:
    """Whether another line made this one the default, so that only its `no` form is kept."""
    by = rule.line.off_if
    return bool(by) and any(child.text.startswith(by) for child in section.node.children)


def _default_line(section: Section, rule: Rule) -> None:
    order = section.order(rule, {})
    section.insert(Item(Node(rule.line.default), rule, (rule.slot,), order, {}))


def _reopened(section: Section, rule: Rule, found: Match) -> Entered:
    known = section.items.get(slot_of(rule, found.args, ""))
    if known is None or known.inside is None:
        return f"{INCOMPLETE}\n", True, None
    return "", False, known.inside


def _forget(section: Section) -> None:
    section.gone = True
    for item in section.items.values():
        if item.inside is not None:
            _forget(item.inside)


def _incomplete(notice: Notice | None, inside: Section) -> str:
    """The notice about a section that lacks something."""
    if notice is None:
        return ""
    lines = [child.text for child in inside.node.children]
    complete = any(
        all(any(line.startswith(need) for line in lines) for need in needs)
        for needs in notice.needs
    )
    return "" if complete else notice.text
