"""One version of one running-config, read part by part, each part only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from nornir_ikev2.ike.index import IndexedConfig, index
from nornir_ikev2.ike.model import IkeConfig
from nornir_ikev2.lab.contracts import Node, Router
from nornir_ikev2.lab.wan import processes, view
from nornir_ikev2.lab.wan.acl import Ace, access_lists
from nornir_ikev2.lab.wan.nat import SourceNat, source_nat
from nornir_ikev2.lab.wan.ports import Port, StaticRoute, ports, static_routes
from nornir_ikev2.lab.wan.view_ikev2 import profile_ivrfs
from nornir_ikev2.lab.wan.view_ipsec import MapEntry, crypto_maps, default_lifetime


class Snapshot:
    """The configuration of a router at `version`; throw it away when the version has moved on."""

    def __init__(self, router: Router) -> None:
        self.name = router.name
        self.version = router.config.version
        self.root: Node = router.config.root
        self._release = router.release

    @cached_property
    def ports(self) -> Mapping[str, Port]:
        """Interfaces by name."""
        return ports(self.root)

    @cached_property
    def statics(self) -> tuple[StaticRoute, ...]:
        """Static routes in order."""
        return static_routes(self.root)

    @cached_property
    def lists(self) -> Mapping[str, tuple[Ace, ...]]:
        """Access lists by name."""
        return access_lists(self.root)

    @cached_property
    def maps(self) -> Mapping[str, tuple[MapEntry, ...]]:
        """Crypto maps by name."""
        return crypto_maps(self.root, self._release, default_lifetime(self.root))

    @cached_property
    def nat(self) -> tuple[SourceNat, ...]:
        """Source NAT in order."""
        return source_nat(self.root)

    @cached_property
    def ike(self) -> IkeConfig:
        """What decides about IKEv2 and IPsec."""
        return view.read_parts(self.name, self.root, self._release, self.ports, self.lists)

    @cached_property
    def indexed(self) -> IndexedConfig:
        """The same with look-up tables."""
        return index(self.ike)

    @cached_property
    def ivrfs(self) -> Mapping[str, str]:
        """`ivrf` by IKEv2 profile."""
        return profile_ivrfs(self.root)

    @cached_property
    def eigrp(self) -> tuple[processes.Process, ...]:
        """EIGRP address families."""
        return processes.eigrp(self.root)

    @cached_property
    def ospf(self) -> tuple[processes.Process, ...]:
        """OSPF processes."""
        return processes.ospf(self.root)

    @cached_property
    def bgp(self) -> processes.BgpProcess | None:
        """The BGP process."""
        return processes.bgp(self.root)

    @cached_property
    def underlay(self) -> object:
        """A value that changes when plain IP forwarding of this router may change."""
        plain = tuple(port for port in self.ports.values() if port.tunnel is None)
        return plain, self.statics

    @cached_property
    def routing(self) -> object:
        """A value that changes when routes this router learns or offers may change."""
        return self.ports, self.statics, self.eigrp, self.ospf, self.bgp

    @cached_property
    def filters(self) -> object:
        """A value that changes when crypto maps or access lists on its interfaces may change."""
        names = [port.crypto_map for port in self.ports.values() if port.crypto_map]
        applied = [self.maps.get(name, ()) for name in names]
        lists = [entry.access_list or "" for entries in applied for entry in entries]
        for port in self.ports.values():
            lists.extend(name for name in (port.access_in, port.access_out) if name)
        return tuple(applied), tuple(self.lists.get(name, ()) for name in lists), self.nat
