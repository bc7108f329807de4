"""Write what an account needs into SECURITY.md, from the driver's own tables: account_commands.py [--check].

Run by `scripts/account-commands`. With `--check` nothing is written; exit code 1: it is out of step.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from nornir_ikev2.drivers.ios.commands import TABLE, Command
from nornir_ikev2.drivers.ios.grammar import openers

FILE = Path(__file__).resolve().parents[1] / "SECURITY.md"
BEGIN, END = "<!-- account-commands: begin -->\n", "<!-- account-commands: end -->\n"
STAGES = {
    "login": "login",
    "read": "read",
    "checkpoint": "checkpoint",
    "change": "change",
    "verify": "verify",
    "explain": "explain-tunnels",
    "keep": "keep",
    "undo": "undo",
    "steps": "steps of your own",
}
ARGUMENTS = {
    "{checkpoint}": "[a-z0-9-]+:/?ikev2-[A-Za-z0-9._-]+",
    "{address}": "[0-9.]+",
    "{minutes}": "[0-9]+",
    "{count}": "[0-9]+",
    "{words}": ".*",
}
"""Places of a form as TACACS+ servers match them: POSIX regular expressions."""


def table() -> str:
    """Every exec command, in the order of a change."""
    rows = ["| when | command | what for |", "|---|---|---|"]
    rows += [f"| {STAGES[one.stage]} | `{_shown(one.form)}` | {one.why} |" for one in TABLE]
    return "\n".join(rows)


def tacacs() -> str:
    """The same as a command set of `tac_plus`; nothing else is permitted."""
    by_word: dict[str, list[str]] = {}
    for one in TABLE:
        if one.stage == "steps":
            continue
        word, _, rest = one.form.partition(" ")
        by_word.setdefault(word, []).append(_pattern(rest))
    lines = ["group = nornir-ikev2 {", "    default service = deny"]
    lines.append("    service = exec { priv-lvl = 15 }")
    for word, patterns in by_word.items():
        lines.append(f"    cmd = {word} {{")
        lines += [f'        permit "^{one}( ?<cr>)?$"' for one in patterns]
        lines.append("    }")
    return "\n".join([*lines, "}"])


def view() -> str:
    """The same as a parser view of IOS, as far as a view can say it."""
    lines = ["parser view NORNIR-IKEV2", " secret <secret>"]
    lines += [f" commands exec include {_literal(one)}" for one in _distinct()]
    lines += [f" commands configure include all {words}" for words in openers()]
    return "\n".join(lines)


def section() -> str:
    """What stands between the markers."""
    return (
        f"{BEGIN}{table()}\n\n"
        "In configuration mode it types lines that begin with "
        f"{', '.join(f'`{one}`' for one in openers())}, and `no` in front of them.\n\n"
        "What steps of your own look at is not in the lists that follow; add it where you have some.\n\n"
        f"As a command set of a TACACS+ server (`tac_plus` syntax):\n\n```\n{tacacs()}\n```\n\n"
        f"As a parser view:\n\n```\n{view()}\n```\n{END}"
    )


def _distinct() -> list[Command]:
    """Rows that differ in what a view can tell apart; `end` is there without being listed."""
    found: dict[str, Command] = {}
    for one in TABLE:
        if one.stage != "steps" and one.form != "end":
            found.setdefault(_literal(one), one)
    return list(found.values())


def _literal(one: Command) -> str:
    """The words of a command before its first value."""
    return one.form.split(" {")[0]


def _shown(form: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: match[1].upper(), form)


def _pattern(rest: str) -> str:
    for place, pattern in ARGUMENTS.items():
        rest = rest.replace(place, pattern)
    return rest


def main(arguments: list[str]) -> int:
    """Compare or write; return the exit code."""
    text = FILE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    wanted = f"{head}{section()}{tail}"
    if "--check" in arguments:
        if text != wanted:
            print("SECURITY.md is out of step; run scripts/account-commands", file=sys.stderr)
        return int(text != wanted)
    FILE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
