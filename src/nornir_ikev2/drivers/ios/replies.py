"""Is an answer an error? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nornir_ikev2.drivers.ios.patterns import BENIGN, CARET, ERROR, LOG, NOTICE, PROMPT


def without_noise(lines: Iterable[str]) -> list[str]:
    """Drop log lines, timer notices, bare prompts and empty lines."""
    return [
        line
        for line in lines
        if line.strip()
        and not LOG.search(line)
        and not NOTICE.search(line)
        and not PROMPT.fullmatch(line)
    ]


def _undisturbed(lines: Sequence[str]) -> Iterator[str]:
    """Lines as they may have been before a log message cut them in two, or a prompt came before them."""
    before, noise = "", False
    for line in lines:
        if LOG.search(line) or NOTICE.search(line):
            noise = True
        elif line:
            prompt = PROMPT.match(line)
            bare = line[prompt.end("end") :] if prompt else line
            yield bare
            if noise and before:
                yield from (before + line, before + bare)
                bare = before + bare
            before, noise = bare, False


def refusal(lines: Iterable[str]) -> str:
    """The words of the router when it refused a line, "" when it did not.

    Any other `%` message that is not known to be harmless counts as a refusal: the wording of some
    in-use refusals differs by release.
    """
    said = list(lines)
    kept = without_noise(said)
    for line in [*kept, *_undisturbed(said)]:
        if BENIGN.search(line):
            continue
        if ERROR.search(line) or line.lstrip().startswith("%"):
            return "\n".join(one.rstrip() for one in kept if not CARET.match(one)).strip()
    return ""
