"""From the bytes of a capture to messages: link types, ports, headers, clear payloads."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import ike_wire as wire
from nornir_ikev2.lab.capture.conversation import conversations
from nornir_ikev2.lab.capture.message import Message, messages
from nornir_ikev2.lab.capture.pcap import CaptureUnreadable, datagrams


def _read(*packets: bytes, link: int = 1) -> list[Message]:
    timed = [(float(at), packet) for at, packet in enumerate(packets)]
    return list(messages(datagrams(wire.pcap(timed, link))))


REQUEST = wire.clear(wire.SA_INIT, [wire.proposal([(1, 12, 256)])], responder=bytes(8))


@pytest.mark.parametrize("link", [1, 101, 113, 276])
def test_every_link_type_of_tcpdump_is_read(link: int) -> None:
    (message,) = _read(wire.datagram(REQUEST), link=link)
    assert (message.exchange, message.response, message.message_id) == ("IKE_SA_INIT", False, 0)
    assert (message.source, message.destination) == (wire.A, wire.B)
    assert message.spis == ("0001020304050607", "0" * 16)


@pytest.mark.parametrize(("order", "nano"), [("<", False), (">", False), ("<", True), (">", True)])
def test_byte_order_and_unit_of_the_file_are_followed(order: str, nano: bool) -> None:
    data = wire.pcap([(12.25, wire.datagram(REQUEST))], order=order, nano=nano)
    (message,) = messages(datagrams(data))
    assert message.time == 12.25


def test_vlan_tags_are_skipped() -> None:
    tag = bytes.fromhex("88a80002 81000003")
    (message,) = messages(datagrams(wire.pcap([(0, wire.datagram(REQUEST))], tag=tag)))
    assert message.exchange == "IKE_SA_INIT"


def test_port_4500_has_a_marker_in_front_and_esp_has_none() -> None:
    esp = struct.pack("!II", 0xC0FFEE, 1) + bytes(64)
    keepalive = b"\xff"
    udp = [struct.pack("!4H", 4500, 4500, 8 + len(data), 0) + data for data in (esp, keepalive)]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 120, 0, 0, 64, 17, 0) + wire.A.packed + wire.B.packed
    found = _read(head + udp[0], wire.datagram(REQUEST, port=4500), head + udp[1])
    assert [message.source_port for message in found] == [4500]


def test_ikev1_and_other_ports_are_left_out() -> None:
    old = bytearray(REQUEST)
    old[17] = 0x10
    other = bytearray(wire.datagram(REQUEST))
    other[20:24] = struct.pack("!2H", 53, 53)
    assert _read(wire.datagram(bytes(old)), bytes(other)) == []


def test_payloads_in_the_clear_are_spelled_in_our_words() -> None:
    suite = [(1, 20, 256), (1, 3, 0), (3, 13, 0), (2, 7, 0), (4, 19, 0), (4, 5, 0)]
    payloads = [
        wire.proposal(suite),
        (wire.KE, struct.pack("!HH", 19, 0)),
        (wire.NONCE, b"n" * 16),
        wire.notify(16388),
        wire.notify(40960),
    ]
    (message,) = _read(wire.datagram(wire.clear(wire.SA_INIT, payloads)))
    assert [str(one) for one in message.payloads] == [
        "SA(aes-gcm-256/3des sha384 prf sha512 group 19/5)",
        "KE(group 19)",
        "Ni",
        "N(NAT_DETECTION_SOURCE_IP)",
        "N(40960)",
    ]


@pytest.mark.parametrize(
    ("payload", "text", "error"),
    [
        (wire.notify(17, b"\0\x0e"), "N(INVALID_KE_PAYLOAD group 14)", True),
        (wire.notify(14), "N(NO_PROPOSAL_CHOSEN)", True),
        (wire.notify(16393, spi=b"\1\2\3\4", protocol=3), "N(REKEY_SA ESP 01020304)", False),
        ((wire.DELETE, b"\3\4\0\2" + b"\1\2\3\4\5\6\7\x08"), "D(ESP 01020304 05060708)", False),
        ((wire.DELETE, b"\1\0\0\0"), "D(IKE SA)", False),
        ((wire.IDI, b"\2\0\0\0r1.example.net"), "IDi(fqdn r1.example.net)", False),
        ((wire.AUTH_PAYLOAD, b"\x01\0\0\0sig"), "AUTH(rsa-sig)", False),
        (wire.selector(wire.TSI, "10.0.0.0", "10.0.0.9"), "TSi(10.0.0.0-10.0.0.9)", False),
        (
            wire.selector(wire.TSR, "0.0.0.0", "255.255.255.255", 47),  # noqa: S104 - a selector
            "TSr(0.0.0.0/0 protocol 47)",
            False,
        ),
    ],
)
def test_one_payload(payload: tuple[int, bytes], text: str, error: bool) -> None:
    (message,) = _read(wire.datagram(wire.clear(wire.INFORMATIONAL, [payload])))
    (found,) = message.payloads
    assert (str(found), found.error) == (text, error)


def test_what_is_no_capture_is_refused_with_what_to_do() -> None:
    with pytest.raises(CaptureUnreadable, match=r"no pcap file\n  Write it with tcpdump"):
        list(datagrams(b"PK\x03\x04 a zip file"))
    with pytest.raises(CaptureUnreadable, match=r"pcapng file, .*\n  Convert it: editcap"):
        list(datagrams(bytes.fromhex("0a0d0d0a1c0000004d3c2b1a")))
    with pytest.raises(CaptureUnreadable, match="link type 105"):
        list(datagrams(wire.pcap([], 1)[:20] + struct.pack("<I", 105)))


def test_a_capture_cut_in_mid_record_gives_what_came_before() -> None:
    whole = wire.pcap([(0, wire.datagram(REQUEST)), (1, wire.datagram(REQUEST))])
    assert len(list(datagrams(whole[:-1]))) == 1


@given(st.binary(max_size=300))
def test_no_packet_makes_the_reader_fail(noise: bytes) -> None:
    list(conversations(messages(datagrams(wire.pcap([(0.0, noise)], 101)))))


@given(st.data())
def test_no_damaged_message_makes_the_reader_fail(data: st.DataObject) -> None:
    message = bytearray(wire.life())
    for _ in range(data.draw(st.integers(1, 8))):
        message[data.draw(st.integers(24, len(message) - 1))] = data.draw(st.integers(0, 255))
    list(conversations(messages(datagrams(bytes(message)))))
