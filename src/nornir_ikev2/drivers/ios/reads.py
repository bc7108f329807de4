"""What can't change a router: everything else needs a permit before it is typed."""

from __future__ import annotations

import re
from typing import Final

from nornir_ikev2.drivers.ios.lines import ExecLine, Marker, NextPage, Password, Typed

_READ: Final = re.compile(
    r"(?:show|more|ping) .+|dir|terminal (?:length|width|no) \S+|enable|disable|end|exit"
)
"""`end` and `exit` leave a mode; that a pipe of `show` writes no file is checked by `commands`."""


def is_read(line: Typed) -> bool:
    """Whether a line changes nothing, neither the configuration nor a file nor an SA.

    Enter and yes may answer a question, so they are no reads.
    """
    if isinstance(line, Marker | Password | NextPage):
        return True
    return isinstance(line, ExecLine) and bool(_READ.fullmatch(line.text))
