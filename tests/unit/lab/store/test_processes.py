from __future__ import annotations

import pytest

from fakes.lab_lines import config
from nornir_ikev2.ike.model import Release


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["router bgp 65001", "router bgp 65003"], "BGP is already running; AS is 65001"),
        (["router ospf 2 vrf BLUE"], "% VRF BLUE not configured."),
    ],
)
def test_a_routing_process_that_can_not_be(lines: list[str], message: str) -> None:
    reply = config().apply(lines)[-1]

    assert (reply.message, reply.refused) == (message, True)


def test_another_bgp_process_after_the_first_went() -> None:
    router = config()
    replies = router.apply(["router bgp 65001", "router bgp 65001", "no router bgp 65001"])
    replies += router.apply(["router bgp 1.10"])

    assert not [reply for reply in replies if reply.refused]


@pytest.mark.parametrize(("number", "refused"), [((17, 12, 1), True), ((17, 18, 1), False)])
def test_how_long_an_ipsec_sa_may_live_depends_on_the_release(
    number: tuple[int, ...], refused: bool
) -> None:
    router = config(Release("", number))
    line = "crypto ipsec security-association lifetime seconds 90000"

    assert router.apply([line])[-1].refused == refused
    assert (line in router.text()) != refused


def test_the_first_line_of_a_file_may_be_typed_and_leaves_no_trace() -> None:
    router = config()
    before = router.text()

    assert not router.apply(["version 17.12"])[-1].refused
    assert router.text() == before
    assert router.apply(["router rip", "version 2"])[-1].refused is False
    assert "\n version 2\n" in router.text()


def test_a_crypto_map_entry_is_entered_again_without_its_type() -> None:
    router = config()
    first = router.apply(["crypto map CM 10"])[-1]
    assert (first.message, first.refused) == ("% Incomplete command.\n", True)

    replies = router.apply(
        ["crypto map CM 10 ipsec-isakmp", "exit", "crypto map CM 10", "set peer 203.0.113.1"]
    )

    assert not [reply for reply in replies if reply.refused]
    assert "crypto map CM 10 ipsec-isakmp \n set peer 203.0.113.1\n" in router.text()
    assert not router.apply(["no crypto map CM 10"])[-1].refused
    assert "crypto map" not in router.text()
