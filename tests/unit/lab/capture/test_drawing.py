"""The sequence diagram, as text and as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from fakes import ike_wire as wire
from nornir_ikev2.lab.capture.conversation import Conversation, conversations
from nornir_ikev2.lab.capture.diagram import text
from nornir_ikev2.lab.capture.keys import read_keys
from nornir_ikev2.lab.capture.meaning import meaning
from nornir_ikev2.lab.capture.message import messages
from nornir_ikev2.lab.capture.pcap import datagrams
from nornir_ikev2.lab.capture.svg import svg

NAMES = {wire.A: "branch1", wire.B: "hub1"}
GOLDEN = Path(__file__).with_name("life.txt")
SVG = "{http://www.w3.org/2000/svg}"


def _life(*logs: str) -> Conversation:
    (found,) = conversations(messages(datagrams(wire.life())), read_keys(logs))
    return found


def test_the_life_of_a_tunnel_as_text() -> None:
    assert text(_life(wire.charon_log(wire.CBC)), NAMES) == GOLDEN.read_text()


def test_every_exchange_is_counted() -> None:
    assert _life().count() == {
        "IKE_SA_INIT": 4,
        "IKE_AUTH": 2,
        "CREATE_CHILD_SA": 2,
        "INFORMATIONAL": 6,
    }


def test_without_keys_only_what_the_header_says_is_told() -> None:
    found = _life()
    assert {meaning(step) for step in found.steps if step.encrypted} == {""}
    shown = text(found, {})
    assert "IKE_AUTH request 1" in shown
    assert "IDi" not in shown
    assert "SK{?} is encrypted and no key for it is known." in shown
    assert "decrypted" not in shown


def test_captions_say_what_a_message_is_for() -> None:
    found = [meaning(step) for step in _life(wire.charon_log(wire.CBC)).steps]
    assert found == [
        *("", "try again with group 14", "", ""),
        *("", ""),
        *("rekey of the child SA", ""),
        *("delete the child SA", "delete the child SA"),
        *("are you there? (DPD)", "acknowledged"),
        *("delete the IKE SA", "acknowledged"),
    ]


def test_svg_holds_every_message_and_marks_errors() -> None:
    drawn = ET.fromstring(svg(_life(wire.charon_log(wire.CBC)), NAMES))  # noqa: S314 - our own
    arrows = [line for line in drawn.iter(f"{SVG}line") if line.get("marker-end")]
    assert len(arrows) == 14
    errors = [one.text for one in drawn.iter(f"{SVG}tspan") if "error" in (one.get("class") or "")]
    assert errors == ["IKE_SA_INIT response 0"]
    said = " ".join(part for part in drawn.itertext())
    assert "branch1 198.51.100.1" in said
    assert "SK{IDi(address 198.51.100.1)" in said
