"""The faults of a session and what must happen: the second table of docs/reliability.md."""

from __future__ import annotations

from typing import Final

ROWS: Final = {
    "slow prompt": (
        "waited for as long as `timeouts.prompt` says; then one new login, class `transient`"
    ),
    "login banner with `#`, not ASCII, Latin-1": "read past; only a whole line is a prompt",
    "`--More--` although paging is off": (
        "answered with a blank, each command asked alone, and warned of"
    ),
    "syslog and a prompt amid output": (
        "the answer is complete or an error; log lines are no part of it"
    ),
    "syslog while lines are pushed": "a log line is no refusal",
    "output stops for longer than `timeouts.read`": (
        "the read is tried once more, over a new session; a write never"
    ),
    "session dropped in a `show`": "said at once, not after a timeout; the read is tried once more",
    "session dropped amid configuration": (
        "state unknown: a new session reads, goes back, and sends no line again"
    ),
    "router reloads": "waited for; its startup-config decides what came back, and that is compared",
    "no free vty": "an error of its own; a run never has more than one session per router",
    "AAA slow": "waited for as long as `timeouts.auth` says; then `transient`, one new login",
    "password refused": "class `auth`, sent once, never tried again",
    "command not authorized": (
        "the router's words, class `permanent`; a low privilege is warned of before"
    ),
    "`enable` refused": "the router's words, class `auth`, tried once",
    "configuration locked": (
        "the holder is named; `--lock-timeout` waits for them, and nothing is written meanwhile"
    ),
    "`% Invalid`, `% Incomplete` and the like": (
        "each is a refusal that stops the push; messages that only look so are not"
    ),
    "flash full": "found before anything is written",
    "archive missing": "refused, naming the playbook that gives the router one",
    "replace leaves lines behind": (
        "compared again; after two passes the lines that differ are typed from the copy in the"
        " journal, else the router is named"
    ),
    "another host name amid a change": (
        "no line of a plan can rename a router; somebody else's renaming harms nothing"
    ),
    "host name of more than 20 letters": "prompts that IOS cuts are prompts",
    "two routers that share 16 leading letters": (
        "told apart by serial number; one that answers in another's place gets nothing"
    ),
    "terminal 80 columns wide": (
        "refused: echoes of long lines would scroll; lines over 254 letters are never typed"
    ),
    "two inventory names for one router": (
        "refused by address, and by serial number where addresses differ"
    ),
    "wrong host key": "class `hostkey`, no password sent, never tried again",
    "no SSH algorithm in common": "an error of its own that names the extra `legacy-ssh`",
    "`?` in a value": "refused before anything is connected, and again by the session",
    "newline in a value": "refused before anything is connected, and again by the session",
}
