"""A hub and a branch on one segment of the virtual WAN, and their `show` commands."""

from __future__ import annotations

from fakes.ios_pair import HUB, SPOKE
from fakes.lab_wan import FakeTerminal, Wan, build
from nornir_ikev2.lab.contracts import Call
from nornir_ikev2.lab.show.commands import crypto

_LINKS = {"GigabitEthernet2": "segment"}


def pair(hub: str = HUB, spoke: str = SPOKE) -> Wan:
    """Both routers attached and settled; the branch is 198.51.100.2."""
    configs = {
        name: text.replace("203.0.113.1", "198.51.100.2")
        for name, text in (("hub1", hub), ("branch1", spoke))
    }
    return build(configs, {"hub1": _LINKS, "branch1": _LINKS})


def show(wan: Wan, router: str, words: str, **args: str) -> str:
    """The output of the command whose keywords are `words`; `args` are its values by name."""
    typed = tuple(words.split())
    for command in crypto(wan.fabric):
        names = [word[1:].partition(":")[0] for word in command.pattern.split() if word[0] == "<"]
        keywords = [word for word in command.pattern.split() if word[0] not in "<["]
        optional = [word.strip("[]") for word in command.pattern.split() if word[0] == "["]
        if (
            sorted(names) != sorted(args)
            or [word for word in typed if word not in optional] != keywords
        ):
            continue
        answer = command.run(Call(wan.routers[router], FakeTerminal(), typed, args))
        assert isinstance(answer, str)
        return answer
    raise AssertionError(f"no command {words}")
