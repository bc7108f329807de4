"""`nornir predict`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.ios_pair import HUB, SPOKE, with_crypto_map
from nornir_ikev2.cli.predict import run
from nornir_ikev2.errors import UsageError

CAPTURES = Path(__file__).resolve().parents[3] / "../shared/captures/configs/ikev2"


def _predict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hub: str = HUB, spoke: str = SPOKE
) -> tuple[int, list[dict[str, Any]]]:
    paths = (tmp_path / "hub.cfg", tmp_path / "spoke.cfg")
    for path, text in zip(paths, (hub, spoke), strict=True):
        path.write_text(text)
    code = run(*paths, as_json=True)
    return code, json.loads(capsys.readouterr().out)


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = _predict(tmp_path, capsys)
    assert code == 0
    assert found == [
        {
            "ends": ["hub1", "branch1"],
            "ok": True,
            "suite": {
                "encryption": "aes-cbc-256",
                "integrity": "sha512",
                "prf": "sha512",
                "group": 20,
            },
            "reason": None,
            "detail": "",
            "entries": ["Tunnel100", "Tunnel100"],
            "esp": {
                "encryption": "aes-cbc-256",
                "integrity": "sha256",
                "mode": "tunnel",
                "pfs": 19,
                "selectors": [{"local": "0.0.0.0/0", "remote": "0.0.0.0/0", "protocol": "ip"}],
            },
            "notes": [],
        }
    ]


def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_text(HUB)
    (tmp_path / "b").write_text(SPOKE)
    assert run(tmp_path / "a", tmp_path / "b", as_json=False) == 0
    shown = capsys.readouterr().out
    assert "hub1 Tunnel100" in shown
    assert "aes-cbc-256" in shown


MISTAKES = [
    pytest.param("NO_PROPOSAL_CHOSEN", " group 20 19 14", " group 16", id="no group in common"),
    pytest.param(
        "NO_PROPOSAL_CHOSEN",
        " match address local",
        " match fvrf INET\n match address local",
        id="1 policy of another VRF, the default offers no SHA-256",
    ),
    pytest.param("AUTHENTICATION_FAILED", "local hub-key", "local wrong", id="wrong key"),
    pytest.param(
        "NO_KEY", "  address 203.0.113.1", "  address 203.0.113.2", id="4 keyring address"
    ),
    pytest.param(
        "NO_PROFILE",
        "remote address 203.0.113.1",
        "remote address 203.0.113.2",
        id="wrong identity",
    ),
    pytest.param(
        "AUTHENTICATION_FAILED",
        "authentication local pre-share",
        "authentication local rsa-sig",
        id="methods",
    ),
    pytest.param(
        "NO_PEER",
        "tunnel destination 203.0.113.1",
        "tunnel destination 203.0.113.9",
        id="wrong destination",
    ),
    pytest.param("CHILD_NO_PROPOSAL", "esp-aes 256", "esp-aes 192", id="transform sets"),
    pytest.param("PFS_MISMATCH_AT_REKEY", " set pfs group19\n", "", id="6 PFS on one end"),
    pytest.param("INCOMPLETE", " authentication local pre-share\n", "", id="no local proof"),
    pytest.param("INCOMPLETE", " tunnel mode", " shutdown\n tunnel mode", id="tunnel shut"),
    pytest.param("TS_UNACCEPTABLE", "mode ipsec ipv4", "mode gre ip", id="GRE against VTI"),
]


@pytest.mark.parametrize(("reason", "old", "new"), MISTAKES)
def test_classic_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reason: str, old: str, new: str
) -> None:
    assert old in HUB
    spoke = (
        SPOKE.replace(" integrity sha512 sha256", " integrity sha256") if "INET" in new else SPOKE
    )
    hub = HUB.replace(old, new, 1)
    code, found = _predict(tmp_path, capsys, hub, spoke)
    assert [item["reason"] for item in found] == [reason]
    assert found[0]["detail"]
    assert "-key" not in found[0]["detail"].replace("pre-shared-key", "")
    assert code == (0 if reason == "PFS_MISMATCH_AT_REKEY" else 1)


def test_3_directional_keys_not_crossed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoke = SPOKE.replace("local branch-key", "local x").replace(
        "remote hub-key", "remote branch-key"
    )
    spoke = spoke.replace("local x", "local hub-key")
    assert _predict(tmp_path, capsys, HUB, spoke)[1][0]["reason"] == "AUTHENTICATION_FAILED"


def test_5_aead_without_prf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = HUB.replace("encryption aes-cbc-256 aes-cbc-192", "encryption aes-gcm-256")
    spoke = SPOKE.replace(
        " encryption aes-cbc-256 aes-cbc-192\n integrity sha512 sha256",
        " encryption aes-gcm-256\n prf sha384",
    )
    assert spoke != SPOKE
    assert _predict(tmp_path, capsys, hub, spoke)[1][0]["reason"] == "NO_PROPOSAL_CHOSEN"


def test_7_access_lists_do_not_mirror(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255")
    good = with_crypto_map(SPOKE, "permit ip 10.1.0.0 0.0.0.255 10.0.0.0 0.0.0.255")
    bad = with_crypto_map(SPOKE, "permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255")
    assert _predict(tmp_path, capsys, hub, good)[1][0]["ok"]
    assert _predict(tmp_path, capsys, hub, bad)[1][0]["reason"] == "TS_UNACCEPTABLE"


def test_same_hostname_is_named_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = _predict(tmp_path, capsys, HUB, SPOKE.replace("branch1", "hub1"))
    assert found[0]["ends"] == ["hub", "spoke"]


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        run(tmp_path / "none", tmp_path / "none", as_json=True)


REAL = [
    ("cmap_alan_este", "cmap_alan_oeste", "aes-cbc-256", 14),
    ("cmap_alnor_r15_rsa", "cmap_alnor_r18_rsa", "aes-cbc-128", 2),
    ("cmap_bryan_nz", "cmap_bryan_uk", "aes-cbc-128", 2),
    ("cmap_iclexi_r1", "cmap_iclexi_r2", "aes-cbc-256", 14),
    ("tun_bryan_napier", "tun_bryan_nelson", "aes-cbc-128", 2),
    ("tun_dchirkov_r15", "tun_dchirkov_r18", "aes-cbc-256", 14),
    ("tun_fuatanshori_hub_1", "tun_fuatanshori_spoke_1", "aes-cbc-256", 14),
    ("tun_skydevil_r13", "tun_skydevil_r52", "aes-gcm-128", 19),
    ("tun_skydevil_r13", "tun_skydevil_r61", "aes-gcm-128", 19),
    ("tun_yuansh0u_site_a", "tun_yuansh0u_site_b", "aes-cbc-256", 5),
]


@pytest.mark.parametrize(("a", "b", "encryption", "group"), REAL)
def test_real_pairs_that_came_up(
    capsys: pytest.CaptureFixture[str], a: str, b: str, encryption: str, group: int
) -> None:
    paths = (CAPTURES / f"{a}.cfg", CAPTURES / f"{b}.cfg")
    if not all(path.exists() for path in paths):
        pytest.skip("no captures here")
    assert run(*paths, as_json=True) == 0
    for item in json.loads(capsys.readouterr().out):
        assert (item["suite"]["encryption"], item["suite"]["group"]) == (encryption, group)
