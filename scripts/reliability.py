"""Fill the tables of docs/reliability.md from the reports of test runs.

reliability.py DOCUMENT.md JUNIT.xml...
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

CHANGE = ("fault", "mode", "exit", "outcome", "holds", "evidence")
SESSION = ("row", "does", "evidence")
HEADS = {
    "change": ("fault", "mode", "exit", "outcome", "what the routers hold", "evidence"),
    "session": ("fault of a session", "what happens", "evidence"),
}


def properties(report: Path) -> Iterable[dict[str, str]]:
    """What each passed test recorded, row by row.

    Raises:
        SystemExit: a test did not pass.
    """
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own pytest wrote it
        bad = [kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None]
        if bad:
            sys.exit(f"{case.get('name')}: {bad[0]}; the tables stay as they are")
        found: dict[str, str] = {}
        for one in case.iterfind("properties/property"):
            if one.get("name") == "row" and found:  # a test may show more than one row
                yield found
                found = {}
            found[str(one.get("name"))] = str(one.get("value"))
        yield found


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def put(text: str, name: str, filling: str) -> str:
    """Replace what stands between the marks of a table."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{filling}\n{end}{after}"


def main() -> None:
    """Read the reports, write the document."""
    document, *reports = map(Path, sys.argv[1:])
    recorded = [one for report in reports for one in properties(report)]
    change = [[one[key] for key in CHANGE] for one in recorded if "fault" in one]
    session = {one["row"]: [one[key] for key in SESSION] for one in recorded if "row" in one}
    text = document.read_text(encoding="utf-8")
    text = put(text, "change", table(HEADS["change"], sorted(change)))
    text = put(text, "session", table(HEADS["session"], [session[row] for row in sorted(session)]))
    document.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{document}: {len(change)} faults of a change, {len(session)} of a session\n")


if __name__ == "__main__":
    main()
