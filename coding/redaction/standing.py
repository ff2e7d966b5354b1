"""How far the redaction of each transcript is: what was found, what was proposed, what is signed off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...study.documents import Document
from ...study.folder import Study
from ..disclosure import Found
from ..events.placing import named
from ..matrices.cases import CaseMap, case_map
from ..watched_words import watch_of
from .findings import findings
from .proposals import Proposal, proposals

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["PROPOSED", "SIGNED", "Work", "chosen_documents", "read_work", "work_of"]

SIGNED, PROPOSED, OPEN = "signed off", "proposed", "new findings"
TWICE, NONE = "proposed twice", "not proposed"


@dataclass(frozen=True)
class Work:
    """The transcripts, what was found in each, and what stands for each."""

    known: CaseMap
    found: Mapping[str, list[Found]]
    stands: Mapping[str, Proposal]

    def open(self, name: str) -> list[Found]:
        """Give what was found and is not decided."""
        return [one for one in self.found[name] if not self.stands[name].settles(one.start, one.end)]

    def status(self, name: str) -> str:
        """Say how far a transcript is."""
        stands = self.stands[name]
        if not stands.events:
            return NONE
        if len(stands.events) > 1:
            return TWICE
        return OPEN if self.open(name) else SIGNED if stands.signed else PROPOSED

    def family(self, name: str) -> list[Document]:
        """Give the transcripts of the family of one."""
        case = self.known.case_of[name]
        return [one for other, one in self.known.documents.items() if self.known.case_of[other] == case]


def work_of(study: Study, connection: Connection, coder: str | None) -> Work:
    """Gather what was found and proposed in the transcripts that may be used."""
    from ...study.store.members import members_frame

    known = case_map(study, coder)
    watched = watch_of(study, known.documents.values())
    urns = set(members_frame(connection)["urn"]) | {one.urn or "" for one in known.documents.values()}
    found = {name: findings(one, watched, urns) for name, one in known.documents.items()}
    return Work(known, found, proposals(connection, known.documents.values()))


def read_work(study: Study, coder: str | None) -> Work:
    """Gather it without writing anything; see `work_of`."""
    with study.store.reading() as connection:
        return work_of(study, connection, coder)


def chosen_documents(work: Work, document: str | None) -> list[Document]:
    """Give one transcript by its name (FP5012 if there is none), or all."""
    documents = work.known.documents
    return list(documents.values()) if document is None else [named(documents, document)]
