"""A tunnel's life between two daemons, as a raw socket sees it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from nornir_ikev2.cli.lab_capture import Options, run

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "exchanges"
KINDS = {
    "ikev2_init": "IKE_SA_INIT",
    "ikev2_auth": "IKE_AUTH",
    "child_sa": "CREATE_CHILD_SA",
    "inf2": "INFORMATIONAL",
}
"""How tcpdump calls the exchanges."""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """The examples of the documentation, with a peer that is probed sooner."""
    for name in ("branch1.cfg", "hub1.cfg"):
        text = (EXAMPLES / name).read_text().replace(" dpd 10 3 periodic", " dpd 1 2 periodic")
        (tmp_path / name).write_text(text)
    return str(tmp_path / "branch1.cfg"), str(tmp_path / "hub1.cfg")


def _counted(pcap: Path) -> Counter[str]:
    """The messages of a capture as tcpdump itself counts them."""
    said = subprocess.run(
        ["tcpdump", "-n", "-r", str(pcap)], capture_output=True, text=True, check=True
    ).stdout
    return Counter(
        name
        for line in said.splitlines()
        for word, name in KINDS.items()
        if f" {word}[" in line or line.endswith(f" {word}")
    )


def test_a_tunnels_life_is_the_exchanges_of_the_rfc(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pcap, svg = tmp_path / "life.pcap", tmp_path / "life.svg"
    assert run(None, files, Options(svg=svg, pcap=pcap, as_json=True)) == 0
    document = json.loads(capsys.readouterr().out)
    messages = document["messages"]

    assert document["ends"] == ["branch1", "hub1"]
    kinds = [message["exchange"] for message in messages]
    assert kinds[:6] == ["IKE_SA_INIT"] * 4 + ["IKE_AUTH"] * 2
    assert [message["response"] for message in messages[:6]] == [False, True] * 3
    assert document["count"]["CREATE_CHILD_SA"] == 4
    sent = Counter[str]()  # what a busy machine answers late is sent again
    for message in messages:
        sent[message["exchange"]] += message["copies"]
    assert sent == _counted(pcap)

    said = [
        [(one["kind"], one["detail"]) for one in (*message["clear"], *(message["decrypted"] or ()))]
        for message in messages
    ]
    assert said[1] == [("N", "INVALID_KE_PAYLOAD group 20")]
    assert ("KE", "group 21") in said[0]
    assert ("KE", "group 20") in said[2]
    assert ("AUTH", "pre-share") in said[4]
    flat = [one for payloads in said for one in payloads]
    assert any(kind == "N" and detail.startswith("REKEY_SA ESP ") for kind, detail in flat)
    assert flat.count(("D", "IKE SA")) == 2
    assert [] in said, "dead peer detection is an INFORMATIONAL without payloads"
    assert all(message["decrypted"] is not None for message in messages if message["encrypted"])
    assert svg.read_text().startswith("<svg ")


def test_each_refusal_is_seen_in_the_packets(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    hub = Path(files[1])
    hub.write_text(hub.read_text().replace("remote the-branchs-key", "remote another-key"))
    assert run(None, files, Options(as_json=True)) == 0
    messages = json.loads(capsys.readouterr().out)["messages"]
    assert [message["exchange"] for message in messages] == ["IKE_SA_INIT"] * 4 + ["IKE_AUTH"] * 2
    assert messages[-1]["decrypted"] == [{"kind": "N", "detail": "AUTHENTICATION_FAILED"}]
