"""The journal's tables (SQLAlchemy Core), for SQLite and PostgreSQL. No column holds a secret in clear."""

from __future__ import annotations

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

metadata = MetaData()

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
"""`started` and `ended` in seconds since 1970 (UTC); `report` is the JSON of `run --json`."""

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

decisions = Table(
    "decisions",
    metadata,
    Column("run", String(40), ForeignKey("runs.id"), primary_key=True),
    Column("decision", String(10), nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False, default=""),
)
"""`keep` or `undo`. No row means undo."""
