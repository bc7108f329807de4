"""Types of single values in `vpns.yaml`: ranges, words of a list, names, prefixes."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from nornir_ikev2.ike.algorithms import GROUPS, HASHES, IKE_ENCRYPTION
from nornir_ikev2.intent.sizes import EXPECTED, BatchSize, batch_size
from nornir_ikev2.intent.words import NAME, did_you_mean, name_fault, network, shown


class Strict(BaseModel):
    """Base of all models of files: nothing unknown, nothing coerced, no input in messages."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
        regex_engine="rust-regex",
    )


def refuse(message: str, cure: str = "") -> PydanticCustomError:
    """An error whose message is ours, word for word."""
    return PydanticCustomError("ours", "{message}", {"message": message, "cure": cure})


def between(low: int, high: int, unit: str = "") -> tuple[Any, ...]:
    """Annotations for a whole number from `low` to `high`."""

    def check(value: int) -> int:
        if not low <= value <= high:
            of = f" {unit}" if unit else ""
            raise refuse(f"`{value}` is out of range; expected {low} to {high}{of}")
        return value

    return (
        AfterValidator(check),
        WithJsonSchema({"type": "integer", "minimum": low, "maximum": high}),
    )


def one_of(words: Sequence[str], what: str, *, show: bool = True) -> tuple[Any, ...]:
    """Annotations for a word of a list; `show` False where a key could be written by mistake."""

    def check(value: str) -> str:
        if value not in words:
            said = shown(value) if show else "the value"
            raise refuse(
                f"{said} is not {what}; expected one of {', '.join(words)}",
                did_you_mean(value, words),
            )
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(words)})


def _name(value: str) -> str:
    fault = name_fault(value)
    if fault:
        raise refuse(f"{shown(value)} {fault}")
    return value


def _pool(value: object) -> IPv4Network:
    try:
        found = network(value)
    except ValueError as error:
        raise refuse(f"{shown(value)} {error}") from None
    if found.prefixlen > 30:  # noqa: PLR2004 - a tunnel takes a /30
        raise refuse(f"`{found}` is too small: each tunnel takes a /30")
    return found


def _group(value: int) -> int:
    if value not in GROUPS:
        known = ", ".join(str(group) for group in GROUPS)
        raise refuse(f"`{value}` is not a Diffie-Hellman group IOS knows; expected one of {known}")
    return value


def _size(value: object) -> BatchSize:
    if not isinstance(value, str | int):
        raise refuse(f"{shown(value)} is no size of a batch; {EXPECTED}")
    try:
        return batch_size(value)
    except ValueError as error:
        raise refuse(f"{shown(value)} {error}") from None


ESP_ENCRYPTION = (
    "null", "des", "3des", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256",
    "aes-gcm-128", "aes-gcm-192", "aes-gcm-256",
)  # fmt: skip
"""Ciphers of `crypto ipsec transform-set`. Source: Cisco-IOS-XE-crypto.yang 17.12.1."""

Name = Annotated[
    str,
    AfterValidator(_name),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"}),
]
Encryption = Annotated[str, *one_of(IKE_ENCRYPTION, "an IKE encryption algorithm")]
EspEncryption = Annotated[str, *one_of(ESP_ENCRYPTION, "an ESP encryption algorithm")]
Hash = Annotated[str, *one_of(tuple(HASHES), "a hash algorithm")]
Group = Annotated[
    int, AfterValidator(_group), WithJsonSchema({"type": "integer", "enum": list(GROUPS)})
]
Pool = Annotated[
    IPv4Network,
    BeforeValidator(_pool),
    WithJsonSchema({"type": "string", "examples": ["10.255.0.0/24"]}),
]
Size = Annotated[
    BatchSize,
    BeforeValidator(_size),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": "^([1-9][0-9]?|100)%$"},
            ],
            "examples": [1, "10%"],
        }
    ),
]
