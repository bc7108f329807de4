"""Faults that a router of the lab can be given while it runs.

The table names them; each acts where it belongs (listener, session, store, WAN). A fault stays
until it is cleared, or, with `once`, until it has acted one time. Every fault takes, besides its own
parameters:

    at=TEXT      it sleeps until a line that holds the text is typed, and acts before that line does
    past=TEXT    the same, but the line is still carried out; only its answer meets the fault
    after=N      with at or past: until the Nth such line
    for=SECONDS  router seconds after which it is over
    once=0|1     whether it is over when it has acted
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from nornir_ikev2.errors import UsageError

LOG_LINE = "%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet9, changed state to down"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One entry of the table; `parameters` are the names with their defaults, as text."""

    name: str
    what: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    once: bool = False

    def usage(self) -> str:
        """`name param=default ...`, then what it does."""
        words = [self.name, *(f"{key}={value}" for key, value in self.parameters.items())]
        return f"{' '.join(words)}: {self.what}"


def _kind(name: str, what: str, /, *, once: bool = False, **parameters: str) -> FaultKind:
    return FaultKind(name, what, parameters, once)


_TABLE = (
    _kind("slow-prompt", "the first prompt after login comes late", seconds="12"),
    _kind("slow-auth", "the password is checked late, as by a slow TACACS server", seconds="25"),
    _kind("delay", "each packet takes half of this in each direction", ms="50"),
    _kind("stall", "output stops half way, then goes on", once=True, seconds="25", match="show"),
    _kind("slow-command", "a command answers late", seconds="5", match="show"),
    _kind("unreachable", "packets are lost in both directions; sessions stay open, silent"),
    _kind(
        "cut-while",
        "packets are lost while the running-config holds the text",
        match="crypto ikev2 profile",
    ),
    _kind("ssh-refused", "TCP connections are refused"),
    _kind("vty-exhausted", "connections are accepted and closed: no line is free"),
    _kind("other-host-key", "another host key is shown"),
    _kind("old-ssh", "key exchange with SHA-1 only, as by old images"),
    _kind(
        "banner",
        "a banner before the first prompt",
        text="## maintenance # tonight ##",
        encoding="utf-8",
    ),
    _kind("prompt-changed", "the prompt names another router from now on", text="spare", match=""),
    _kind("no-more-length", "`terminal length 0` is accepted and ignored"),
    _kind("narrow", "`terminal width` is accepted and ignored: long lines scroll in their echo"),
    _kind("drop", "the session dies", once=True),
    _kind("reload", "the router restarts", once=True, seconds="5"),
    _kind(
        "edit",
        "somebody else types configuration lines, separated by `;`",
        once=True,
        lines="interface Loopback77;description typed by somebody else",
    ),
    _kind(
        "other-timer",
        "another user has a rollback timer running",
        once=True,
        user="operator",
        minutes="30",
    ),
    _kind("drop-in-config", "the session dies after so many lines", once=True, after="1"),
    _kind("drop-in-show", "the session dies in the output", once=True, after="7", match="show"),
    _kind("reload-in-config", "the router restarts", once=True, after="1", seconds="5"),
    _kind(
        "syslog-in-output", "a log line and a prompt stand amid output", after="7", text=LOG_LINE
    ),
    _kind("syslog-in-config", "a log line stands between echo and prompt", text=LOG_LINE),
    _kind(
        "refuse-line",
        "configuration lines that hold the text are refused",
        match="",
        reply="% Invalid input detected at '^' marker.",
    ),
    _kind(
        "alter-line",
        "configuration lines that hold the text are stored with another in its place",
        match="",
        becomes="",
    ),
    _kind(
        "say",
        "configuration lines that hold the text are taken, with a message",
        match="crypto ikev2 proposal",
        text="%Warning: weaker encryption algorithm is deprecated",
    ),
    _kind("other-serial", "`show version` shows another serial number", serial="9ZZZZZZZZZZ"),
    _kind("deny-command", "commands that hold the text are not authorized", match="configure"),
    _kind("config-locked", "another session holds the configuration lock", user="operator"),
    _kind("wrong-key", "a pre-shared key is stored as another one"),
    _kind("flash-full", "no byte is left on flash"),
    _kind("nvram-full", "the startup-config can't be written"),
    _kind("replace-leaves-line", "a replace leaves one line behind and says it is done", once=True),
    _kind("replace-aborts", "a rollback stops part-way: `Rollback aborted after 5 passes`"),
    _kind("file-unreadable", "files whose name holds the text can't be read", match="ikev2-"),
    _kind("ping-loss", "every ping is lost"),
    _kind("ike-lost", "IKE packets are lost on the way to and from this router"),
    _kind(
        "half-open", "the answer to IKE_AUTH is lost: this router is READY, its peer has nothing"
    ),
    _kind(
        "skip-algorithm",
        "proposals are used without one algorithm, as by hardware that lacks it",
        name="aes-cbc-256",
    ),
    _kind("hellos-lost", "routing hellos are lost on all interfaces"),
)
KINDS = {kind.name: kind for kind in _TABLE}
ALWAYS = ("at", "past", "after", "for", "once")
"""Parameters that every fault takes."""


