"""Every place where a member appears, and what becomes of it when something is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..study.files import sha256_of
from ..study.folder import Study
from ..study.named_files import files_naming
from ..study.store.contacts import read_routes
from ..study.store.panel_files import all_panel_files
from ..study.store.search import files_with
from ..study.store.traces import (
    backups_with,
    deliveries_with,
    raw_files,
    raw_of_documents,
    table_traces,
    versions_naming,
    wave_files_with,
    written_in,
)

__all__ = ["ERASING", "Files", "Places", "found_places"]

ERASING = ("answers", "everything")
_PROGRAMS = (".R", ".do", ".sps")
"""Written beside panel files; no answer stands in them."""

_HASH, _SHORT = 64, 12
_ORIGINALS = ("deliveries", "transcripts")


class Files(NamedTuple):
    """Files that name a member, by what they are."""

    delivered: tuple[Path, ...] = ()
    """As delivered, and copies of them in the study folder: the member's row stands among those of others."""
    transcripts: tuple[Path, ...] = ()
    """Transcripts of this member alone, and copies of them."""
    backups: tuple[Path, ...] = ()
    personal: tuple[Path, ...] = ()
    """In ``out/``, named after the member: made for this member alone."""
    made: tuple[Path, ...] = ()
    """Others in ``out/``."""
    other: tuple[Path, ...] = ()
    unseen: tuple[Path, ...] = ()
    """Of which nobody can tell by looking, because their content is packed."""
    said: tuple[Path, ...] = ()
    """The index of what was said, where it holds the member's words; the next search makes it anew."""


@dataclass(frozen=True)
class Places:
    """Where a member was found, before anything was changed."""

    root: Path
    tables: Mapping[str, int]
    ledger: int
    waves: Mapping[str, int]
    versions: Mapping[str, list[str]]
    files: Files
    built: tuple[str, ...]
    """Names of the panel files that were ever built, wherever they are now."""
    routes: int

    def deleted(self, scope: str, delivered: bool) -> tuple[Path, ...]:
        """Give the files that are deleted with a scope."""
        found = self.files
        gone = found.personal
        if scope in ERASING:
            gone += found.transcripts + found.backups + found.said + found.made
            gone += found.delivered if delivered else ()
        return gone

    def to_do(self, scope: str, delivered: bool) -> bool:
        """Say whether anything is there that goes with a scope."""
        held = scope in ERASING and bool(self.waves or self.tables.get("documents"))
        known = scope == "everything" and bool(self.tables.get("member_facts"))
        return held or known or bool(self.routes or self.deleted(scope, delivered))

    def shown(self, path: Path) -> str:
        """Name a file as people in the study folder would; of a hash the beginning is enough to find it."""
        shown = path.relative_to(self.root)
        stem = path.stem if len(path.stem) < _HASH else path.stem[:_SHORT] + "..."
        return shown.with_name(stem + path.suffix).as_posix()


def found_places(study: Study, urn: str) -> Places:
    """Look everywhere for a member."""
    store = study.store
    waves = wave_files_with(store, urn)
    with store.reading() as connection:
        tables, ledger = table_traces(connection, urn), len(written_in(connection, urn))
        versions = versions_naming(connection, waves)
        hashes = {sha256 for sha256, _ in deliveries_with(connection, store, urn)}
        spoken = raw_of_documents(connection, urn)
        names = {one["file_name"] for one in all_panel_files(connection)}
        said = tuple(files_with(connection, store, urn))
    routes = len(read_routes(study.contacts).get(urn, ()))
    files = _files(study, urn, hashes, spoken)._replace(said=said)
    built = tuple(sorted(name for name in names if hashes and not name.endswith(_PROGRAMS)))
    return Places(study.root, tables, ledger, waves, versions, files, built, routes)


def _files(study: Study, urn: str, delivered: set[str], spoken: set[str]) -> Files:
    store, out = study.store, study.out
    named, copies = files_naming(study, urn), list(_originals(study))
    as_delivered = (*raw_files(store, delivered), *_of(copies, delivered))
    transcripts = (*raw_files(store, spoken), *_of(copies, spoken))
    made = tuple(path for path in named.found if path.is_relative_to(out))
    personal = tuple(path for path in made if path.is_relative_to(out / "packs") and urn in path.name)
    known = {*as_delivered, *transcripts, *made}
    return Files(
        as_delivered, transcripts, tuple(backups_with(store, urn)), personal,
        tuple(path for path in made if path not in personal),
        tuple(path for path in named.found if path not in known),
        tuple(path for path in named.unseen if path not in known),
    )  # fmt: skip


def _originals(study: Study) -> Iterator[tuple[Path, str]]:
    """Give the files people keep of what was delivered, with their hashes."""
    for name in _ORIGINALS:
        for path in sorted((study.root / name).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, sha256_of(path)


def _of(copies: Iterable[tuple[Path, str]], hashes: set[str]) -> tuple[Path, ...]:
    return tuple(path for path, sha256 in copies if sha256 in hashes)
