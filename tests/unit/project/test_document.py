"""YAML files as data with lines; traps refused; nothing a file holds makes the reader fail otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nornir_ikev2 import document, expansion
from nornir_ikev2.document import parse, read
from nornir_ikev2.place import dotted

TEXT = """\
# a comment
top:
  list: [1, two, {three: 3}]
  text: >-
    several
    lines
  deep:
    deeper: ~
"""


def test_data_is_plain_and_every_value_has_a_line() -> None:
    found = parse(TEXT, "f.yaml")

    assert found.faults == []
    assert found.data == {
        "top": {
            "list": [1, "two", {"three": 3}],
            "text": "several lines",
            "deep": {"deeper": None},
        }
    }
    assert found.line(("top",)) == 2
    assert found.line(("top", "list", 2, "three")) == 3
    assert found.line(("top", "deep", "deeper")) == 8
    assert found.line(("top", "deep", "missing", "more")) == 7
    assert found.holds(("top", "deep"))
    assert not found.holds(("top", "missing"))


def test_places_are_written_with_dots_and_brackets() -> None:
    assert dotted(("a", "b", 0, "c")) == "a.b[0].c"
    assert not dotted(())


def test_anchors_and_merges_are_read() -> None:
    found = parse("a: &x {one: 1, two: 2}\nb: {<<: *x, two: 3}\nc: {<<: [*x, {four: 4}]}\n", "f")

    assert found.data == {
        "a": {"one": 1, "two": 2},
        "b": {"one": 1, "two": 3},
        "c": {"one": 1, "two": 2, "four": 4},
    }


def test_a_bomb_of_aliases_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "MAX_VALUES", 10_000)
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )

    found = parse(text, "f")

    assert found.data is None
    assert [fault.message for fault in found.faults] == [
        "has more than 10000 values once its aliases are expanded"
    ]


def test_an_alias_inside_itself_is_refused() -> None:
    assert [str(fault) for fault in parse("a: &x [1, *x]\n", "f").faults] == [
        "f:1: a[1]: an alias points at a value that holds it"
    ]


def test_deep_nesting_is_refused() -> None:
    found = parse("b: 1\na: " + "[" * 500 + "]" * 500, "f")

    assert [str(fault) for fault in found.faults] == ["f:2: is nested deeper than 32 levels"]


@pytest.mark.parametrize(
    "tag", ["!x", "!!python/name:os.system", "!!python/object/apply:os.system"]
)
def test_tags_are_refused(tag: str) -> None:
    assert "is refused" in str(parse(f"a: {tag} [x]\n", "f").faults[0])


def test_a_core_tag_is_taken() -> None:
    assert parse("a: !!str 10\n", "f").data == {"a": "10"}


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "off", "1:30", "010", "0x10", "1_000", "2001-01-01"]
)
def test_what_readers_take_differently_is_refused_unless_lenient(text: str) -> None:
    assert parse(f"a: {text}\n", "f").faults
    assert parse(f"{text}: a\n", "f").faults
    assert parse(f'a: "{text}"\n', "f").data == {"a": text}
    lenient = parse(f"a: {text}\n", "f", strict=False)
    assert not lenient.faults
    assert lenient.data == {"a": 10 if text == "010" else text}


def test_each_duplicate_key_is_named_with_both_lines() -> None:
    assert [str(fault) for fault in parse("a: 1\nb: {c: 1,\n  c: 2}\na: 3\n", "f").faults] == [
        "f:3: b.c: is written twice, first on line 2\n    Keep one.",
        "f:4: a: is written twice, first on line 1\n    Keep one.",
    ]


def test_a_key_must_be_text() -> None:
    assert [str(fault) for fault in parse("a: {[1]: 2}\n", "f").faults] == [
        "f:1: a: a key must be text"
    ]


def test_control_characters_are_named() -> None:
    assert [str(fault) for fault in parse("a: 1\nb: \x03\n", "f").faults] == [
        "f:2: holds a character that YAML refuses: U+0003"
    ]


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x1b[2J", "a\x7f", "a\x85b", "a\u2028b"])
def test_what_can_end_a_line_is_refused_in_keys_and_values(text: str) -> None:
    written = json.dumps(text)

    for strict in (True, False):
        found = parse(f"v: [x, {written}]\n{written}: x\n", "f", strict=strict)

        code = f"U+{ord(next(one for one in text if not one.isprintable())):04X}"
        cure = "\n    Write printable text on one line."
        assert [str(fault) for fault in found.faults] == [
            f"f:1: v[1]: holds the control character {code}{cure}",
            f"f:2: a key holds the control character {code}{cure}",
        ]


def test_a_chain_of_aliases_is_refused_before_it_is_followed() -> None:
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5000))

    assert [str(fault) for fault in parse(chain, "f").faults] == [
        "f:1: is nested deeper than 32 levels"
    ]


def test_two_documents_are_refused() -> None:
    assert parse("a: 1\n---\nb: 1\n", "f").faults


@given(st.text(max_size=200))
def test_any_text_gives_data_or_faults(text: str) -> None:
    found = parse(text, "f")

    assert found.faults or found.data is not None or not found.root or yaml.safe_load(text) is None


def test_files_that_cant_be_read_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff\n")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "large.yaml").write_text("a: 1\n" * 10)
    monkeypatch.setattr(document, "MAX_BYTES", 30)

    said = [
        str(fault)
        for name in ("latin", "folder", "large", "missing")
        for fault in read(tmp_path / f"{name}.yaml", name).faults
    ]

    assert said[0] == "latin: is not UTF-8 (byte 3)"
    assert said[1].startswith("folder: ")
    assert said[2:] == ["large: is larger than 0 MiB", "missing: is missing"]
