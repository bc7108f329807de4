"""The negotiation, one fault at a time, in the order of the wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network

import pytest

from fakes import ike_pairs as pairs
from nornir_ikev2.ike.model import (
    UNREADABLE_KEY,
    Exchange,
    Identity,
    IdentityMatch,
    IkeConfig,
    Keyring,
    KeyringPeer,
    Negotiation,
    Proposal,
    Reason,
    Suite,
    TransformSet,
)
from nornir_ikev2.ike.negotiate import index, negotiate


def _run(spoke: IkeConfig, hub: IkeConfig) -> Negotiation:
    return negotiate(spoke, hub, spoke.entries[0])


def _fails(spoke: IkeConfig, hub: IkeConfig, reason: Reason, *words: str) -> Negotiation:
    got = _run(spoke, hub)
    assert (got.ok, got.reason) == (False, reason), got.detail
    for word in words:
        assert word in got.detail
    assert "secret" not in got.detail
    return got


def test_works() -> None:
    got = _run(pairs.spoke(), pairs.hub())
    assert got.ok
    assert got.reason is None
    assert got.suite == Suite("aes-cbc-256", "sha512", "sha512", 20)
    assert got.child is not None
    assert (got.child.encryption, got.child.integrity, got.child.pfs) == (
        "aes-cbc-256",
        "sha256",
        19,
    )
    assert got.exchanges == (Exchange("IKE_SA_INIT"), Exchange("IKE_AUTH"))
    assert (got.initiator_profile, got.responder_profile) == ("PROF", "PROF")


def test_indexed_configurations_give_the_same() -> None:
    spoke, hub = pairs.spoke(), pairs.hub()
    assert negotiate(index(spoke), index(hub), spoke.entries[0]) == _run(spoke, hub)


class TestSaInit:
    def test_no_answer(self) -> None:
        got = _fails(pairs.spoke(), replace(pairs.hub(), entries=()), "NO_PEER", pairs.HUB)
        assert not got.exchanges

    def test_no_common_group(self) -> None:
        hub = pairs.with_proposal(pairs.hub(), group=(14,))
        got = _fails(pairs.spoke(), hub, "NO_PROPOSAL_CHOSEN", "group", "20 19", "14")
        assert got.exchanges == (Exchange("IKE_SA_INIT", "NO_PROPOSAL_CHOSEN"),)
        assert got.suite is None

    def test_first_group_is_not_the_responders(self) -> None:
        got = _run(pairs.spoke(), pairs.with_proposal(pairs.hub(), group=(14, 19)))
        assert got.ok
        assert got.suite is not None
        assert got.suite.group == 19
        assert got.exchanges[:2] == (
            Exchange("IKE_SA_INIT", "INVALID_KE_PAYLOAD"),
            Exchange("IKE_SA_INIT"),
        )

    def test_initiators_preference_decides(self) -> None:
        hub = pairs.with_proposal(
            pairs.hub(), encryption=("aes-cbc-128", "aes-cbc-256"), group=(19, 20)
        )
        got = _run(pairs.spoke(), hub)
        assert got.suite == Suite("aes-cbc-256", "sha512", "sha512", 20)

    def test_policy_of_another_vrf_falls_back_to_the_default(self) -> None:
        spoke = pairs.with_policy(pairs.spoke(), fvrf="INET")
        hub = pairs.with_proposal(pairs.hub(), group=(19,))
        got = _run(spoke, hub)
        assert got.suite == Suite("aes-cbc-256", "sha512", "sha512", 19)
        hub = pairs.with_proposal(pairs.hub(), group=(20,))
        _fails(spoke, hub, "NO_PROPOSAL_CHOSEN", "policy default")

    def test_no_default_left(self) -> None:
        hub = replace(pairs.with_policy(pairs.hub(), fvrf="INET"), default_policy=False)
        _fails(pairs.spoke(), hub, "NO_PROPOSAL_CHOSEN", "hub", "no IKEv2 policy")

    def test_policy_without_complete_proposal_is_passed_over(self) -> None:
        hub = pairs.with_proposal(pairs.hub(), integrity=())
        got = _run(pairs.with_proposal(pairs.spoke(), group=(19,)), hub)
        assert got.ok

    def test_aead_needs_a_prf(self) -> None:
        wanted = {
            "encryption": ("aes-gcm-256",),
            "integrity": (),
            "prf": ("sha384",),
            "group": (20,),
        }
        hub = pairs.with_proposal(pairs.hub(), **wanted)
        spoke = pairs.with_proposal(pairs.spoke(), **wanted)
        assert _run(spoke, hub).suite == Suite("aes-gcm-256", None, "sha384", 20)
        spoke = replace(pairs.with_proposal(spoke, prf=()), default_policy=False)
        _fails(spoke, hub, "NO_PROPOSAL_CHOSEN", "no IKEv2 policy of spoke")

    def test_mixed_proposal_becomes_two(self) -> None:
        mixed = Proposal("P", ("aes-gcm-256", "aes-cbc-256"), ("sha256",), ("sha384",), (20,))
        spoke = replace(pairs.spoke(), proposals={"P": mixed})
        hub = pairs.with_proposal(
            pairs.hub(), encryption=("aes-cbc-256",), integrity=("sha256",), prf=("sha384",)
        )
        assert _run(spoke, hub).suite == Suite("aes-cbc-256", "sha256", "sha384", 20)

    def test_old_and_new_smart_defaults_have_group_5_only_on_old(self) -> None:
        old = replace(pairs.spoke().release, text="15.9", number=(15, 9))
        spoke = replace(pairs.spoke(), policies={}, release=old)
        hub = replace(pairs.hub(), policies={})
        _fails(spoke, hub, "NO_PROPOSAL_CHOSEN", "group", "5 2")


class TestInitiatorAlone:
    def test_no_profile_set(self) -> None:
        _fails(pairs.with_entry(pairs.spoke(), profile=None), pairs.hub(), "INCOMPLETE")

    def test_profile_missing(self) -> None:
        _fails(pairs.with_entry(pairs.spoke(), profile="X"), pairs.hub(), "INCOMPLETE", "X")

    def test_profile_unfinished(self) -> None:
        spoke = pairs.with_profile(pairs.spoke(), auth_local=None)
        _fails(spoke, pairs.hub(), "INCOMPLETE", "authentication local")

    def test_transform_set_missing(self) -> None:
        spoke = pairs.with_entry(pairs.spoke(), transform_sets=("NONE",))
        _fails(spoke, pairs.hub(), "INCOMPLETE", "NONE")

    def test_interface_shut(self) -> None:
        _fails(pairs.with_entry(pairs.spoke(), complete=False), pairs.hub(), "INCOMPLETE", "shut")

    @pytest.mark.parametrize("changes", [{"local_address": None}, {"peers": ()}])
    def test_no_address_or_peer(self, changes: dict[str, object]) -> None:
        _fails(pairs.with_entry(pairs.spoke(), **changes), pairs.hub(), "INCOMPLETE", "Tunnel100")

    def test_no_keyring_peer(self) -> None:
        spoke = pairs.with_key_peer(pairs.spoke(), network=pairs.host("192.0.2.9"))
        got = _fails(spoke, pairs.hub(), "NO_KEY", "no peer for", pairs.HUB)
        assert not got.exchanges


class TestAuth:
    def test_wrong_key(self) -> None:
        hub = pairs.with_key_peer(pairs.hub(), local_key="other", remote_key="other")
        got = _fails(pairs.spoke(), hub, "AUTHENTICATION_FAILED", "keyring K peer peer")
        assert got.exchanges[-1] == Exchange("IKE_AUTH", "AUTHENTICATION_FAILED")
        assert got.suite is not None
        assert got.half_open is None

    def test_directional_keys_cross(self) -> None:
        spoke = pairs.with_key_peer(pairs.spoke(), local_key="s", remote_key="h")
        hub = pairs.with_key_peer(pairs.hub(), local_key="h", remote_key="s")
        assert _run(spoke, hub).ok

    def test_directional_keys_not_crossed(self) -> None:
        spoke = pairs.with_key_peer(pairs.spoke(), local_key="s", remote_key="h")
        hub = pairs.with_key_peer(pairs.hub(), local_key="s", remote_key="h")
        _fails(spoke, hub, "AUTHENTICATION_FAILED", "spoke")

    def test_only_the_responders_key_is_wrong(self) -> None:
        spoke = pairs.with_key_peer(pairs.spoke(), local_key="s", remote_key="h")
        hub = pairs.with_key_peer(pairs.hub(), local_key="x", remote_key="s")
        _fails(spoke, hub, "AUTHENTICATION_FAILED", "the key hub proves itself with")

    def test_responder_has_no_key(self) -> None:
        hub = pairs.with_key_peer(pairs.hub(), remote_key=None)
        _fails(pairs.spoke(), hub, "NO_KEY", "hub", "no remote key")

    def test_methods_differ(self) -> None:
        hub = pairs.with_profile(pairs.hub(), auth_remote=("rsa-sig",))
        _fails(pairs.spoke(), hub, "AUTHENTICATION_FAILED", "pre-share", "rsa-sig")

    def test_responder_does_not_know_the_identity(self) -> None:
        spoke = pairs.with_profile(pairs.spoke(), identity_local=Identity("fqdn", "s.example.net"))
        got = _fails(spoke, pairs.hub(), "NO_PROFILE", "s.example.net", "hub")
        assert got.half_open is None

    def test_initiator_does_not_know_the_identity_half_open(self) -> None:
        match = IdentityMatch("address", network=pairs.host("192.0.2.9"))
        spoke = pairs.with_profile(pairs.spoke(), remote_matches=(match,))
        got = _fails(spoke, pairs.hub(), "NO_PROFILE", "spoke")
        assert got.half_open == "hub"

    def test_domain_match(self) -> None:
        spoke = pairs.with_profile(pairs.spoke(), identity_local=Identity("fqdn", "s.example.net"))
        match = IdentityMatch("fqdn-domain", "example.net")
        assert _run(spoke, pairs.with_profile(pairs.hub(), remote_matches=(match,))).ok

    def test_most_specific_profile_wins(self) -> None:
        hub = pairs.hub()
        general = replace(
            hub.profiles["PROF"],
            name="ANY",
            remote_matches=(IdentityMatch("address", network=pairs.ANY), IdentityMatch("any")),
            auth_remote=("rsa-sig",),
        )
        hub = replace(hub, profiles={"ANY": general, **hub.profiles})
        assert _run(pairs.spoke(), hub).responder_profile == "PROF"

    def test_two_equal_profiles_the_first_is_taken(self) -> None:
        """Mistake 2: the choice is then an accident of order."""
        hub = pairs.hub()
        other = replace(hub.profiles["PROF"], name="OTHER", auth_remote=("rsa-sig",))
        first = replace(hub, profiles={"PROF": hub.profiles["PROF"], "OTHER": other})
        assert _run(pairs.spoke(), first).ok
        second = replace(hub, profiles={"OTHER": other, "PROF": hub.profiles["PROF"]})
        _fails(pairs.spoke(), second, "AUTHENTICATION_FAILED", "OTHER")

    def test_key_that_the_router_encrypted_is_taken_to_be_right(self) -> None:
        hub = pairs.with_key_peer(pairs.hub(), local_key=UNREADABLE_KEY, remote_key=UNREADABLE_KEY)
        assert _run(pairs.spoke(), hub).ok

    def test_profile_of_another_vrf(self) -> None:
        _fails(pairs.spoke(), pairs.with_profile(pairs.hub(), fvrf="INET"), "NO_PROFILE")

    def test_profile_bound_to_an_interface(self) -> None:
        hub = pairs.with_profile(pairs.hub(), local_interfaces=("GigabitEthernet2",))
        assert _run(pairs.spoke(), hub).ok
        hub = pairs.with_profile(pairs.hub(), local_interfaces=("GigabitEthernet3",))
        _fails(pairs.spoke(), hub, "NO_PROFILE")

    def test_key_found_by_identity_and_by_longest_address(self) -> None:
        spoke = pairs.with_profile(pairs.spoke(), identity_local=Identity("fqdn", "s.example.net"))
        hub = pairs.with_profile(
            pairs.hub(), remote_matches=(IdentityMatch("fqdn", "s.example.net"),)
        )
        wide = KeyringPeer("wide", pairs.ANY, None, "w", "w")
        exact = KeyringPeer("named", None, Identity("fqdn", "s.example.net"), "secret", "secret")
        assert _run(spoke, replace(hub, keyrings={"K": Keyring("K", (wide, exact))})).ok
        near = KeyringPeer("near", IPv4Network("203.0.113.0/24"), None, "secret", "secret")
        hub = replace(pairs.hub(), keyrings={"K": Keyring("K", (wide, near))})
        assert _run(pairs.spoke(), hub).ok

    def test_inline_key_before_keyring(self) -> None:
        spoke = pairs.with_profile(pairs.spoke(), inline_local_key="in")
        _fails(spoke, pairs.hub(), "AUTHENTICATION_FAILED", "profile PROF, local key")
        hub = pairs.with_profile(pairs.hub(), inline_remote_key="in")
        assert _run(spoke, hub).ok


class TestCertificates:
    NOW = datetime(2026, 6, 1, tzinfo=UTC)

    def test_work(self) -> None:
        assert _run(pairs.signing(pairs.spoke()), pairs.signing(pairs.hub())).ok

    def test_one_method_per_side(self) -> None:
        spoke = pairs.with_profile(
            pairs.spoke(), auth_remote=("rsa-sig",), trustpoints_verify=("CA",)
        )
        hub = pairs.with_profile(pairs.hub(), auth_local="rsa-sig", trustpoints_sign=("CA",))
        got = _run(spoke, hub)
        assert got.ok
        assert (got.initiator_auth, got.responder_auth) == ("pre-share", "rsa-sig")

    def test_no_certificate(self) -> None:
        spoke = pairs.with_trustpoint(pairs.signing(pairs.spoke()), has_certificate=False)
        _fails(spoke, pairs.signing(pairs.hub()), "NO_CERTIFICATE", "spoke", "CA")

    def test_other_ca(self) -> None:
        hub = pairs.with_trustpoint(pairs.signing(pairs.hub()), ca="ca-2")
        _fails(pairs.signing(pairs.spoke()), hub, "NO_CERTIFICATE", "does not trust")

    @pytest.mark.parametrize(
        "dates",
        [
            {"not_before": datetime(2027, 1, 1, tzinfo=UTC)},
            {"not_after": datetime(2025, 1, 1)},  # noqa: DTZ001 - a reader may give naive times
        ],
    )
    def test_not_valid_now(self, dates: dict[str, datetime]) -> None:
        spoke = pairs.with_trustpoint(pairs.signing(pairs.spoke()), **dates)
        hub = pairs.signing(pairs.hub())
        got = negotiate(spoke, hub, spoke.entries[0], now=self.NOW)
        assert got.reason == "NO_CERTIFICATE"
        assert negotiate(spoke, hub, spoke.entries[0]).ok


class TestChild:
    def test_transform_sets_differ(self) -> None:
        hub = replace(
            pairs.hub(), transform_sets={"TS": TransformSet("TS", "aes-cbc-128", "sha256")}
        )
        got = _fails(pairs.spoke(), hub, "CHILD_NO_PROPOSAL", "aes-cbc-256", "aes-cbc-128")
        assert got.exchanges[-1] == Exchange("IKE_AUTH", "NO_PROPOSAL_CHOSEN")

    def test_pfs_on_one_end_only_works_for_an_hour(self) -> None:
        got = _run(pairs.spoke(), pairs.with_entry(pairs.hub(), pfs=None))
        assert got.ok
        assert got.reason == "PFS_MISMATCH_AT_REKEY"
        assert "first rekey" in got.detail

    def test_mirrored_access_lists(self) -> None:
        spoke = pairs.crypto_map(pairs.spoke(), pairs.selector("10.1.0.0/24", "10.0.0.0/24"))
        hub = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/24"))
        got = _run(spoke, hub)
        assert got.child is not None
        assert got.child.selectors == (pairs.selector("10.1.0.0/24", "10.0.0.0/24"),)

    def test_access_lists_do_not_meet(self) -> None:
        spoke = pairs.crypto_map(pairs.spoke(), pairs.selector("10.1.0.0/24", "10.0.0.0/24"))
        hub = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.2.0.0/24"))
        got = _fails(spoke, hub, "TS_UNACCEPTABLE", "10.1.0.0/24", "10.2.0.0/24")
        assert got.exchanges[-1] == Exchange("IKE_AUTH", "TS_UNACCEPTABLE")

    def test_responder_narrows(self) -> None:
        spoke = pairs.crypto_map(pairs.spoke(), pairs.selector("10.1.0.0/24", "10.0.0.0/16"))
        hub = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/16"))
        got = _run(spoke, hub)
        assert got.child is not None
        assert got.child.selectors == (pairs.selector("10.1.0.0/24", "10.0.0.0/24"),)

    def test_tunnel_against_crypto_map(self) -> None:
        hub = pairs.crypto_map(pairs.hub(), pairs.selector("10.0.0.0/24", "10.1.0.0/24"))
        _fails(pairs.spoke(), hub, "TS_UNACCEPTABLE")
        spoke = pairs.crypto_map(pairs.spoke(), pairs.selector("10.1.0.0/24", "10.0.0.0/24"))
        _fails(spoke, pairs.hub(), "TS_UNACCEPTABLE")

    def test_dynamic_responder_takes_any_peer(self) -> None:
        assert _run(pairs.spoke(), pairs.with_entry(pairs.hub(), peers=())).ok

    def test_responder_has_no_entry_for_this_peer(self) -> None:
        hub = pairs.with_entry(pairs.hub(), peers=(IPv4Address("192.0.2.9"),))
        got = _fails(pairs.spoke(), hub, "NO_PEER", "hub", pairs.SPOKE)
        assert got.suite is not None

    def test_responder_entry_uses_another_profile(self) -> None:
        hub = pairs.with_entry(pairs.hub(), profile="OTHER")
        _fails(pairs.spoke(), hub, "TS_UNACCEPTABLE", "PROF", "OTHER")

    def test_transport_only_between_the_endpoints(self) -> None:
        sets = {"TS": TransformSet("TS", "aes-cbc-256", "sha256", "transport")}
        gre = pairs.selector(f"{pairs.SPOKE}/32", f"{pairs.HUB}/32", "gre")
        erg = pairs.selector(f"{pairs.HUB}/32", f"{pairs.SPOKE}/32", "gre")
        spoke = pairs.with_entry(replace(pairs.spoke(), transform_sets=sets), selectors=(gre,))
        hub = pairs.with_entry(replace(pairs.hub(), transform_sets=sets), selectors=(erg,))
        got = _run(spoke, hub)
        assert got.child is not None
        assert got.child.mode == "transport"
        vti = _run(
            replace(pairs.spoke(), transform_sets=sets), replace(pairs.hub(), transform_sets=sets)
        )
        assert vti.child is not None
        assert vti.child.mode == "tunnel"
