"""A study's codings as a `Project`, and `write_qdpx`: what may be seen of the study, for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ...study.coding_events import CodingEvent
from ...study.documents import Coding, Document
from ...study.folder import Study
from ..codebook import Codebook, QualitativeCode, read_codebook
from ..corpus import stored_documents
from ..events.remarks import shown_memos
from ..visibility import shown_codings
from .project import AppliedCode, Note, Project, ProjectCode, Selection, Source, User, guid_for
from .qdpx_writing import write_qdpx_file

__all__ = ["project_of", "write_qdpx"]

_FACTS = ("urn", "wave", "role", "project", "language")
_OURS = ("include", "exclude", "example")
_Notes = Callable[..., tuple[Note, ...]]


def write_qdpx(study: Study, path: Path | str) -> None:
    """Write transcripts, codebook, codings and memos as a REFI-QDA project (.qdpx).

    Parameters
    ----------
    study : Study
        The study.
    path : Path or str
        Where to; wholly or not at all, and the same bytes for the same study.

    Raises
    ------
    ProblemError
        FP1025 if it cannot be written.

    Notes
    -----
    What is being coded blind is left out, and so are interviews whose member took back consent.
    """
    write_qdpx_file(project_of(study), path)


def project_of(study: Study, coder: str | None = None, *, labels: bool = True) -> Project:
    """Gather what `coder` may see as a project; codes are named by their labels, or by their names."""
    book, codings, documents = (
        read_codebook(study.codebook),
        shown_codings(study, coder),
        stored_documents(study),
    )
    memos = _placed(shown_memos(study, coder), {one.uid for one in codings}, documents)
    coders = sorted({one.coder for one in codings} | {event.coder for event in memos})
    notes = _notes_by(memos)
    return Project(
        study.config.title,
        users=tuple(User(guid_for("user", name), name) for name in coders),
        codes=_codes(book, _used(codings, memos), notes, labels),
        sources=tuple(_source(document, codings, memos, notes) for document in documents),
    )


def _placed(
    memos: Iterable[CodingEvent], codings: set[str], documents: Iterable[Document]
) -> list[CodingEvent]:
    """Let memos be about the passage, or the transcript, whose coding is no more: taken back, or settled."""
    texts = {document.name: document.text_sha256 for document in documents}
    found = []
    for event in memos:
        on = dict((event.payload or {})["on"])
        if "coding" in on and on["coding"] not in codings:
            stays = on.get("text") == texts.get(on["document"])
            on = {key: on[key] for key in ("document", *(("start", "end") if stays else ()))}
        found.append(replace(event, payload={**(event.payload or {}), "on": on}))
    return found


def _used(codings: Iterable[Coding], memos: Iterable[CodingEvent]) -> set[str]:
    """Name the codes that something is about, whether the codebook has them or not."""
    told = (event.payload["on"] for event in memos if event.payload is not None)
    return {one.code for one in codings} | {on["code"] for on in told if "code" in on}


def _notes_by(memos: Iterable[CodingEvent]) -> _Notes:
    """Find memos by what they are about: the same keys with the same values, and no others of place."""
    found: dict[tuple[tuple[str, object], ...], list[Note]] = defaultdict(list)
    for event in memos:
        told = event.payload or {}
        note = Note(
            guid_for("memo", event.hash), "memo", told["text"], guid_for("user", event.coder), event.at
        )
        found[_key(told["on"])].append(note)
    return lambda **on: tuple(found.get(_key(on), ()))


def _key(on: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """Tell what a memo is about; a coding is enough by itself."""
    wanted = ("coding",) if "coding" in on else ("document", "start", "end", "code")
    return tuple((key, on[key]) for key in wanted if on.get(key) is not None)


def _codes(book: Codebook, used: set[str], notes: _Notes, labels: bool) -> tuple[ProjectCode, ...]:
    unknown = sorted(used - {code.name for code in book.codes})
    bare = [QualitativeCode(name, name, "") for name in unknown]

    def below(parent: str) -> tuple[ProjectCode, ...]:
        return tuple(code(one) for one in (*book.codes, *bare) if one.parent == parent)

    def code(one: QualitativeCode) -> ProjectCode:
        extra = {key: text for key in _OURS if (text := getattr(one, key))} | {"name": one.name}
        return ProjectCode(
            guid_for("code", one.name), one.label if labels else one.name, one.colour, one.definition, True,
            below(one.name), notes(code=one.name), extra,
        )  # fmt: skip

    return below("")


def _source(
    document: Document, codings: Iterable[Coding], memos: Iterable[CodingEvent], notes: _Notes
) -> Source:
    places: dict[tuple[int, int], list[Coding]] = defaultdict(list)
    for one in codings:
        if one.document == document.name:
            places[one.start, one.end].append(one)
    for event in memos:
        on = (event.payload or {})["on"]
        if on.get("document") == document.name and "start" in on and "coding" not in on:
            places[on["start"], on["end"]] += []
    marks = tuple(_selection(document, span, places[span], notes) for span in sorted(places))
    facts = {key: str(value) for key in _FACTS if (value := getattr(document, key))}
    guid = guid_for("document", document.name, document.text_sha256)
    return Source(guid, document.name, document.text, marks, (), "", notes(document=document.name), facts)


def _selection(
    document: Document, span: tuple[int, int], codings: Sequence[Coding], notes: _Notes
) -> Selection:
    start, end = span
    applied = tuple(
        AppliedCode(
            guid_for("coding", one.uid), guid_for("code", one.code), guid_for("user", one.coder),
            one.created_at, notes(coding=one.uid), {"coding": one.uid},
        )
        for one in codings
    )  # fmt: skip
    guid = guid_for("selection", document.name, document.text_sha256, start, end)
    about = notes(document=document.name, start=start, end=end)
    return Selection(guid, start, end, applied, document.text[start:end][:80], notes=about)
