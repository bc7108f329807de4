"""Reading an output: what is refused, what is none, what is noise."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fakes.show_text import eigrp, ike_sas
from fakes.two_ends import FOLDERS, sa
from nornir_ikev2.errors import LoadError, NornirIkev2Error
from nornir_ikev2.verify.forms import choose, expand
from nornir_ikev2.verify.parse import ParseError, UnknownCommand, parse
from nornir_ikev2.verify.template import load

SAS = "show crypto ikev2 sa"
ONE = ike_sas([sa("hub1")])
HEAD = '<input name="reading" load="yaml">\ncommands: [show x]\nrecord: x\nkeys: a\nrequired: a\n</input>\n'


@pytest.mark.parametrize(
    "output", ["", "\n\n", " IPv4 Crypto IKEv2  SA \n\n IPv6 Crypto IKEv2  SA \n", "hub1#"]
)
def test_none(output: str) -> None:
    assert parse(SAS, output, FOLDERS) == []


def test_what_must_answer_may_not_be_empty() -> None:
    with pytest.raises(ParseError, match="answered nothing"):
        parse("show version", "", FOLDERS)


def test_unknown_output_is_an_error_and_shows_its_first_lines() -> None:
    with pytest.raises(ParseError) as caught:
        parse(SAS, "something else\npre-shared-key local SECRETSECRET\n", FOLDERS)
    assert isinstance(caught.value, NornirIkev2Error)
    assert "something else" in str(caught.value)


def test_secrets_in_an_unknown_output_are_masked() -> None:
    with pytest.raises(ParseError) as caught:
        parse(SAS, " pre-shared-key local SECRETSECRET\n", FOLDERS)
    assert "SECRETSECRET" not in str(caught.value)
    assert "<secret>" in str(caught.value)


@pytest.mark.parametrize(
    "output",
    [
        "     ^\n% Invalid input detected at '^' marker.\n",
        "% Incomplete command.",
        "Command authorization failed.",
    ],
)
def test_a_refusal_is_not_an_answer(output: str) -> None:
    with pytest.raises(ParseError, match="refused"):
        parse(SAS, output, FOLDERS)


def test_a_row_cut_in_two_is_an_error() -> None:
    with pytest.raises(ParseError):
        parse(SAS, ONE[: ONE.index("READY") - 3], FOLDERS)


def test_a_cut_row_after_whole_ones_is_an_error() -> None:
    cut = ONE + "2         198.51.100.1/500      203.0.113.5/50\n"
    with pytest.raises(ParseError, match="cut short"):
        parse(SAS, cut, FOLDERS)


def test_prompts_echo_log_lines_and_escapes_are_noise() -> None:
    lines = ONE.splitlines()
    lines[3:3] = [
        "*Mar 14 17:42:26.316: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.10)"
    ]
    lines[6:6] = [
        "%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor 10.255.0.2 (Tunnel100) is up: new adjacency"
    ]
    noisy = "hub1#show crypto ikev2 sa\r\n" + "\r\n".join(lines) + "\r\n\x1b[K\r\nhub1#"
    assert parse(SAS, noisy, FOLDERS) == parse(SAS, ONE, FOLDERS)


@pytest.mark.parametrize(
    ("typed", "template"),
    [
        ("sh cry ikev2 sa", "show_crypto_ikev2_sa"),
        ("SHOW CRYPTO IKEV2 SA DET", "show_crypto_ikev2_sa"),
        ("sh crypto ikev2 sess", "show_crypto_ikev2_session"),
        ("show crypto ipsec sa | include encaps", "show_crypto_ipsec_sa"),
        ("sh ip int br", "show_ip_interface_brief"),
        ("show ip ospf neighbor Tunnel100", "show_ip_ospf_neighbor"),
        ("show crypto ikev2 sa remote 203.0.113.1", "show_crypto_ikev2_sa"),
        ("show ip ospf neighbor detail", None),
        ("show ip route summary", None),
        ("show clock", None),
        ("s c i s", None),
    ],
)
def test_commands_may_be_abbreviated(typed: str, template: str | None) -> None:
    forms = {
        path.stem.removeprefix("cisco_ios_"): load(path).reading.commands
        for path in FOLDERS[0].glob("*.ttp")
    }
    assert choose(typed, forms) == template


def test_forms_expand_from_short_to_long() -> None:
    found = [" ".join(words) for words in expand("show sa [remote <address>] [detail]")]
    assert found == [
        "show sa",
        "show sa detail",
        "show sa remote <address>",
        "show sa remote <address> detail",
    ]


def test_unknown_command_says_what_is_near_and_what_is_known() -> None:
    with pytest.raises(UnknownCommand) as caught:
        parse("show crypto ikev2 sessoin", "", FOLDERS)
    assert caught.value.near == "show crypto ikev2 session [detailed]"
    assert "show version" in caught.value.known


def test_the_first_folder_hides_the_next(tmp_path: Path) -> None:
    own = tmp_path / "cisco_ios_show_clock.ttp"
    own.write_text(
        HEAD.replace("show x", "show clock").replace("record: x", "record: 'time '")
        + '<group name="records*">\ntime {{ a | _start_ }}\n</group>\n'
    )
    assert parse("show clock", "time 12:00", [tmp_path, *FOLDERS]) == [{"a": "12:00"}]


@pytest.mark.parametrize(
    "text",
    [
        "{{ a }}",
        HEAD.replace("commands: [show x]", ""),
        HEAD.replace("record: x", "record: '('"),
        HEAD.replace("record: x", "record: [x"),
        HEAD + '<group name="records*">\nx ={{{ a | re("x") }}}\n</group>',
        HEAD + "<group>",
    ],
)
def test_a_wrong_template_is_a_load_error(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cisco_ios_show_x.ttp").write_text(text)
    with pytest.raises(LoadError, match=r"cisco_ios_show_x\.ttp"):
        parse("show x", "x 1", [tmp_path])
    assert capsys.readouterr().out == ""


def test_many_threads_get_their_own_answers() -> None:
    def read(number: int) -> object:
        text = eigrp(number, [(f"10.255.{number}.2", "Tu100")])
        return parse("show ip eigrp neighbors", text, FOLDERS)[0]["address"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(1, 101)))
    assert found == [f"10.255.{number}.2" for number in range(1, 101)]


def test_silent(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    parse(SAS, ONE, FOLDERS)
    assert capsys.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.name.startswith("ttp")]
