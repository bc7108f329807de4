"""The one door for steps in `tasks/`, and for drivers and secrets providers from elsewhere.

What is not here may change any day.

A step is a file `tasks/<step>.py` with one function of its name:

    from nornir_ikev2.api import Result, RouterChange, Task

    def greet(task: Task, change: RouterChange) -> Result:
        answer = change.session.show(["show clock"])[0]
        return Result(task.host, result=answer)

Raise an error of this project, or return a failed Result: the change is undone. `docs/extending.md` has
an example of each kind of extension.
"""

from __future__ import annotations

from nornir.core.task import Result, Task

from nornir_ikev2.change.journal.keymarks import understood
from nornir_ikev2.change.keep import confirm, save
from nornir_ikev2.change.locked import read_when_free
from nornir_ikev2.change.prepare import preflight, refuse_failing
from nornir_ikev2.change.router import RouterChange
from nornir_ikev2.change.steps import arm_timer, plan_result, push_section, take_checkpoint
from nornir_ikev2.change.undo import prove, revert
from nornir_ikev2.change.verify import judge
from nornir_ikev2.drivers.hostkeys import HostKey, HostKeyRecord
from nornir_ikev2.drivers.protocol import (
    ConfigLine,
    Driver,
    EncryptedKeys,
    Getters,
    HostKeys,
    KeyResolver,
    LineByLine,
    PendingTimer,
    Permit,
    Ping,
    Reading,
    Renewal,
    RouterFacts,
    RouterPlan,
    Section,
    SectionName,
    Session,
)
from nornir_ikev2.errors import (
    AuthRefused,
    CommandRefused,
    ConnectError,
    DeviceError,
    HostKeyRefused,
    LockedByOther,
    NornirIkev2Error,
    PlanError,
    ReplyTimeout,
    SessionLost,
    UndoError,
    VerifyError,
)
from nornir_ikev2.explain.inquiry import Inquiry, conclusion
from nornir_ikev2.explain.inquiry import read_evidence as gather_evidence
from nornir_ikev2.explain.model import Cause, Explained, TunnelExplained
from nornir_ikev2.ike.model import IkeConfig, Release
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn, SecretRef
from nornir_ikev2.secrets.provider import ProviderFactory, SecretProvider, SecretsError

__all__ = [
    "AuthRefused",
    "Cause",
    "CommandRefused",
    "ConfigLine",
    "ConnectError",
    "DeviceError",
    "Driver",
    "EncryptedKeys",
    "Explained",
    "Getters",
    "HostKey",
    "HostKeyRecord",
    "HostKeyRefused",
    "HostKeys",
    "IkeConfig",
    "Inquiry",
    "KeyResolver",
    "LineByLine",
    "LockedByOther",
    "NornirIkev2Error",
    "Peer",
    "PendingTimer",
    "Permit",
    "Ping",
    "PlanError",
    "ProviderFactory",
    "Reading",
    "Release",
    "Renewal",
    "ReplyTimeout",
    "Result",
    "RouterChange",
    "RouterFacts",
    "RouterIntent",
    "RouterPlan",
    "RouterVpn",
    "SecretProvider",
    "SecretRef",
    "SecretsError",
    "Section",
    "SectionName",
    "Session",
    "SessionLost",
    "Task",
    "TunnelExplained",
    "UndoError",
    "VerifyError",
    "arm_timer",
    "conclusion",
    "confirm",
    "gather_evidence",
    "judge",
    "plan_result",
    "preflight",
    "prove",
    "push_section",
    "read_when_free",
    "refuse_failing",
    "revert",
    "save",
    "take_checkpoint",
    "understood",
]
