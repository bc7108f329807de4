"""Objects of somebody else whose names begin with the prefix of a VPN."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.ios_intents import base, hub, key, peer, reading, vpn
from nornir_ikev2.drivers.ios.plan import plan
from nornir_ikev2.errors import PlanError

FOREIGN = {
    "an object the VPN does not want": "crypto ipsec transform-set BRANCHES-OLD esp-aes 256\n mode tunnel\n",
    "an object the VPN would overwrite": "crypto ikev2 keyring BRANCHES-KEYRING\n peer X\n",
    "an access list": "ip access-list extended BRANCHES-X\n 10 permit ip any any\n",
}
NEW = replace(hub(vpn(peer(1))), owned_prefixes=())


def with_lines(lines: str) -> str:
    return base().replace("interface Loopback10\n", f"{lines}interface Loopback10\n")


@pytest.mark.parametrize("lines", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_first_deployment_does_not_touch_an_object_that_only_looks_like_ours(lines: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(NEW, reading(with_lines(lines)), key)

    assert str(caught.value).startswith(f"hub1: {lines.splitlines()[0].split(' esp')[0]} is on the")
    assert "prefix BRANCHES" in str(caught.value)
    assert "Set `prefix`" in caught.value.cure


@pytest.mark.parametrize("lines", FOREIGN.values(), ids=FOREIGN.keys())
def test_where_the_vpn_was_before_such_an_object_is_its_own(lines: str) -> None:
    known = replace(NEW, owned_prefixes=("BRANCHES",))

    assert plan(known, reading(with_lines(lines)), key).sections


def test_without_the_lock_file_a_router_that_is_right_stays_as_it_is() -> None:
    made = plan(NEW, reading(base()), key)

    assert plan(NEW, reading(made.intended), key).sections == ()
