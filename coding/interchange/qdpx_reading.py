"""REFI-QDA projects (.qdpx), read: archive to `Project`.

The format: REFI-QDA Project Exchange 1.5 with the schema of 18 March 2019 (qdasoftware.org).  Of it, users,
codes, notes, variables, texts and texts of PDFs with their selections are taken over; all the rest
is counted in ``Project.unread``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ...study.archives import Archive, parse_xml
from .canonical_places import Composed, composed
from .case_facts import case_facts, values_of
from .code_trees import MOST_LEVELS, codes_below
from .elements import child, children, guid_of, local, reference, text_of, user_of
from .noted import NoteBook
from .positions import Delivered, Span, locate
from .project import AppliedCode, Note, Project, Selection, Source, Unread, User
from .stored_texts import StoredTexts

__all__ = ["parse_qdpx"]

_NAMESPACE = "{urn:QDA-XML:project:"
_MEDIA = {"PictureSource", "AudioSource", "VideoSource"}
_APART = ("Links", "Sets", "Graphs")


def parse_qdpx(content: bytes, name: str) -> Project:
    """Read a project from the bytes of a .qdpx file.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        The file as the user knows it.

    Returns
    -------
    Project

    Raises
    ------
    ProblemError
        FP1021 damaged, or not a project; FP1023 refused (document types, paths, sizes).
    """
    archive = Archive(content, name)
    root = parse_xml(archive, _project_member(archive))
    if not root.tag.startswith(_NAMESPACE) or local(root) != "Project":
        archive.broken("its project.qde is not a REFI-QDA project")
    return _Reader(archive, root).project()


def _project_member(archive: Archive) -> str:
    found = sorted(name for name in archive.members if name.lower().endswith(".qde") and "/" not in name)
    return found[0] if found else archive.broken("it is a zip archive, but there is no project.qde in it")


@dataclass
class _Draft:
    """A source whose selections are not placed yet."""

    element: Element
    owner: Element
    raw: str
    spans: list[Span]
    marks: list[Element]


class _Reader:
    """Reads one project; what it does not take over is counted on the way."""

    def __init__(self, archive: Archive, root: Element) -> None:
        self.archive = archive
        self.root = root
        self.unread: Counter[tuple[str, str, str]] = Counter()
        self.texts = StoredTexts(archive)
        self.book = NoteBook({note.guid: note for note in self._notes()})
        self.codes = codes_below(child(child(root, "CodeBook"), "Codes"), self.book.of, self._too_deep)
        self.known = {code.guid for code in Project("", codes=self.codes).all_codes()}
        declared = children(child(root, "Variables"), "Variable")
        self.variables = {guid_of(one): one.get("name", "") for one in declared}
        self.cases = case_facts(root, self.variables, self._lost)

    def project(self) -> Project:
        drafts = list(self._drafts())
        origin = self.root.get("origin", "")
        delivered = [Delivered(one.raw, tuple(one.spans)) for one in drafts]
        positions, spans = locate(delivered, origin)
        sources = tuple(self._source(draft, placed) for draft, placed in zip(drafts, spans, strict=True))
        about, _ = self.book.of(self.root)
        self._count_the_rest(sources)
        name = self.root.get("name", "")
        return Project(
            name, origin, self._users(), self.codes, sources, (*about, *self.book.rest()),
            text_of(self.root, "Description"), self.root.get("creationDateTime"), positions, self._unread(),
        )  # fmt: skip

    def _too_deep(self) -> None:
        self.archive.refuse(f"its codes are nested more than {MOST_LEVELS} deep")

    def _users(self) -> tuple[User, ...]:
        found = children(child(self.root, "Users"), "User")
        return tuple(User(guid_of(one), one.get("name") or one.get("id") or "") for one in found)

    def _notes(self) -> Iterator[Note]:
        for element in children(child(self.root, "Notes"), "Note"):
            name = element.get("name", "")
            raw, why = self.texts.of(element)
            for mark in children(element, "PlainTextSelection", "Coding"):
                self._lost_with_all(mark, name, "marks within notes are not taken over")
            if raw is None:
                self._lost("Note", name, why)
                continue
            text, moment = composed(Delivered(raw, ()).text).text, element.get("creationDateTime")
            yield Note(guid_of(element), name, text, user_of(element), moment)

    def _drafts(self) -> Iterator[_Draft]:
        for element in children(child(self.root, "Sources")):
            name = element.get("name", "")
            text = child(element, "Representation") if local(element) == "PDFSource" else element
            if local(element) in _MEDIA or text is None:
                self._lost_with_all(element, name, "only texts are taken over")
                continue
            raw, why = self.texts.of(text)
            if raw is None:
                self._lost_with_all(element, name, why)
                continue
            for mark in children(element, "PDFSelection"):
                self._lost_with_all(mark, name, "only selections of the text of a PDF are taken over")
            yield self._draft(element, text, raw)

    def _draft(self, owner: Element, element: Element, raw: str) -> _Draft:
        draft = _Draft(element, owner, raw, [], [])
        for mark in children(element, "PlainTextSelection"):
            try:
                span = int(mark.get("startPosition", "")), int(mark.get("endPosition", ""))
            except ValueError:
                self._lost_with_all(mark, owner.get("name", ""), "its position is not a number")
                continue
            draft.spans.append(span)
            draft.marks.append(mark)
        return draft

    def _source(self, draft: _Draft, placed: list[Span | None]) -> Source:
        name, owner = draft.owner.get("name", ""), draft.owner
        text = composed(Delivered(draft.raw, ()).text)
        marks = zip(draft.marks, placed, strict=True)
        selections = [self._selection(mark, span, text, name) for mark, span in marks]
        both = [draft.element] if draft.element is owner else [owner, draft.element]
        noted = [note for one in both for note in self.book.of(one)[0]]
        return Source(
            guid_of(owner), name, text.text, tuple(one for one in selections if one is not None),
            tuple(code for one in both for code in self._codings(one, name)), text_of(owner, "Description"),
            tuple(noted), self._facts(owner), user_of(owner), owner.get("creationDateTime"),
            "text" if draft.element is owner else "pdf",
        )  # fmt: skip

    def _selection(self, mark: Element, span: Span | None, text: Composed, where: str) -> Selection | None:
        if span is None:
            self._lost_with_all(mark, where, "it is empty or lies outside its text")
            return None
        start, end = text.span(*span)
        notes, _ = self.book.of(mark)
        return Selection(
            guid_of(mark), start, end, tuple(self._codings(mark, where)), mark.get("name", ""),
            text_of(mark, "Description"), user_of(mark), mark.get("creationDateTime"), notes,
        )  # fmt: skip

    def _codings(self, element: Element, where: str) -> Iterator[AppliedCode]:
        for coding in children(element, "Coding"):
            code = reference(child(coding, "CodeRef"))
            if code not in self.known:
                self._lost("Coding", where, "its code is not among the codes of the file")
                continue
            notes, extra = self.book.of(coding)
            moment = coding.get("creationDateTime")
            yield AppliedCode(guid_of(coding), code, user_of(coding), moment, notes, extra)

    def _facts(self, owner: Element) -> Mapping[str, str]:
        """Give a source's variables; its own go before those of a case it belongs to."""
        return self.cases.get(guid_of(owner), {}) | dict(values_of(owner, self.variables, self._lost))

    def _lost_with_all(self, element: Element, where: str, reason: str) -> None:
        """Count something that is not taken over, and the selections and codings in it."""
        self._lost(local(element), where, reason)
        for one in element.iter():
            if one is not element and local(one).endswith(("Selection", "Coding", "Transcript")):
                self._lost(local(one), where, reason)

    def _count_the_rest(self, sources: Collection[Source]) -> None:
        for kind in _APART:
            for one in children(child(self.root, kind)):
                self._lost(local(one), "", "it has no counterpart here")
        if self.book.dangling:
            self.unread["NoteRef", "", "the note it points at is not in the file"] += self.book.dangling
        for kind, taken in _taken_over(sources).items():
            there = sum(local(one) == kind for one in self.root.iter())
            strange = there - taken - sum(n for (what, _, _), n in self.unread.items() if what == kind)
            if strange:
                self.unread[kind, "", "it stands where no such thing belongs"] += strange

    def _lost(self, what: str, where: str, reason: str) -> None:
        self.unread[what, where, reason] += 1

    def _unread(self) -> tuple[Unread, ...]:
        return tuple(Unread(what, where, n, why) for (what, where, why), n in sorted(self.unread.items()))


def _taken_over(sources: Collection[Source]) -> dict[str, int]:
    """Count what was read, to be held against what is in the file."""
    texts = [source for source in sources if source.kind == "text"]
    marks = [mark for source in sources for mark in source.selections]
    codings = sum(len(one.codings) for one in sources) + sum(len(mark.codings) for mark in marks)
    return {"TextSource": len(texts), "PlainTextSelection": len(marks), "Coding": codings}
