"""The configuration archive: numbered copies of the running-config on flash.

Texts: Cisco IOS configuration fundamentals, and the captures of `show archive`.
"""

from __future__ import annotations

from datetime import datetime

from nornir_ikev2.lab.contracts import Call, ExecCommand, Node
from nornir_ikev2.lab.files import difference
from nornir_ikev2.lab.files.flash import NoSpaceError
from nornir_ikev2.lab.files.machine import Machine, machine
from nornir_ikev2.lab.files.paths import Location, locate, read, system

DEFAULT_MAXIMUM = 10
NOT_ENABLED = " Archive feature not enabled"
SLOT_WIDTH = 8


class Archive:
    """The copies made since boot."""

    def __init__(self, router: Machine) -> None:
        self._router = router
        self.copies: list[str] = []
        self._next = 0

    @property
    def path(self) -> str | None:
        """The configured `path`, `$h` filled in; None while the archive is off."""
        value = self._setting("path ")
        return value.replace("$h", self._router.hostname) if value else None

    @property
    def maximum(self) -> int:
        """Copies kept, 1 to 14."""
        return int(self._setting("maximum ") or DEFAULT_MAXIMUM)

    @property
    def on_write(self) -> bool:
        """Whether `write memory` also makes a copy."""
        section = self._router.config.root.find("archive")
        return bool(section and section.find("write-memory"))

    def next_name(self, moment: datetime) -> str:
        """Name of the next copy: `<path>-Nov-24-02-10-11.517-3`; one-digit days give `--`."""
        day = f"{moment.day:2d}".replace(" ", "-")
        millis = moment.microsecond // 1000
        return f"{self.path}-{moment:%b}-{day}-{moment:%H-%M-%S}.{millis:03d}-{self._next}"

    def save(self) -> str:
        """Make a copy and return its URL.

        Raises:
            NoSpaceError: flash is full, or the path names no file system.
        """
        url = self.next_name(self._router.clock.now())
        place = locate(self._router, url)
        files = system(self._router, place)
        if files is None:
            raise NoSpaceError(url)
        files.write(place.name, self._router.running_text().encode())
        self._next += 1
        self.copies.append(url)
        while len(self.copies) > self.maximum:
            old = locate(self._router, self.copies.pop(0))
            files.remove(old.name)
        return url

    def _setting(self, keyword: str) -> str | None:
        section = self._router.config.root.find("archive")
        if section is None:
            return None
        line = next(section.starting(keyword), None)
        return line.text.removeprefix(keyword).strip() if line else None


def on_save(router: Machine) -> None:
    """Copy into the archive after `write memory`, when so configured."""
    if router.archive.path and router.archive.on_write:
        try:
            router.archive.save()
        except NoSpaceError:
            router.log.add("%ARCHIVE-3-NOSPACE: could not save the running configuration")


def archive_config(call: Call) -> str:
    """`archive config`."""
    router = machine(call)
    if router.archive.path is None:
        return f"{NOT_ENABLED}\n% Error caught by command handler"
    try:
        router.archive.save()
    except NoSpaceError:
        return f"%Error opening {router.archive.path} (No space left on device)"
    return ""


def show_archive(call: Call) -> str:
    """`show archive`."""
    router = machine(call)
    archive = router.archive
    if archive.path is None:
        return NOT_ENABLED
    count = len(archive.copies)
    rows = [f"The maximum archive configurations allowed is {archive.maximum}."]
    if count:
        rows.append(f"There are currently {count} archive configurations saved.")
    rows.append(f"The next archive file will be named {archive.next_name(router.clock.now())}")
    rows.append(" Archive #  Name")
    for slot in range(1, archive.maximum + 1):
        name = archive.copies[slot - 1] if slot <= count else ""
        recent = " <- Most Recent" if slot == count else ""
        rows.append(f"   {slot:<{SLOT_WIDTH}} {name}{recent}".rstrip())
    return "\n".join(rows)


def tree(router: Machine, text: str) -> Node:
    """A configuration text as this router would hold it."""
    config = router.blank()
    config.load(text)
    return config.root


def differences(call: Call) -> str:
    """`show archive config differences [A [B] [ignorecase]]`."""
    router = machine(call)
    first = locate(router, call.args.get("first", "running-config"))
    second = locate(router, call.args["second"]) if "second" in call.args else None
    if second is None:
        given = "first" in call.args
        first, second = _defaults(first, given=given)
    trees: list[Node] = []
    for place in (first, second):
        text = read(router, place)
        if text is None:
            return f"Error: Could not open file {place.url} for reading"
        trees.append(router.config.root if place.is_running else tree(router, text))
    return "\n".join(difference.contextual(*trees))


def _defaults(first: Location, *, given: bool) -> tuple[Location, Location]:
    """One file is compared with the running-config; none: running with startup."""
    running, startup = Location("system", "running-config"), Location("nvram", "startup-config")
    return (first, running) if given else (running, startup)


def incremental(call: Call) -> str:
    """`show archive config incremental-diffs FILE [ignorecase]`: what a merge would change."""
    router = machine(call)
    place = locate(router, call.args["file"])
    text = read(router, place)
    if text is None:
        return f"Error: Could not open file {place.url} for reading"
    lines = merge_changes(router, text)
    tail = [] if lines else ["!No changes were found"]
    return "\n".join(("!List of Commands:", *lines, "end", *tail))


def merge_changes(router: Machine, text: str) -> list[str]:
    """The lines of `text` that would change the running-config, with the lines they stand under."""
    trial = router.blank()
    trial.load(router.running_text())
    shown: list[str] = []
    context: list[str] = []
    for line in text.splitlines():
        if line.strip() == "end":
            break
        depth = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.strip().startswith("!"):
            continue
        context = [*(above for above in context if _depth(above) < depth), line]
        before = trial.version
        replies = trial.apply(context)
        if trial.version != before or any(reply.refused for reply in replies[-1:]):
            shown.extend(above for above in context if above not in shown[-len(context) :])
    return shown


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


COMMANDS = (
    ExecCommand("archive config", archive_config, {"archive": "manage archive files"}),
    ExecCommand("show archive", show_archive, {"archive": "Archive functions"}),
    ExecCommand(
        "show archive config differences [<first:URL>] [<second:URL>] [ignorecase]", differences
    ),
    ExecCommand("show archive config incremental-diffs <file:URL> [ignorecase]", incremental),
)
