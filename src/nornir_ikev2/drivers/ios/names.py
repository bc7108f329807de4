"""Names of the objects on a router, and whose they are.

Every named object of a VPN starts with its prefix and a dash: `BRANCHES-KEYRING`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from nornir_ikev2.drivers.ios.lines import Name
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterVpn

_ODD: Final = re.compile(r"[^A-Za-z0-9_-]")


def upper(name: str) -> str:
    """A name of the inventory as part of an object name."""
    return _ODD.sub("-", name).upper()


class Names:
    """The object names of one VPN on one router."""

    def __init__(self, vpn: RouterVpn) -> None:
        self._prefix = vpn.prefix
        self.policy = self._name("POLICY")
        self.keyring = self._name("KEYRING")
        self.map = self._name("MAP")
        self._refuse_twins(vpn)

    def proposal(self, name: str) -> Name:
        """The IKEv2 proposal `name` of the VPN."""
        return self._name(upper(name))

    def transform_set(self, number: int) -> Name:
        """The `number`th transform set in order of preference, from 1."""
        return self._name(f"TS-{number}")

    def profile(self, pair: int) -> Name:
        """The IKEv2 profile of the `pair`th pair of authentication methods, from 1."""
        return self._name("PROFILE" if pair == 1 else f"PROFILE-{pair}")

    def ipsec_profile(self, pair: int) -> Name:
        """The IPsec profile that goes with `profile(pair)`."""
        return self._name("IPSEC" if pair == 1 else f"IPSEC-{pair}")

    def access_list(self, peer: str) -> Name:
        """The list of what is protected towards one peer."""
        return self._name(upper(peer))

    def _name(self, rest: str) -> Name:
        return Name(f"{self._prefix}-{rest}")

    @staticmethod
    def _refuse_twins(vpn: RouterVpn) -> None:
        for kind, names in (
            ("proposals", [proposal.name for proposal in vpn.proposals]),
            ("routers", [peer.name for peer in vpn.peers]),
        ):
            seen: dict[str, str] = {}
            for name in names:
                other = seen.setdefault(upper(name), name)
                if other is not name and other != name:
                    raise PlanError(
                        f"VPN {vpn.vpn}: the {kind} {other} and {name} would share the name "
                        f"{upper(name)} on a router"
                    )


class Owners:
    """Tells whose prefix an object name carries; the longest prefix wins."""

    def __init__(self, prefixes: Iterable[str]) -> None:
        self._prefixes = sorted(set(prefixes), key=len, reverse=True)

    def owner(self, name: str) -> str | None:
        """The prefix, or None for a foreign object."""
        return next((one for one in self._prefixes if name.startswith(one + "-")), None)
