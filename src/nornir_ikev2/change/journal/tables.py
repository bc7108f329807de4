"""The journal's tables (SQLAlchemy Core), for SQLite and PostgreSQL. No column holds a secret in clear.

Times are seconds since 1970 (UTC). Release 0.1.0 had schema 1: `runs` to `decisions`. What came later are
tables of their own, so that its journals open as they are.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

VERSION: Final = 2
"""Of the schema."""

metadata = MetaData()

schema = Table("schema", metadata, Column("version", Integer, primary_key=True))
"""One row: the schema of this journal. A journal of 0.1.0 has none."""

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("playbook", String(80), nullable=False),
    Column("options", Text, nullable=False),
    Column("user", String(80), nullable=False),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", String(40), nullable=False),
    Column("started", Float, nullable=False),
    Column("ended", Float),
    Column("outcome", String(20)),
    Column("report", Text),
)
"""`report` is the JSON of `run --json`."""

routers = Table(
    "routers",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("router", String(255), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("error", Text),
)
"""The last state recorded; see `states` for what it promises."""

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String(40), ForeignKey("runs.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("router", String(255), nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
)
"""All that happened, in order: kind is `phase`, `state`, `failure`, `decision` or `note`."""

steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String(40), ForeignKey("runs.id"), nullable=False, index=True),
    Column("router", String(255), nullable=False),
    Column("phase", String(20), nullable=False),
    Column("step", String(80), nullable=False),
    Column("began", Float, nullable=False),
    Column("ended", Float, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("router", String(255), primary_key=True),
    Column("file", String(255), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""`file` on the router; `sealed` is the running-config before the change, see `vault`."""

key_marks = Table(
    "key_marks",
    metadata,
    Column("router", String(255), primary_key=True),
    Column("secret", String(400), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("stored", String(64), nullable=False),
    Column("run", String(40), ForeignKey("runs.id"), nullable=False),
)
"""Keyed fingerprints of a key and of the encrypted text a router shows for it; see `keymarks`."""

decisions = Table(
    "decisions",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("decision", String(10), nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False, default=""),
)
"""`keep` or `undo` for a whole run, the first one decided. No row means undo."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("router", String(255), primary_key=True),
    Column("decision", String(10), nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False, default=""),
)
"""`keep` or `undo` for each router, written for all routers of a decision at once. No row means undo.

Only recovery turns a `keep` into an `undo`, for all routers of a decision at once.
"""

plans = Table(
    "plans",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("router", String(255), primary_key=True),
    Column("before", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""What recovery needs to finish a router: `before` is the keyed digest of the checkpoint, `sealed` holds
the intent, its keys and the configuration intended; see `blueprint`."""

intents = Table(
    "intents",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""The tunnels of a run, sealed."""

timers = Table(
    "timers",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("router", String(255), primary_key=True),
    Column("minutes", Integer, nullable=False),
    Column("until", Float, nullable=False),
)
"""Dead-man timers: `minutes` on the router's clock, over at `until` on ours; written before they start."""

acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String(40), ForeignKey("runs.id"), nullable=False, index=True),
    Column("router", String(255), nullable=False),
    Column("at", Float, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
"""Whatever is about to be typed into a router and is no mere question: masked lines, one window per row."""

leases = Table(
    "leases",
    metadata,
    Column("router", String(255), primary_key=True),
    Column("run", String(40), nullable=False),
    Column("user", String(80), nullable=False),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process", String(255), nullable=False),
    Column("since", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("fence", Integer, nullable=False),
)
"""Who may write to a router until when (the database's clock). Rows stay, so that `fence` only ever grows.

`process` tells a process from all others of all machines, see `holder`.
"""
