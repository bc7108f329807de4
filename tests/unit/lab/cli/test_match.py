from __future__ import annotations

import pytest

from nornir_ikev2.lab.cli.grammar import compile_all, compile_pattern
from nornir_ikev2.lab.cli.match import Match, Mismatch, match
from nornir_ikev2.lab.cli.values import split

EXEC = compile_all(
    (
        "show crypto ikev2 sa [detailed]",
        "show crypto ikev2 session [detailed]",
        "show clock",
        "show ip route",
        "show interfaces [<name:IFNAME>]",
        "ping <target:IP> [source <source:WORD>] [repeat <repeat:INT 1-2147483647>]",
    )
)
TRANSFORMS = compile_pattern(
    "crypto ipsec transform-set <n:WORD> {esp-aes [128|192|256]|esp-md5-hmac|esp-sha-hmac|esp-sha256-hmac}+"
)


def matched(line: str) -> Match:
    found = match(EXEC, split(line))
    assert isinstance(found, Match)
    return found


def failed(line: str) -> Mismatch:
    found = match(EXEC, split(line))
    assert isinstance(found, Mismatch)
    return found


@pytest.mark.parametrize("line", ["sh cr ik sa", "show crypto ikev2 sa", "SHOW  Crypto ikev2 SA"])
def test_unique_beginnings_and_any_case_match(line: str) -> None:
    assert matched(line).words == ("show", "crypto", "ikev2", "sa")


def test_optional_words_are_reported() -> None:
    assert matched("show crypto ikev2 sa det").words[-1] == "detailed"


def test_values_have_names_and_canonical_form() -> None:
    assert matched("show int gi 2").args == {"name": "GigabitEthernet2"}
    found = matched("ping 10.0.0.1 rep 5")
    assert found.args == {"target": "10.0.0.1", "repeat": "5"}


def test_words_that_begin_alike_are_ambiguous() -> None:
    assert failed("show c").kind == "ambiguous"
    assert failed("show crypto ikev2 s").kind == "ambiguous"


def test_an_exact_word_wins_over_longer_ones() -> None:
    grammar = compile_all(("show ip", "show ipv6"))
    found = match(grammar, split("show ip"))
    assert isinstance(found, Match)
    assert found.number == 0


def test_a_line_that_stops_early_is_incomplete() -> None:
    assert failed("show crypto ikev2").kind == "incomplete"
    assert failed("ping").message("ping", 3) == "% Incomplete command.\n"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("show foo", 5),
        ("show clocks", 10),
        ("show ip routr", 12),
        ("ping 10.0.0.1 repeat 0", 21),
        ("ping 10.0.0.256", 5),
        ("  show foo", 7),
        ("show clock now", 11),
    ],
)
def test_the_caret_stands_at_the_first_wrong_letter(line: str, column: int) -> None:
    failure = failed(line)
    assert (failure.kind, failure.offset) == ("invalid", column)
    caret, text, blank = failure.message(line, 5).split("\n")
    assert caret == " " * (5 + column) + "^"
    assert text == "% Invalid input detected at '^' marker."
    assert not blank


def test_the_ambiguous_message_quotes_the_whole_line() -> None:
    text = failed("show c").message("show c", 5)
    assert text == '% Ambiguous command:  "show c"'


def test_esp_sha_is_ambiguous_and_esp_md5_is_not() -> None:
    line = "crypto ipsec transform-set TS esp-aes 256 {}"
    vague = match(TRANSFORMS, split(line.format("esp-sha")))
    assert isinstance(vague, Mismatch)
    assert vague.kind == "ambiguous"
    found = match(TRANSFORMS, split(line.format("esp-md5")))
    assert isinstance(found, Match)
    assert found.words[-1] == "esp-md5-hmac"


def test_a_keyword_wins_over_the_rest_of_a_line() -> None:
    grammar = compile_pattern("key {[0|6] <k:LINE>|hex <h:HEX>}")
    found = match(grammar, split("key 6 AbC d"))
    assert isinstance(found, Match)
    assert found.args == {"k": "AbC d"}
    plain = match(grammar, split("key 6"))
    assert isinstance(plain, Match)
    assert plain.args == {"k": "6"}


def test_patterns_that_begin_alike_keep_apart() -> None:
    grammar = compile_all(("show [all] x", "show all y", "show {a|b}+ c", "show a d"))
    for line, number in (("show x", 0), ("show all y", 1), ("show a b a c", 2), ("show a d", 3)):
        found = match(grammar, split(line))
        assert isinstance(found, Match)
        assert found.number == number
    assert isinstance(match(grammar, split("show y")), Mismatch)
    assert isinstance(match(grammar, split("show b a d")), Mismatch)


@pytest.mark.parametrize("pattern", ["show [all", "show {a|b", "a ]", "<x:NOTHING>"])
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|unknown type"):
        compile_pattern(pattern)
