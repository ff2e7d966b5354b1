"""The tables as they stand after the newest migration.

Dates and moments are ISO 8601 text; JSON is text.  Rows of ``events``, ``deliveries``, ``wave_versions``,
``problems``, ``decisions``, ``panel_files``, ``coding_events``, ``weight_versions`` and ``erasures`` are only
ever added, but for what a member takes back: `erasure` deletes it, and a row of ``erasures`` stands in its
place.  A test compares these definitions with what the migrations make.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

__all__ = [
    "coding_events", "codings", "decisions", "deliveries", "documents", "erasures", "events", "member_facts",
    "member_weights", "members", "metadata", "panel_files", "problems", "turns", "wave_versions",
    "weight_versions",
]  # fmt: skip

metadata = MetaData()

members = Table(
    "members", metadata,
    Column("urn", Text, primary_key=True),
    Column("family", Text),
    Column("cohort", Text, nullable=False),
    Column("project", Text),
    Column("referral_date", Text),
    Column("source", Text, nullable=False),
    Column("enrolled_at", Text, nullable=False),
)  # fmt: skip

member_facts = Table(
    "member_facts", metadata,
    Column("urn", Text, ForeignKey("members.urn"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", Integer, primary_key=True),
    Column("urn", Text, ForeignKey("members.urn"), nullable=False),
    Column("wave", Text),
    Column("on_date", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", Text),
    Column("source", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Index("events_by_urn", "urn", "wave"),
)  # fmt: skip

deliveries = Table(
    "deliveries", metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("agency", Text),
    Column("received_at", Text, nullable=False),
    Column("rows_in", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    Column("round", Integer, nullable=False),
    UniqueConstraint("sha256", "wave", "round"),
)  # fmt: skip

wave_versions = Table(
    "wave_versions", metadata,
    Column("wave", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("cells_sha256", Text, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("delivery", Integer, ForeignKey("deliveries.id"), nullable=False),
    Column("created_at", Text, nullable=False),
)  # fmt: skip

problems = Table(
    "problems", metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", Integer, ForeignKey("deliveries.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("row", Integer),
    Column("urn", Text),
    Column("variable", Text),
    Column("message", Text, nullable=False),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("problem", Integer, ForeignKey("problems.id"), nullable=False),
    Column("wave", Text, nullable=False),
    Column("row", Integer),
    Column("urn", Text),
    Column("variable", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Index("decisions_by_wave", "wave", "urn"),
)  # fmt: skip

panel_files = Table(
    "panel_files", metadata,
    Column("id", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("facts", Text, nullable=False),
    Column("built_at", Text, nullable=False),
)  # fmt: skip

documents = Table(
    "documents", metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("raw_sha256", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("urn", Text),
    Column("wave", Text),
    Column("role", Text),
    Column("project", Text),
    Column("language", Text),
    Column("source", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    UniqueConstraint("name", "version"),
)  # fmt: skip

turns = Table(
    "turns", metadata,
    Column("document", Integer, ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("speaker", Text),
    Column("role", Text),
)  # fmt: skip

codings = Table(
    "codings", metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("superseded_at", Text),
    Column("superseded_by", Text),
    Column("uid", Text, unique=True),
    Column("settled_by", Text),
    Column("decided", Integer, nullable=False, default=0),
    Index("codings_by_document", "document", "start"),
)  # fmt: skip

coding_events = Table(
    "coding_events", metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("payload", Text),
    Column("payload_sha256", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("own", Integer, nullable=False),
    Index("coding_events_by_action", "action", "number"),
    Index("coding_events_by_number", "number"),
    Index("coding_events_by_coder", "coder", "number"),
    Index("coding_events_by_writer", "own", "id"),
)  # fmt: skip

erasures = Table(
    "erasures", metadata,
    Column("id", Integer, primary_key=True),
    Column("urn", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("erased_at", Text, nullable=False),
)  # fmt: skip

weight_versions = Table(
    "weight_versions", metadata,
    Column("wave", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("method", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)  # fmt: skip

member_weights = Table(
    "member_weights", metadata,
    Column("wave", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("urn", Text, ForeignKey("members.urn"), primary_key=True),
    Column("weight", Text, nullable=False),
)  # fmt: skip
