"""`nornir schema`: the JSON Schema of `vpns.yaml`, for editors."""

from __future__ import annotations

import json
import sys

from nornir_ikev2.intent.schema import json_schema


def run() -> int:
    """Print the schema (draft 2020-12) on stdout; return 0."""
    sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")
    return 0
