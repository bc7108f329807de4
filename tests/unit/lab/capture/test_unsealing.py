"""Encrypted payloads are opened with the keys charon logs, and only with those that fit."""

from __future__ import annotations

import pytest

from fakes import ike_wire as wire
from nornir_ikev2.lab.capture.conversation import Conversation, Step, conversations
from nornir_ikev2.lab.capture.keys import Keys, read_keys
from nornir_ikev2.lab.capture.message import messages
from nornir_ikev2.lab.capture.pcap import datagrams

IDENTITY = (wire.IDI, b"\1\0\0\0" + wire.A.packed)


def _talk(said: list[bytes], keys: list[Keys] | None = None) -> Conversation:
    packets = [(float(at), wire.datagram(one)) for at, one in enumerate(said)]
    (found,) = conversations(messages(datagrams(wire.pcap(packets))), keys or [])
    return found


def _inside(step: Step) -> list[str] | None:
    return None if step.inside is None else [str(payload) for payload in step.inside]


@pytest.mark.parametrize("pair", [wire.CBC, wire.GCM, wire.THREE_DES], ids=["cbc", "gcm", "3des"])
def test_both_directions_are_opened(pair: tuple[wire.Secrets, wire.Secrets]) -> None:
    said = [
        wire.sealed(wire.AUTH, [IDENTITY], pair[0]),
        wire.sealed(wire.AUTH, [wire.notify(24)], pair[1], by_initiator=False, response=True),
    ]
    found = _talk(said, read_keys([wire.charon_log(wire.CBC), wire.charon_log(pair)]))
    assert [_inside(step) for step in found.steps] == [
        ["IDi(address 198.51.100.1)"],
        ["N(AUTHENTICATION_FAILED)"],
    ]


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("check", [16, 20, 32, 48, 64])
def test_every_key_length_of_aes_and_hmac(size: int, check: int) -> None:
    secrets = wire.Secrets(b"e" * size, b"a" * check)
    found = _talk(
        [wire.sealed(wire.AUTH, [IDENTITY], secrets)],
        read_keys([wire.charon_log((secrets, secrets))]),
    )
    assert _inside(found.steps[0]) == ["IDi(address 198.51.100.1)"]


def test_a_key_that_does_not_fit_opens_nothing() -> None:
    found = _talk(
        [wire.sealed(wire.AUTH, [IDENTITY], wire.CBC[0])], read_keys([wire.charon_log(wire.GCM)])
    )
    assert found.steps[0].encrypted
    assert found.steps[0].inside is None


def test_one_changed_bit_opens_nothing() -> None:
    message = bytearray(wire.sealed(wire.AUTH, [IDENTITY], wire.CBC[0]))
    message[60] ^= 1
    found = _talk([bytes(message)], read_keys([wire.charon_log(wire.CBC)]))
    assert found.steps[0].inside is None


def test_keys_of_both_ends_are_the_same_keys() -> None:
    log = wire.charon_log(wire.CBC)
    assert len(read_keys([log, log])) == 1
    assert len(read_keys([log + wire.charon_log(wire.GCM)])) == 2


def test_keys_are_never_shown() -> None:
    assert "eeee" not in repr(read_keys([wire.charon_log(wire.CBC)]))


@pytest.mark.parametrize("cut", [3, 12, 17])
@pytest.mark.parametrize("pair", [wire.CBC, wire.GCM, wire.THREE_DES], ids=["cbc", "gcm", "3des"])
def test_fragments_are_one_message_wherever_they_were_cut(
    cut: int, pair: tuple[wire.Secrets, wire.Secrets]
) -> None:
    whole = wire.row([IDENTITY, wire.notify(16384)])
    said = [
        wire.sealed(wire.AUTH, [IDENTITY], pair[0], fragment=(number, 2, part))
        for number, part in ((2, whole[cut:]), (1, whole[:cut]))
    ]
    found = _talk([*said, said[0]], read_keys([wire.charon_log(pair)]))
    (step,) = found.steps
    assert (step.fragments, step.copies) == (2, 2)
    assert _inside(step) == ["IDi(address 198.51.100.1)", "N(INITIAL_CONTACT)"]


def test_a_missing_fragment_leaves_the_message_closed() -> None:
    part = wire.row([IDENTITY])
    said = [wire.sealed(wire.AUTH, [IDENTITY], wire.CBC[0], fragment=(1, 2, part))]
    assert _talk(said, read_keys([wire.charon_log(wire.CBC)])).steps[0].inside is None


def test_a_retransmission_is_the_same_message_and_a_retry_is_not() -> None:
    first = wire.clear(wire.SA_INIT, [wire.proposal([(4, 20, 0)])], responder=bytes(8))
    retry = wire.clear(wire.SA_INIT, [wire.proposal([(4, 14, 0)])], responder=bytes(8))
    found = _talk([first, first, first, retry])
    assert [step.copies for step in found.steps] == [3, 1]
    assert found.count() == {"IKE_SA_INIT": 2}
