"""How much a YAML file holds once its aliases are expanded: rings, depth and size are refused unexpanded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, cast

import yaml

from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.place import Place, dotted, line_of

MAX_DEPTH: Final = 32
MAX_VALUES: Final = 2_000_000
"""Values of a file after its aliases are expanded; 10,000 routers take about 150,000."""

TOO_DEEP: Final = f"is nested deeper than {MAX_DEPTH} levels"


@dataclass(slots=True)
class Expansion:
    """Depth and number of values of every node with its aliases expanded, each counted once."""

    file: str
    known: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])

    def check(self, root: yaml.Node) -> None:
        """Refuse a document that would not end, go too deep or grow too large.

        Raises:
            LoadError: with the one fault.
        """
        depth, values = self._of(root, (), ())
        if depth > MAX_DEPTH:
            raise self._refused(root, (), TOO_DEEP)
        if values > MAX_VALUES:
            text = f"has more than {MAX_VALUES} values once its aliases are expanded"
            raise self._refused(root, (), text, "Write it out without aliases.")

    def _of(self, node: yaml.Node, place: Place, above: tuple[int, ...]) -> tuple[int, int]:
        if not isinstance(node, yaml.CollectionNode):
            return 0, 1
        if id(node) in above:
            raise self._refused(node, place, "an alias points at a value that holds it")
        if len(above) > MAX_DEPTH:
            raise self._refused(node, place, TOO_DEEP)
        if id(node) not in self.known:
            within = (*above, id(node))
            inside = [self._of(one, (*place, step), within) for step, one in _inner(node)]
            depth = 1 + max((depth for depth, _ in inside), default=0)
            self.known[id(node)] = depth, 1 + sum(values for _, values in inside)
        return self.known[id(node)]

    def _refused(self, node: yaml.Node, place: Place, text: str, cure: str = "") -> LoadError:
        line = line_of(node.start_mark)
        return LoadError([Fault(self.file, line, dotted(place), text, cure)])


def _inner(node: yaml.CollectionNode) -> Iterator[tuple[str | int, yaml.Node]]:
    """The values inside a collection, each with its step."""
    if isinstance(node, yaml.SequenceNode):
        yield from enumerate(node.value)
        return
    for key, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
        yield str(key.value) if isinstance(key, yaml.ScalarNode) else "?", value
