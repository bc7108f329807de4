"""What the raw socket keeps, and how it writes it down."""

from __future__ import annotations

import pytest

from fakes import ike_wire as wire
from nornir_ikev2.lab.capture import rawsocket
from nornir_ikev2.lab.capture.message import messages
from nornir_ikev2.lab.capture.pcap import datagrams

IKE = wire.datagram(wire.clear(wire.SA_INIT, [wire.proposal([(4, 20, 0)])]))


@pytest.mark.parametrize("port", [500, 4500])
def test_ike_is_wanted_on_both_its_ports(port: int) -> None:
    assert rawsocket.wanted(wire.datagram(b"ike", port=port))


@pytest.mark.parametrize(
    "packet",
    [b"", b"E" * 19, wire.datagram(b"dns", port=53), IKE[:9] + b"\x06" + IKE[10:], IKE[:20]],
    ids=["empty", "cut", "another port", "TCP", "no ports"],
)
def test_nothing_else_is(packet: bytes) -> None:
    assert not rawsocket.wanted(packet)


def test_what_is_written_is_read_again() -> None:
    written = rawsocket.HEADER + rawsocket.record(IKE, 1.25) + rawsocket.record(IKE, 2.5)
    found = list(messages(datagrams(written)))
    assert [message.time for message in found] == [1.25, 2.5]
    assert found[0].exchange == "IKE_SA_INIT"
