"""vici as its README describes it, and what is said when the other side does not keep to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2.lab.strongswan.vici import CommandRefused, Session
from nornir_ikev2.lab.strongswan.vici_message import Message, ViciError, decode, encode

# "Encoding example" of src/libcharon/plugins/vici/README.md
EXAMPLE = (
    b"\x03\x04key1\x00\x06value1"
    b"\x01\x08section1"
    b"\x01\x0bsub-section\x03\x04key2\x00\x06value2\x02"
    b"\x04\x05list1\x05\x00\x05item1\x05\x00\x05item2\x06"
    b"\x02"
)
TREE: Message = {
    "key1": b"value1",
    "section1": {"sub-section": {"key2": b"value2"}, "list1": [b"item1", b"item2"]},
}
REQUEST, RESPONSE, UNKNOWN, REGISTER, UNREGISTER, CONFIRM, EVENT_UNKNOWN, EVENT = range(8)

NAMES = st.text(max_size=20)
VALUES = st.recursive(
    st.binary(max_size=40) | st.lists(st.binary(max_size=10), max_size=4),
    lambda inner: st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def test_the_example_of_the_protocol_is_encoded_and_decoded() -> None:
    assert encode(TREE) == EXAMPLE
    assert decode(EXAMPLE) == TREE


def test_texts_and_numbers_become_bytes() -> None:
    assert decode(encode({"a": "ü", "b": 7, "c": ("x", 1)})) == {
        "a": "ü".encode(),
        "b": b"7",
        "c": [b"x", b"1"],
    }


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_was_encoded_is_decoded_to_the_same(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_vici_error(data: bytes) -> None:
    with suppress(ViciError):
        assert decode(encode(decode(data))) == decode(data)


@pytest.mark.parametrize("cut", range(1, len(EXAMPLE)))
def test_a_message_that_lacks_its_end_is_never_another_tree(cut: int) -> None:
    try:
        found = decode(EXAMPLE[:cut])
    except ViciError:
        return

    assert cut == len(b"\x03\x04key1\x00\x06value1")
    assert found == {"key1": b"value1"}


@pytest.mark.parametrize("message", [{"n" * 256: "x"}, {"n": "x" * 65536}])
def test_what_does_not_fit_is_refused(message: dict[str, str]) -> None:
    with pytest.raises(ViciError, match="too many for vici"):
        encode(message)


def packet(kind: int, name: str = "", body: bytes = b"") -> bytes:
    text = bytes([len(name)]) + name.encode() if name else b""
    data = bytes([kind]) + text + body
    return len(data).to_bytes(4) + data


@contextmanager
def charon(answers: list[bytes]) -> Generator[tuple[Session, list[bytes]]]:
    """A session with a daemon that answers each packet with the next of these bytes, then hangs up."""
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []
    with ours, theirs:
        ours.settimeout(5)
        thread = threading.Thread(target=_serve, args=(theirs, answers, heard))
        thread.start()
        yield Session(ours), heard
        thread.join()


def _serve(door: socket.socket, answers: list[bytes], heard: list[bytes]) -> None:
    for answer in answers:
        size = int.from_bytes(door.recv(4))
        heard.append(door.recv(size))
        for at in range(0, len(answer), 3):  # in pieces, as a stream may come
            door.sendall(answer[at : at + 3])
    door.shutdown(socket.SHUT_RDWR)


def test_a_request_is_one_packet_and_its_answer_a_tree() -> None:
    with charon([packet(RESPONSE, body=EXAMPLE)]) as (session, heard):
        found = session.request("version", {"a": "b"})

    assert found == TREE
    assert heard == [b"\x00\x07version\x03\x01a\x00\x01b"]


def test_a_refused_command_says_why() -> None:
    no = encode({"success": "no", "errmsg": "no such connection"})

    with (
        charon([packet(RESPONSE, body=no)]) as (session, _),
        pytest.raises(CommandRefused, match=r"^command failed: no such connection$"),
    ):
        session.request("unload-conn", {"name": "x"})


def streamed(end: dict[str, str]) -> list[bytes]:
    """Registered, two events and the end of the command, unregistered."""
    events = [packet(EVENT, "list-sa", encode({"n": str(one)})) for one in (1, 2)]
    return [
        packet(CONFIRM),
        b"".join(events) + packet(RESPONSE, body=encode(end)),
        packet(CONFIRM),
    ]


def test_a_streamed_command_returns_its_events_and_lets_go_of_them() -> None:
    with charon(streamed({})) as (session, heard):
        found = session.stream("list-sas", "list-sa")

    assert found == ({"n": b"1"}, {"n": b"2"})
    assert [one[0] for one in heard] == [REGISTER, REQUEST, UNREGISTER]


def test_a_streamed_command_that_is_refused_keeps_the_events_before() -> None:
    with (
        charon(streamed({"success": "no", "errmsg": "timeout"})) as (session, heard),
        pytest.raises(CommandRefused, match="timeout") as refused,
    ):
        session.stream("initiate", "list-sa")

    assert refused.value.events == ({"n": b"1"}, {"n": b"2"})
    assert heard[-1][0] == UNREGISTER


def test_listening_hands_out_events_also_those_that_come_while_it_still_registers() -> None:
    early = packet(EVENT, "ike-updown", encode({"up": "yes"}))
    late = packet(EVENT, "child-updown", encode({"up": "no"}))

    with charon([packet(CONFIRM), early + packet(CONFIRM) + late]) as (session, _):
        events = session.listen(["ike-updown", "child-updown"])
        found = [next(events), next(events)]
        with pytest.raises(ConnectionError, match="charon closed the connection"):
            next(events)

    assert found == [("ike-updown", {"up": b"yes"}), ("child-updown", {"up": b"no"})]


def test_what_charon_does_not_know_is_named() -> None:
    with charon([packet(UNKNOWN), packet(EVENT_UNKNOWN)]) as (session, _):
        with pytest.raises(ViciError, match="charon knows no nonsense"):
            session.request("nonsense")
        with pytest.raises(ViciError, match="charon knows no fictions"):
            session.stream("list-sas", "fictions")


def test_a_daemon_that_dies_in_mid_answer_is_an_os_error() -> None:
    with (
        charon([packet(RESPONSE, body=EXAMPLE)[:-4]]) as (session, _),
        pytest.raises(ConnectionError),
    ):
        session.request("version")
