"""Our part of `nornir.yaml`: `user_defined.ikev2`, typed and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nornir_ikev2.coresettings import check_core
from nornir_ikev2.document import Document, Value, mapping, read
from nornir_ikev2.errors import LoadError
from nornir_ikev2.intent.words import did_you_mean

FILE: Final = "nornir.yaml"
PLACE: Final = ("user_defined", "ikev2")


class SecretsSettings(BaseModel):
    """Where keys are kept. More keys are options of the provider."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, hide_input_in_errors=True)

    provider: str = "file"

    @property
    def options(self) -> dict[str, Any]:
        """What stands beside `provider`; each provider says what it takes."""
        return dict(self.model_extra or {})


class Settings(BaseModel):
    """`user_defined.ikev2` of `nornir.yaml`. Paths are relative to the project."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    vpns: Annotated[str, Field(min_length=1)] = "inventory/vpns.yaml"
    journal: Annotated[str, Field(pattern=r"^\w+(\+\w+)?://")] = "sqlite:///.nornir/journal.db"
    secrets: SecretsSettings = SecretsSettings()
    known_hosts: Annotated[str, Field(min_length=1)] = ".nornir/known_hosts"
    rollback_minutes: Annotated[int, Field(ge=1, le=120)] = 5
    """IOS takes 1 to 120 minutes for `configure terminal revert timer`."""
    verify_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """How long tunnels and neighbours may take to come up; never past the dead-man timer."""
    return_seconds: Annotated[int, Field(ge=1, le=3600)] = 90
    """How much longer than its dead-man timer a lost router may take to come back."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The whole of `nornir.yaml`: our settings, and what Nornir gets."""

    settings: Settings
    inventory: dict[str, Any] = field(default_factory=dict[str, Any])
    runner: dict[str, Any] = field(default_factory=dict[str, Any])
    ssh: dict[str, Any] = field(default_factory=dict[str, Any])
    core: dict[str, Any] = field(default_factory=dict[str, Any])
    user_defined: dict[str, Any] = field(default_factory=dict[str, Any])


WORDS: Final = {
    "string_type": "expected text",
    "string_too_short": "expected a path",
    "string_pattern_mismatch": "expected a URL such as sqlite:///.nornir/journal.db",
    "int_type": "expected a whole number",
    "model_type": "expected `key: value` pairs",
}


def load(root: Path) -> Configuration:
    """Read `nornir.yaml` of a project.

    Raises:
        LoadError: with every fault.
    """
    document = read(root / FILE, FILE, strict=False)
    data = mapping(document.data or {})
    if data is None:
        document.fault((), "expected `key: value` pairs")
        data = {}
    known = {"inventory", "runner", "ssh", "core", "logging", "user_defined"}
    for key in data:
        if key not in known:
            cure = did_you_mean(key, known)
            document.fault((key,), f"is not known here; expected {', '.join(sorted(known))}", cure)
    parts = {
        key: _mapping(document, data, key)
        for key in ("inventory", "runner", "ssh", "core", "user_defined")
    }
    check_core(document, parts)
    settings = _settings(document, parts["user_defined"])
    if document.faults:
        raise LoadError(document.faults)
    return Configuration(settings=settings, **parts)


def _mapping(document: Document, data: dict[str, Value], key: str) -> dict[str, Value]:
    found = mapping(data.get(key) or {})
    if found is None:
        document.fault((key,), "expected `key: value` pairs")
    return found or {}


def _settings(document: Document, user_defined: dict[str, Value]) -> Settings:
    written = user_defined.get("ikev2")
    try:
        return Settings.model_validate({} if written is None else written)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            place, kind = (*PLACE, *one["loc"]), str(one["type"])
            if kind == "extra_forbidden":
                known = list(Settings.model_fields)
                text = f"is not known here; expected {', '.join(known)}"
                document.fault(place, text, did_you_mean(str(place[-1]), known))
            elif kind in {"greater_than_equal", "less_than_equal"}:
                unit = str(place[-1]).partition("_")[2]
                most = 120 if unit == "minutes" else 3600
                document.fault(place, f"expected 1 to {most} ({unit})")
            else:
                document.fault(place, WORDS.get(kind, "is not what this key takes"))
        return Settings()
