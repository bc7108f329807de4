"""The management interface of a container, whose default route Docker made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.lab.strongswan.management import keep_apart
from nornir_ikev2.lab.strongswan.namespace import Namespace

FAR = "203.0.113.9"


@pytest.fixture
def router() -> Iterator[Namespace]:
    with Namespace("router") as router, Namespace("machine") as machine:
        router.plug("eth0", machine, "m1")
        router.plug("eth1", machine, "m2")
        router.ip(["addr add 172.20.20.11/24 dev eth0", "route add default via 172.20.20.1"])
        router.ip(["addr add 198.51.100.1/30 dev eth1"])
        yield router


def test_only_answers_of_the_management_address_take_the_default_route_of_eth0(
    router: Namespace,
) -> None:
    keep_apart(router)

    assert not router.run("ip", "route", "show", "default")
    with pytest.raises(NornirIkev2Error, match="unreachable"):
        router.run("ip", "route", "get", FAR)
    answer = router.run("ip", "route", "get", FAR, "from", "172.20.20.11")
    assert "via 172.20.20.1 dev eth0" in answer


def test_a_default_route_of_the_router_carries_everything_but_management(router: Namespace) -> None:
    keep_apart(router)
    router.ip(["route replace default via 198.51.100.2 dev eth1 onlink"])

    plain = router.run("ip", "route", "get", FAR)
    answer = router.run("ip", "route", "get", FAR, "from", "172.20.20.11")
    near = router.run("ip", "route", "get", "172.20.20.12", "from", "172.20.20.11")

    assert "via 198.51.100.2 dev eth1" in plain
    assert "via 172.20.20.1 dev eth0" in answer
    assert "dev eth0" in near
    assert "via" not in near


def test_without_such_a_route_nothing_changes() -> None:
    with Namespace("router") as router:
        before = router.run("ip", "rule")

        keep_apart(router)

        assert router.run("ip", "rule") == before
