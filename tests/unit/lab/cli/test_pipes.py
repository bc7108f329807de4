from __future__ import annotations

import re

import pytest

from nornir_ikev2.lab.cli import pipes

TEXT = """\
hostname hub1
!
crypto ikev2 proposal P
 encryption aes-cbc-256
!
interface Tunnel1
 tunnel protection ipsec profile IP_1
 shutdown
!
end"""


def test_include_and_exclude() -> None:
    assert pipes.apply(TEXT, "include host|end") == "hostname hub1\nend"
    assert pipes.apply("a\nb", "exclude a") == "b"
    assert pipes.apply("a\nb", "i b") == "b"


def test_begin() -> None:
    assert pipes.apply(TEXT, "begin interface") == TEXT[TEXT.index("interface") :]
    assert pipes.apply(TEXT, "begin nothing") == ""


def test_section_brings_the_lines_inside() -> None:
    assert pipes.apply(TEXT, "section ikev2") == "crypto ikev2 proposal P\n encryption aes-cbc-256"
    assert pipes.apply(TEXT, "section include hostname") == "hostname hub1"


def test_section_exclude_drops_them() -> None:
    left = pipes.apply(TEXT, "section exclude crypto|interface")
    assert left == "hostname hub1\n!\n!\n!\nend"


def test_count() -> None:
    assert pipes.apply(TEXT, "count !") == "Number of lines which match regexp = 3"


def test_underscore_stands_for_a_delimiter() -> None:
    assert pipes.apply("ip route 10\nip route 100", "include _10_") == "ip route 10"
    assert pipes.apply(TEXT, "include IP_1") == " tunnel protection ipsec profile IP_1"


@pytest.mark.parametrize("pipe", ["", "foo x", "include", "e", "redirect flash:x"])
def test_a_filter_that_makes_no_sense(pipe: str) -> None:
    assert pipes.apply(TEXT, pipe) is None


def test_a_regular_expression_that_makes_no_sense() -> None:
    with pytest.raises(re.error):
        pipes.apply(TEXT, "include [")


def test_the_first_bar_splits() -> None:
    assert pipes.split("show run | include a|b") == ("show run ", "include a|b")
    assert pipes.split("show run") == ("show run", "")
