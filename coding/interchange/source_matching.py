"""Transcripts of another program found among ours, or taken in as new ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...study.documents import Document
from ...study.files import write_bytes
from ...study.folder import Study
from ...study.problems import Place, Problem, problem
from ..turn_splitting import split_turns
from ..verdicts import with_role
from .project import Source

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["Matched", "keep_sources", "match_sources", "take_in_sources"]

_TOLD = ("urn", "wave", "role", "project", "language")
_ENDING = re.compile(r"\.(txt|docx?|odt|rtf|pdf|md)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matched:
    """A source and where its words stand here.

    Parameters
    ----------
    source : Source
        As it came.
    name : str
        The transcript here.
    shift : int
        What is added to its offsets: blanks round a text are not always kept.
    status : {'same', 'new', 'held'}
        There already; to be taken in; or refused, because a transcript of that name has other words.
    """

    source: Source
    name: str
    shift: int
    status: str


def match_sources(sources: Iterable[Source], documents: Iterable[Document]) -> list[Matched]:
    """Find each source among the transcripts: by its words, whatever it is called."""
    by_words = {one.text.strip(): one for one in documents}
    names = {one.name for one in by_words.values()}
    found = []
    for source in sources:
        there = by_words.get(source.text.strip())
        name = _ENDING.sub("", source.name.strip()) or "source"
        if there is not None:
            found.append(Matched(source, there.name, _lead(there.text) - _lead(source.text), "same"))
        else:
            status = "held" if name in names or not source.text.strip() else "new"
            found.append(Matched(source, name, 0, status))
            names.add(name)
    return found


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def take_in_sources(
    study: Study, connection: Connection, matched: Iterable[Matched], place: Place
) -> list[Problem]:
    """Store the new ones as transcripts; says what the file told about them and could not be kept."""
    from ...study.store.documents import add_document
    from ...study.store.members import members_frame

    members = set(members_frame(connection)["urn"])
    waves = {wave.name for wave in study.config.occasions}
    wrong: list[Problem] = []
    for one in matched:
        if one.status != "new":
            continue
        told = {key: one.source.facts.get(key) for key in _TOLD}
        for key, known in (("urn", members), ("wave", waves)):
            if told[key] is not None and told[key] not in known:
                wrong.append(problem("FP5120", place, what=key, name=one.name))
                told[key] = None
        text = one.source.text
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        turns = with_role(split_turns(text, study.config.speakers), told["role"])
        add_document(
            connection, turns, name=one.name, version=1, raw_sha256=sha256, text_sha256=sha256, text=text,
            source=place.file or "", **told,
        )  # fmt: skip
    return wrong


def keep_sources(study: Study, matched: Iterable[Matched]) -> None:
    """Keep the words of new ones as they came, beside those of transcripts that were added as files."""
    for one in matched:
        if one.status == "new":
            content = one.source.text.encode()
            name = f"{hashlib.sha256(content).hexdigest()}.txt"
            write_bytes(study.store.root / "raw" / name, content)
