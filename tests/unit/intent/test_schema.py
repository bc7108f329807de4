"""The JSON Schema that editors get agrees with what is loaded."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from example_site import CHECKOUT
from nornir_ikev2.intent.schema import json_schema


def validate(vpns: object) -> None:
    """Check a file as an editor would."""
    jsonschema.validate(vpns, json_schema(), cls=jsonschema.Draft202012Validator)


def test_it_is_a_valid_schema() -> None:
    schema = json_schema()

    jsonschema.Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_example_satisfies_it() -> None:
    example = yaml.safe_load((CHECKOUT / "inventory" / "vpns.yaml").read_text())

    validate(example)


@pytest.mark.parametrize(
    "ike",
    [
        {"proposals": ["a"], "authentication": {"hub": "rsa-sig", "spoke": "pre-share"}},
        {"proposals": {"hub": ["a"], "spoke": ["b"]}, "dpd": {"mode": "on-demand"}},
    ],
)
def test_both_forms_of_a_side_are_in_it(ike: dict[str, object]) -> None:
    vpn = {
        "topology": "hub-spoke",
        "ike": ike,
        "ipsec": {"transforms": [{"encryption": "aes-gcm-256"}]},
    }

    validate({"vpns": {"v": vpn}})


@pytest.mark.parametrize(
    "vpn",
    [
        {"topology": "star"},
        {"topology": "hub-spoke", "ike": {"proposals": ["a"], "lifetime": 90000}},
        {"topology": "hub-spoke", "ike": {"proposals": ["a"]}, "extra_config": ["x"]},
        {"topology": "hub-spoke", "routing": {"protocol": "rip"}},
    ],
)
def test_what_is_refused_is_not_in_it(vpn: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate({"vpns": {"v": vpn}})


def test_every_key_is_explained() -> None:
    schema = json_schema()
    vpn = schema["$defs"]["VpnEntry"]["properties"]

    assert all("description" in prop for prop in vpn.values())
