"""From the data of `vpns.yaml` to typed entries, with faults in our own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from nornir_ikev2.document import Document, Value, mapping, without
from nornir_ikev2.errors import Fault
from nornir_ikev2.intent import schema
from nornir_ikev2.intent.words import bad_character, did_you_mean
from nornir_ikev2.place import Place, dotted

EXPECTED: Final = {
    "dict_type": "expected `key: value` pairs",
    "model_type": "expected `key: value` pairs",
    "model_attributes_type": "expected `key: value` pairs",
    "list_type": "expected a list, for example [a, b]",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
    "too_short": "expected at least one",
}
"""pydantic's kind of error -> our words."""

PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "ike": schema.IkeEntry,
    "dpd": schema.DpdEntry,
    "ipsec": schema.IpsecEntry,
    "transforms": schema.TransformEntry,
    "tunnel": schema.TunnelEntry,
}
ROUTING: Final[Mapping[object, type[BaseModel]]] = {
    "eigrp": schema.EigrpEntry,
    "ospf": schema.OspfEntry,
    "bgp": schema.BgpEntry,
    "static": schema.StaticEntry,
    "none": schema.NoneEntry,
}


def shape(document: Document) -> schema.VpnsFile:
    """Check the shape of the whole file and return the entries that are right.

    Args:
        document: `vpns.yaml`; every fault is added to it.

    Returns:
        The proposals and VPNs without faults, so that later checks can report theirs at once too.
    """
    if document.data is None and not document.faults:
        # A file cut short by an editor would take every VPN off every router.
        document.fault((), "is empty", "Write `vpns: {}` if there shall be no VPN.")
        return schema.VpnsFile()
    data = mapping({} if document.data is None else document.data)
    if data is None:
        document.fault((), "expected `proposals:` and `vpns:`")
        return schema.VpnsFile()
    _characters(document, data, ())
    wrong = {fault.path for fault in document.faults}
    try:
        return schema.VpnsFile.model_validate(data)
    except ValidationError as error:
        bad = _translate(error, document, wrong)
        repaired = mapping(without(data, _spare(error, document.data))) or {}
    return schema.VpnsFile.model_validate(
        {
            part: {
                name: entry
                for name, entry in (mapping(repaired.get(part)) or {}).items()
                if (part, name) not in bad or _is_right(part, name, entry)
            }
            for part in ("proposals", "vpns")
            if (part,) not in bad
        }
    )


def _is_right(part: str, name: str, entry: Value) -> bool:
    try:
        schema.VpnsFile.model_validate({part: {name: entry}})
    except ValidationError:
        return False
    return True


def _spare(error: ValidationError, data: Value) -> Iterator[Place]:
    """Places an entry can do without, so that the rest of it is checked too."""
    for one in error.errors(include_url=False, include_input=False):
        place = _real(data, one["loc"])
        field = _model(data, place[:-1]).model_fields.get(str(place[-1])) if place else None
        has_default = field is not None and isinstance(field.default, str | int)
        if one["type"] == "extra_forbidden" or has_default:
            yield place


def _characters(document: Document, value: Value, place: Place) -> None:
    """Refuse `?` and what is not ASCII anywhere, keys included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            bad = bad_character(key)
            if bad:
                document.fault(place, f"a key holds {bad}")
            _characters(document, inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _characters(document, inner, (*place, number))
    elif isinstance(value, str):
        bad = bad_character(value)
        if bad:
            document.fault(place, f"holds {bad}")


def _translate(error: ValidationError, document: Document, wrong: set[str]) -> set[Place]:
    """Add a fault per error; return the places of the entries that can't be used."""
    bad: set[Place] = set()
    for one in error.errors(include_url=False, include_input=False):
        place = _real(document.data, one["loc"])
        bad.add(place[:2])
        if dotted(place) in wrong:
            continue
        message, cure = _words(str(one["type"]), one.get("ctx") or {}, one["loc"], document)
        document.faults.append(
            Fault(document.file, document.line(place), dotted(place), message, cure)
        )
    return bad


def _real(data: Value, loc: tuple[str | int, ...]) -> Place:
    """The steps of pydantic's location that are in the file: without names of union members."""
    place: Place = ()
    for step in loc:
        inner = _inside(data, step)
        if inner is not data:
            data, place = inner, (*place, step)
    return place


def _inside(data: Value, step: str | int) -> Value:
    """What is at one step inside `data`; `data` itself when there is no such step."""
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step, data)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return data


def _words(
    kind: str, context: Mapping[str, Any], loc: tuple[str | int, ...], document: Document
) -> tuple[str, str]:
    """Message and cure of one pydantic error; never holds the value."""
    last = str(loc[-1]) if loc else ""
    if kind == "ours":
        return str(context["message"]), str(context["cure"])
    if kind == "missing":
        field = _model(document.data, loc[:-1]).model_fields.get(last)
        what = f" ({field.description})" if field and field.description else ""
        return f"`{last}` is missing{what}", ""
    if kind == "extra_forbidden":
        known = [name for name in _model(document.data, loc[:-1]).model_fields if name != last]
        cure = did_you_mean(last, known)
        return f"is not known here; expected one of {', '.join(known)}", cure
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return f"`protocol` must be one of {', '.join(map(str, ROUTING))}", ""
    return EXPECTED.get(kind, "is not what this key takes"), ""


def _model(data: Value, loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that describes the mapping at `loc`."""
    place = _real(data, loc)
    if not place:
        return schema.VpnsFile
    names = [step for step in place if isinstance(step, str)]
    if len(names) <= 2:  # noqa: PLR2004 - proposals.NAME or vpns.NAME
        return schema.ProposalEntry if names[:1] == ["proposals"] else schema.VpnEntry
    if names[-1] == "routing":
        return ROUTING.get(_at(data, place).get("protocol"), schema.NoneEntry)
    return PARTS.get(names[-1], schema.VpnEntry)


def _at(data: Value, place: Place) -> dict[str, Value]:
    for step in place:
        data = _inside(data, step)
    return mapping(data) or {}
