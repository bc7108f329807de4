"""Masking, normalising, reading, and the makers of lines."""

from __future__ import annotations

from ipaddress import IPv4Interface

import pytest

from fakes.ios_intents import base
from nornir_ikev2.drivers.ios.lines import Name, Secret, config
from nornir_ikev2.drivers.ios.mask import mask
from nornir_ikev2.drivers.ios.normalise import normalise
from nornir_ikev2.drivers.ios.reading import COMMANDS, lock_holder, make_reading, pending, release
from nornir_ikev2.drivers.ios.replies import refusal
from nornir_ikev2.drivers.registry import driver_for
from nornir_ikev2.errors import DeviceError, PlanError

VERSION = """\
Cisco IOS XE Software, Version 17.12.01
Cisco IOS Software [Dublin], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.12.1, \
RELEASE SOFTWARE (fc5)
hub1 uptime is 1 minute
cisco C8000V (VXE) processor (revision VXE) with 1992009K/3075K bytes of memory.
Processor board ID 9ABCDEFGHIJ
"""
LOCK = """\
Parser Configure Lock
---------------------
Owner PID         : {pid}
User              : {user}
TTY               : 2
Type              : EXCLUSIVE
State             : {state}
"""


def answers(**changes: str) -> dict[str, str]:
    given = {
        "show version": VERSION,
        "show running-config": base(),
        "show archive": "The maximum archive configurations allowed is 10.",
        "show archive config rollback timer": "%No Rollback Confirmed Change pending",
        "show configuration lock": LOCK.format(pid=-1, user="unknown", state="FREE"),
        "dir": "Directory of bootflash:/\n\n5183766528 bytes total (4182638592 bytes free)\n",
        "show privilege": "Current privilege level is 15",
    }
    assert tuple(given) == tuple(one.form for one in COMMANDS)
    return {**given, **{key.replace("_", " "): text for key, text in changes.items()}}


def test_facts_come_from_one_window() -> None:
    facts = make_reading("R1", answers()).facts

    assert (facts.hostname, facts.model, facts.serial) == ("hub1", "C8000V", "9ABCDEFGHIJ")
    assert facts.release.number[:2] == (17, 12)
    assert facts.filesystem == "bootflash:"
    assert facts.free_bytes == 4182638592
    assert facts.archive_path == "flash:ikev2-archive"
    assert facts.timer is None
    assert facts.lock_holder is None
    assert facts.interfaces["GigabitEthernet2"] == IPv4Interface("198.51.100.1/30")


def test_an_archive_that_is_off_has_no_path() -> None:
    assert (
        make_reading("R1", answers(show_archive=" Archive feature not enabled")).facts.archive_path
        is None
    )


def test_a_running_config_without_its_end_is_refused() -> None:
    cut = base().split("line con 0", maxsplit=1)[0]

    with pytest.raises(DeviceError, match="did not end with 'end'"):
        make_reading("R1", {**answers(), "show running-config": cut})


def test_a_pending_timer_and_a_held_lock_name_their_user() -> None:
    timer = pending("Timer type: absolute timer\nTimer value: 2 min\nUser: console")

    assert timer is not None
    assert (timer.user, timer.minutes_left) == ("console", 2)
    assert lock_holder(LOCK.format(pid=3, user="eve", state="LOCKED")) == "eve"


def test_releases_become_numbers() -> None:
    assert release("17.12.1").number == (17, 12, 1)
    assert release("15.9(3)M10").number == (15, 9, 3, 10)
    assert release("").number == ()


@pytest.mark.parametrize(
    "line",
    [
        "  pre-shared-key CANARY",
        "  pre-shared-key local 6 CANARY",
        "  pre-shared-key remote hex CANARY",
        " authentication local pre-share key 0 CANARY",
        "crypto isakmp key CANARY address 192.0.2.1",
        " pre-shared-key address 192.0.2.1 255.255.255.255 key CANARY",
        "username admin privilege 15 secret 9 CANARY",
        "username admin password 0 CANARY",
        "enable secret 9 CANARY",
        " key-string 7 CANARY",
        "snmp-server community CANARY RO",
        " ip ospf message-digest-key 1 md5 7 CANARY",
        "tacacs-server host 192.0.2.1 key 7 CANARY",
        " key 7 CANARY",
        " ip nhrp authentication CANARY",
        "no pre-shared-key local CANARY",
    ],
)
def test_secrets_are_masked_and_the_words_around_them_stay(line: str) -> None:
    shown = mask(line)

    assert "CANARY" not in shown
    assert shown.split("<secret>")[0] == line.split("CANARY", maxsplit=1)[0]


def test_known_values_are_masked_wherever_they_stand() -> None:
    assert mask("R1 said: kkkkkk-1 is bad", ["kkkkkk-1"]) == "R1 said: <secret> is bad"


def test_lines_without_secrets_stay_as_they_are() -> None:
    text = base().replace("secret 9 $9$abcdefgh$ijklmnop", "")

    assert mask(text) == text


def test_normalising_drops_only_what_changes_by_itself() -> None:
    later = base().replace("1234 bytes", "1299 bytes").replace("10:00:00", "11:11:11")

    assert normalise(later) == normalise(base().replace("\n", " \r\n"))
    assert normalise(base().replace("10.0.0.1", "10.0.0.2")) != normalise(base())


@pytest.mark.parametrize(
    "key", ["", "a b", "a?b", "a\nb", "a\x03", "é", "a#b", "a$b", "0", "local", "x" * 128]
)
def test_keys_that_ios_would_not_take_as_they_are_never_become_lines(key: str) -> None:
    with pytest.raises(PlanError) as caught:
        config("pre-shared-key {}", Secret(key))
    assert not key or len(key) < 3 or key not in str(caught.value).split("A-Z")[0]


@pytest.mark.parametrize("name", ["", " x", "a b", "a\n", "?", "-x", "a;b", "x" * 128])
def test_names_are_one_word(name: str) -> None:
    with pytest.raises(PlanError):
        config("interface {}", Name(name))


def test_a_line_shows_no_secret() -> None:
    line = config("pre-shared-key local {}", Secret("CANARYCANARY"))

    assert line.text.endswith("CANARYCANARY")
    assert "CANARY" not in repr(line)
    assert "CANARY" not in repr(Secret("CANARYCANARY"))


def test_a_benign_message_is_no_refusal() -> None:
    assert not refusal(["% Profile already contains this keyring", "R1(config)#", ""])
    assert refusal(["  ^", "% Invalid input detected at '^' marker.", ""]).startswith("% Invalid")


def test_drivers_are_found_by_platform() -> None:
    for platform in ("cisco_ios", "cisco_xe", "ios", "cisco_c8000v"):
        assert platform in driver_for(platform).platforms
    with pytest.raises(PlanError, match="no driver knows the platform 'junos'"):
        driver_for("junos")


def test_a_low_privilege_and_a_router_that_pages_are_remarked() -> None:
    low = answers(show_privilege="Current privilege level is 7")
    denied = answers(show_privilege="Command authorization failed.")

    assert "privilege 7" in make_reading("R1", low).facts.remarks[0]
    assert make_reading("R1", denied).facts.remarks == ()
    assert "pages" in make_reading("R1", answers(), pages=True).facts.remarks[0]
