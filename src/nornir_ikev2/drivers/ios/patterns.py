"""Every text of IOS that this driver recognises, named and compiled once.

Sources are the sections of Cisco's configuration guides and field reports named per pattern; texts differ by
release, so they are matched loosely.
"""

from __future__ import annotations

import re
from typing import Final

PROMPT: Final = re.compile(r"(?P<host>\S{1,64}?)(?P<mode>\([^()\s]{1,40}\))?(?P<end>[#>]) ?")
"""A whole prompt; in configuration mode IOS cuts the host name to 20 characters."""

LOG: Final = re.compile(
    r"(?:^|(?<=[\s#>]))(?:[*.]?(?:\d{6}: )?(?:[*.]?[A-Z][a-z]{2} +\d+ |\d+[wdh]\d+[dhm]|\d\d:)[^%]{0,40}: ?)?"
    r"%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: "
)
"""A syslog line: `*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: ...`, with or without time stamp."""

NOTICE: Final = re.compile(
    r"Rollback Confirmed Change: Rollback will begin in one minute"
    r"|Enter \"configure confirm\" if you wish to keep"
)
"""What the dead-man timer writes into a session one minute before it fires."""

BROADCAST: Final = re.compile(r"^\*\*\*(?: |$)")
"""What `send *` and a scheduled reload write to every line: `*** --- SHUTDOWN in 0:05:00 ---`."""

MORE: Final = re.compile(r" ?--More-- ?")
ERASED: Final = re.compile(r"(?: ?--More-- ?| )?\x08+ *\x08*")
"""How the pager takes `--More--` away again."""

QUESTION: Final = re.compile(
    r"(?:\[[^\]]*\]\? ?|\[confirm\] ?|\[(?:yes/no|y/n|no|yes)\]: ?|\(y/n\)\??:? ?)$", re.IGNORECASE
)
"""A question that waits for an answer at the end of the output."""

PASSWORD: Final = re.compile(r"[Pp]assword: ?$")

ERROR: Final = re.compile(
    r"^\s*%\s*(?:Invalid|Incomplete|Ambiguous|Cannot|Unrecognized|Access|Authorization|Error)"
    r"|^\s*%?\s*error\b|ERROR:"
    r"|^Command (?:rejected|authorization)"
    r"|Proposal with ESP is missing cipher"
    r"|[Ff]irst remove .* from the above"
    r"|will be truncated to"
    r"|can ?not be (?:configured|changed|removed|deleted)"
    r"|[Oo]verlaps with"
    r"|[Tt]urn config archive on"
    r"|Bad mask"
    r"|does not exist"
    r"|Unknown command",
    re.IGNORECASE,
)
"""A line that says a command was refused."""

BENIGN: Final = re.compile(
    r"^\s*%\s*(?:"
    r"NOTE: This new crypto map will remain disabled"
    r"|Policy already has same proposal set"
    r"|Already found same"
    r"|Profile already contains this keyring"
    r"|Warning: ?weaker "
    r"|.*\bIPv4 (?:and IPv6 )?disabled and address"
    r")"
    r"|^\s*Already found same"
    r"|MUST (?:have|either have)"
    r"|^\s*encryption algorithm aes-gcm, a prf algorithm"
    r"|^\s*\d\. A (?:local|match) "
    r"|and a valid access list have been configured",
    re.IGNORECASE,
)
"""Messages that are no errors although some look like one."""

NOT_RUN: Final = re.compile(
    r"^%\s*(?:Invalid input|Incomplete command|Ambiguous command|Unrecognized|Unknown command"
    r"|Authorization failed)|Command authorization failed",
    re.IGNORECASE | re.MULTILINE,
)
"""An exec command that did not run; other `%` lines may be its answer (`% BGP not active`)."""

CARET: Final = re.compile(r"^\s*\^\s*$")

ARCHIVE_OFF: Final = re.compile(
    r"archive on\b|[Aa]rchive feature not enabled|config archive", re.IGNORECASE
)
LOCKED: Final = re.compile(
    r"locked|already in progress|already (?:pending|active|running)|is in use by", re.IGNORECASE
)
NO_TIMER: Final = re.compile(r"No Rollback Confirmed Change pending", re.IGNORECASE)
ROLLED_BACK: Final = re.compile(r"^Rollback Done", re.MULTILINE)
ROLLBACK_FAILED: Final = re.compile(
    r"Rollback aborted|Rollback failed|Aborting Rollback|not a valid config file"
    r"|failed to apply|Could not open|^%?\s*Error",
    re.IGNORECASE | re.MULTILINE,
)
SAVED: Final = re.compile(r"\[OK\]")
COPIED: Final = re.compile(r"\d+ bytes copied|\[OK", re.IGNORECASE)
PING: Final = re.compile(r"Success rate is \d+ percent \((\d+)/(\d+)\)")
DENIED: Final = re.compile(
    r"Command authorization failed|Access denied|Bad secrets|Bad passwords", re.IGNORECASE
)
