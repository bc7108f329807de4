"""Make an output of a router plain: no prompts, no log lines, no escapes, no indentation.

Indentation goes because it carries no meaning in the outputs we read, differs between releases, and is
lost in many saved outputs. Blanks inside a line stay: the templates split at any number of them.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][0-9A-B]")
_INDENT = re.compile(r"\n[ \t]+")
_CONTINUED = re.compile(r"[ \t]*\n(?=, )")
_LOG = re.compile(
    r"^\*?\.?(?:[\w:.,* ]{0,50}: )?%[A-Z][A-Z0-9_]+(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: .*\n",
    re.MULTILINE,
)
_PROMPT = re.compile(
    r"^[A-Za-z0-9][\w.-]{0,62}(?:\([\w-]+\))?[#>][ ]*(?:(?:do )?sh[a-z]* .*)?$", re.MULTILINE
)
_ECHO = re.compile(r"\A\s*(?:do )?sho?w? [^\n]*\n")
_NOISE = re.compile(
    r"^(?:Load for five secs: .*|Time source is .*|--More--[ \x08]*)$", re.MULTILINE
)


def clean(output: str) -> str:
    """Return the lines of an output that carry values, each after a newline, without indentation.

    Returns "" if there are none.
    """
    text = output.replace("\r\n", "\n").replace("\r", "")
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    for blank in ("\t", "\xa0"):
        if blank in text:
            text = text.replace(blank, " ")
    text = _INDENT.sub("\n", "\n" + text + "\n")
    if "\n, " in text:
        text = _CONTINUED.sub("", text)
    if "%" in text:
        text = _LOG.sub("", text)
    text = _ECHO.sub("", text)
    if "#" in text or ">" in text:
        text = _PROMPT.sub("", text)
    if "Load for" in text or "Time source" in text or "--More--" in text:
        text = _NOISE.sub("", text)
    text = text.strip("\n ")
    return f"\n{text}" if text else ""
