"""`nornir lab capture` where no daemon is needed: captures of others, and what is refused first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes import ike_wire as wire
from nornir_ikev2.cli.lab_capture import Options, read, run
from nornir_ikev2.errors import NornirIkev2Error, UsageError


def test_anybodys_capture_is_drawn_as_far_as_it_is_in_the_clear(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, svg = tmp_path / "life.pcap", tmp_path / "life.svg"
    file.write_bytes(wire.life())
    assert read(file, Options(svg=svg)) == 0
    shown = capsys.readouterr().out
    assert "try again with group 14" in shown
    assert "14 messages on the wire" in shown
    assert "SK{?}" in shown
    assert svg.read_text().startswith("<svg ")


def test_messages_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "life.pcap"
    file.write_bytes(wire.life())
    assert read(file, Options(as_json=True)) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ends"] == ["198.51.100.1", "203.0.113.1"]
    assert found["messages"][1]["clear"] == [{"kind": "N", "detail": "INVALID_KE_PAYLOAD group 14"}]
    assert [one["decrypted"] for one in found["messages"] if one["encrypted"]] == [None] * 10


def test_a_file_without_ikev2_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.pcap"
    file.write_bytes(wire.pcap([]))
    with pytest.raises(UsageError, match="holds no IKEv2 message"):
        read(file, Options())
    with pytest.raises(UsageError, match="can't be read"):
        read(tmp_path / "none", Options())
    file.write_text("hostname r1\n")
    with pytest.raises(NornirIkev2Error, match="no pcap file"):
        read(file, Options())


def test_a_picture_that_can_not_be_written_is_refused_before_anything_happens(
    tmp_path: Path,
) -> None:
    with pytest.raises(UsageError, match=r"--svg: .*/none/x.svg can't be written"):
        run(None, ("a", "b"), Options(svg=tmp_path / "none" / "x.svg"))
