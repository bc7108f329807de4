"""A saved running-config as the lab reads it; for two files without a lab around them."""

from __future__ import annotations

import re

from nornir_ikev2.ike.model import IkeConfig, Release
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.view import read


def saved(name: str, text: str) -> IkeConfig:
    """What a saved configuration says about IKEv2; `name` is for one without hostname."""
    root = _tree(text)
    named = next((node.text.split()[1] for node in root.starting("hostname ")), name)
    version = next((node.text.split()[1] for node in root.starting("version ")), "17.12")
    return read(named, root, Release(version, tuple(map(int, re.findall(r"\d+", version)[:3]))))


def _tree(text: str) -> Node:
    """Lines inside lines by their indent, as running-config prints them."""
    root = Node("")
    path: list[tuple[int, Node]] = [(-1, root)]
    for line in text.splitlines():
        words = line.strip()
        if not words or words.startswith("!"):
            continue
        indent = len(line) - len(line.lstrip())
        while path[-1][0] >= indent:
            path.pop()
        node = Node(words)
        path[-1][1].children.append(node)
        path.append((indent, node))
    return root