@dataclass(slots=True)
class ActiveFault:
    """A fault that is switched on, or asleep until its line comes.

    `seen` counts what it counts (lines, for most). `trigger` is the text it waits for, "" when it is
    awake; `late` whether that line is carried out first, `wait` how many such lines it lets pass.
    `lasts`: router seconds from waking, 0 without end.
    """

    kind: FaultKind
    values: dict[str, str]
    once: bool
    seen: int = 0
    trigger: str = ""
    late: bool = False
    wait: int = 1
    lasts: float = 0.0

    def wakes(self, line: str, *, late: bool) -> bool:
        """Whether this line ends its sleep; counts the lines it waits for."""
        if late != self.late or self.trigger.lower() not in line.lower():
            return False
        self.wait -= 1
        return self.wait <= 0

    def number(self, name: str) -> float:
        """A numeric parameter."""
        return float(self.values[name])

    def concerns(self, line: str) -> bool:
        """Whether the `match` text stands in the line; blanks and case do not matter."""
        return self.values["match"].lower().strip() in line.lower()

    def due(self) -> bool:
        """Count one more line; True from the line on that `after` names."""
        self.seen += 1
        return self.seen >= self.number("after")


def _never(_seconds: float, _callback: Callable[[], None]) -> None:
    """The clock of faults that belong to no router."""


class Faults:
    """The faults of one router.

    Args:
        call_later: calls back after so many router seconds.
    """

    def __init__(self, call_later: Callable[[float, Callable[[], None]], object] = _never) -> None:
        self._active: dict[str, ActiveFault] = {}
        self._asleep: list[ActiveFault] = []
        self._call_later = call_later
        self.on_change: list[Callable[[], None]] = []
        self.on_line: list[Callable[[str], None]] = []

    def set(self, name: str, /, **values: str | float) -> None:
        """Switch a fault on.

        Raises:
            UsageError: no such fault or parameter; the text lists what there is.
        """
        kind = KINDS.get(name)
        if kind is None:
            raise UsageError(f"there is no fault named {name}", cure=listing())
        given = {key: str(value) for key, value in values.items()}
        unknown = sorted(set(given) - set(kind.parameters) - set(ALWAYS))
        if unknown:
            raise UsageError(
                f"fault {name} has no parameter {', '.join(unknown)}", cure=kind.usage()
            )
        _check_numbers(kind, given)
        fault = _made(kind, given)
        if fault.trigger:
            self._asleep.append(fault)
        else:
            self._wake(fault)

    def clear(self, name: str | None = None) -> None:
        """Switch one fault off, or all, those that sleep included."""
        if name is None:
            self._active.clear()
            self._asleep.clear()
        else:
            self._active.pop(name, None)
            self._asleep = [one for one in self._asleep if one.kind.name != name]
        self._changed()

    def typed(self, line: str, *, late: bool = False) -> None:
        """Wake the faults that waited for this line.

        Args:
            line: as typed.
            late: whether it was carried out already.
        """
        for callback in self.on_line if not late else ():
            callback(line)
        for fault in [one for one in self._asleep if one.wakes(line, late=late)]:
            self._asleep.remove(fault)
            self._wake(fault)

    def _wake(self, fault: ActiveFault) -> None:
        self._active[fault.kind.name] = fault
        if fault.lasts:
            self._call_later(fault.lasts, lambda: self._over(fault))
        self._changed()

    def get(self, name: str) -> ActiveFault | None:
        """The fault when it is on."""
        return self._active.get(name)

    def acted(self, fault: ActiveFault) -> None:
        """A fault did its work: one that acts once is over."""
        if fault.once:
            self._over(fault)

    def names(self) -> list[str]:
        """What is on, or asleep."""
        return sorted({*self._active, *(one.kind.name for one in self._asleep)})

    def _over(self, fault: ActiveFault) -> None:
        if self._active.get(fault.kind.name) is fault:
            del self._active[fault.kind.name]
            self._changed()

    def _changed(self) -> None:
        for callback in tuple(self.on_change):
            callback()


def _made(kind: FaultKind, given: dict[str, str]) -> ActiveFault:
    """A fault from what was given, the parameters of all faults taken out."""
    own = {key: value for key, value in given.items() if key in kind.parameters}
    trigger = given.get("at") or given.get("past") or ""
    counts_itself = "after" in kind.parameters
    return ActiveFault(
        kind,
        {**kind.parameters, **own},
        once=given.get("once", "1" if kind.once else "0") not in {"0", "no", "false"},
        trigger=trigger,
        late=not given.get("at"),
        wait=1 if counts_itself else int(float(given.get("after", "1"))),
        lasts=float(given.get("for", "0")),
    )


def _check_numbers(kind: FaultKind, given: Mapping[str, str]) -> None:
    for name in sorted({"seconds", "ms", "after", "for", "minutes"} & set(given)):
        try:
            float(given[name])
        except ValueError:
            message = f"{name} of fault {kind.name} is a number, not {given[name]}"
            raise UsageError(message, cure=kind.usage()) from None


def parse(args: Iterable[str]) -> dict[str, str]:
    """`["after=3", "once=1"]` as a mapping.

    Raises:
        UsageError: an argument without `=`.
    """
    values: dict[str, str] = {}
    for arg in args:
        key, sign, value = arg.partition("=")
        if not sign:
            raise UsageError(f"{arg} is not NAME=VALUE")
        values[key] = value
    return values


def listing() -> str:
    """All faults, one per line, and how to end them."""
    rows = "\n".join(f"  {kind.usage()}" for kind in _TABLE)
    return (
        f"There are:\n{rows}\n  clear [NAME]: switch one or all of them off\n"
        "Each also takes at=TEXT or past=TEXT [after=N] (asleep until such a line is typed, or carried "
        "out), for=SECONDS and once=0|1."
    )
