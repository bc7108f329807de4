"""The options of a provider, as they stand beside `provider:` in nornir.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nornir_ikev2.document import read
from nornir_ikev2.errors import Fault, LoadError
from nornir_ikev2.intent.words import did_you_mean
from nornir_ikev2.place import Place, dotted

FILE: Final = "nornir.yaml"
PLACE: Final = ("user_defined", "ikev2", "secrets")
M = TypeVar("M", bound="ProviderOptions")

WORDS: Final = {
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "float_type": "expected a number",
    "bool_type": "expected true or false",
    "list_type": "expected a list of words",
    "missing": "is needed",
    "too_short": "expected at least one word",
}


class ProviderOptions(BaseModel):
    """What a provider takes; unknown options are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


def options_of(kind: type[M], written: Mapping[str, Any], root: Path, provider: str) -> M:
    """Check the options of a provider.

    Args:
        kind: what it takes.
        written: what stands in nornir.yaml beside `provider`.
        root: the project, to find the lines.
        provider: its name, for messages.

    Raises:
        LoadError: with every fault.
    """
    try:
        return kind.model_validate(dict(written))
    except ValidationError as error:
        faults = [
            _fault(root, tuple(one["loc"]), str(one["type"]), kind, provider)
            for one in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise LoadError(faults) from None


def option_fault(root: Path, key: str, message: str, cure: str = "") -> LoadError:
    """One option that is wrong, with its line."""
    return LoadError([_placed(root, (key,), message, cure)])


def _fault(root: Path, place: Place, kind: str, model: type[BaseModel], provider: str) -> Fault:
    known = list(model.model_fields)
    if kind == "extra_forbidden":
        text = f"is no option of the provider `{provider}`; it takes {', '.join(known) or 'none'}"
        return _placed(root, place, text, did_you_mean(str(place[-1]), known))
    return _placed(root, place, WORDS.get(kind, "is not what this option takes"))


def _placed(root: Path, place: Place, message: str, cure: str = "") -> Fault:
    whole: Place = (*PLACE, *place)
    exists = (root / FILE).is_file()
    line = read(root / FILE, FILE, strict=False).line(whole) if exists else 0
    return Fault(FILE, line, dotted(whole), message, cure)
