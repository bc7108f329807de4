"""Several VPNs on one router, and routers that keep their keys encrypted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.ios_intents import AEAD, base, hub, key, peer, reading, vpn
from nornir_ikev2.drivers.ios.driver import IosDriver
from nornir_ikev2.drivers.ios.type6 import encrypted_keys, reveal
from nornir_ikev2.drivers.protocol import RouterPlan
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterIntent, RouterVpn, SecretRef

ONE = vpn(peer(1))
OTHER = replace(vpn(peer(2)), vpn="branches-lab", prefix="BRANCHES-LAB", proposals=(AEAD,))


def plan(intent: RouterIntent, config: str) -> RouterPlan:
    return IosDriver().plan(intent, reading(config), key)


def both(*vpns: RouterVpn) -> RouterIntent:
    return replace(hub(*vpns), owned_prefixes=("BRANCHES", "BRANCHES-LAB"))


def lines(found: RouterPlan) -> list[str]:
    return [line.masked for one in found.sections for line in one.lines]


def test_policies_on_one_address_offer_the_proposals_of_all_their_own_first() -> None:
    text = "\n".join(lines(plan(both(ONE, OTHER), base())))

    assert (
        "crypto ikev2 policy BRANCHES-POLICY\nmatch address local 198.51.100.1\n"
        "proposal BRANCHES-STRONG\nproposal BRANCHES-LAB-AEAD\n" in text
    )
    assert (
        "crypto ikev2 policy BRANCHES-LAB-POLICY\nmatch address local 198.51.100.1\n"
        "proposal BRANCHES-LAB-AEAD\nproposal BRANCHES-STRONG\n" in text
    )


def test_a_second_vpn_renews_nothing_of_the_first() -> None:
    first = plan(both(ONE), base())

    found = plan(replace(both(ONE, OTHER), owned=first.owned), first.intended)

    assert found.removed == ()
    assert found.renewals == ()


def test_a_longer_prefix_is_another_owner() -> None:
    first = plan(both(ONE, OTHER), base())

    found = plan(replace(both(ONE), owned=first.owned), first.intended)

    gone = [line for line in lines(found) if line.startswith("no ")]
    assert gone[-1] == "no crypto ikev2 proposal BRANCHES-LAB-AEAD"
    assert "no proposal BRANCHES-LAB-AEAD" in gone
    assert not any("BRANCHES-STRONG" in line or "Tunnel100" in line for line in gone)
    assert found.renewals == ()


def test_two_crypto_maps_on_one_interface_and_one_peer_in_two_vpns_are_refused() -> None:
    one = vpn(peer(1, mode="crypto-map"))
    two = replace(one, vpn="other", prefix="OTHER")

    with pytest.raises(PlanError) as caught:
        plan(hub(one, two), base())

    assert "both want the crypto map" in caught.value.message
    assert "is a peer in the VPNs branches and other" in caught.value.message


def test_an_encrypted_key_is_typed_again_unless_somebody_knows_what_it_is() -> None:
    first = plan(hub(ONE), base())
    ref = SecretRef("branches", "branch1--hub1", "hub1")
    encrypted = first.intended.replace(f"local {key(ref)}", "local 6 AbCd^EfGh")
    assert encrypted != first.intended
    intent = replace(hub(ONE), owned=first.owned)
    assert encrypted_keys(intent, encrypted) == {ref: "AbCd^EfGh"}

    unknown = plan(intent, encrypted)
    same = plan(intent, reveal(encrypted, {"AbCd^EfGh": key(ref)}))
    other = plan(intent, reveal(encrypted, {"AbCd^EfGh": "another"}))

    assert same.sections == ()
    for found in (unknown, other):
        assert [section.name for section in found.sections] == ["keyrings"]
        assert found.added[0].endswith("pre-shared-key local <secret>")
        assert [one.scope for one in found.renewals] == ["ike"]


def test_a_lan_that_is_not_on_the_router_is_warned_about() -> None:
    found = plan(hub(ONE), base(n=77))

    assert any("leads to its LAN 10.0.0.0/24" in one for one in found.warnings)
    assert not plan(hub(ONE), base()).warnings


def test_a_shared_key_after_directional_ones_makes_the_peer_anew() -> None:
    first = plan(hub(ONE), base())
    ref = SecretRef("branches", "branch1--hub1", "shared")
    shared = vpn(replace(peer(1), local_key=ref, remote_key=ref))

    found = plan(replace(hub(shared), owned=first.owned), first.intended)

    assert lines(found) == [
        "crypto ikev2 keyring BRANCHES-KEYRING",
        "no peer BRANCH1",
        "peer BRANCH1",
        "address 203.0.113.1",
        "pre-shared-key <secret>",
    ]
    assert [one.scope for one in found.renewals] == ["ike"]
