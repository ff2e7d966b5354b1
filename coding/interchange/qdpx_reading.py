"""REFI-QDA projects (.qdpx), read: archive to `Project`.

The format: REFI-QDA Project Exchange 1.5 with the schema of 18 March 2019 (qdasoftware.org).  Of it, users,
codes, notes, variables of sources, texts and texts of PDFs with their selections are taken over; all the rest
is counted in ``Project.unread``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ..archives import Archive, parse_xml
from .canonical_places import Composed, composed
from .code_trees import MOST_LEVELS, codes_below
from .elements import child, children, guid_of, local, reference, text_of, user_of
from .noted import NoteBook
from .positions import Delivered, Span, locate
from .project import AppliedCode, Note, Project, Selection, Source, Unread, User
from .stored_texts import StoredTexts

__all__ = ["parse_qdpx"]

_NAMESPACE = "{urn:QDA-XML:project:"
_MEDIA = {"PictureSource", "AudioSource", "VideoSource"}
_APART = ("Cases", "Links", "Sets", "Graphs")


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


@dataclass
class _Reader:
    """Reads one project; what it does not take over is counted on the way."""

    archive: Archive
    root: Element
    unread: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def project(self) -> Project:
        self.texts = StoredTexts(self.archive)
        self.book = NoteBook({note.guid: note for note in self._notes()})
        codes = codes_below(child(child(self.root, "CodeBook"), "Codes"), self.book.of, self._too_deep)
        project = Project(self.root.get("name", ""), self.root.get("origin", ""), self._users(), codes)
        self.known = {code.guid for code in project.all_codes()}
        self.variables = {
            guid_of(one): one.get("name", "") for one in children(child(self.root, "Variables"), "Variable")
        }
        drafts = list(self._drafts())
        positions, spans = locate([Delivered(one.raw, tuple(one.spans)) for one in drafts], project.origin)
        sources = [self._source(draft, placed) for draft, placed in zip(drafts, spans, strict=True)]
        about, _ = self.book.of(self.root)
        self._count_the_rest()
        return Project(
            project.name, project.origin, project.users, codes, tuple(sources), (*about, *self.book.rest()),
            text_of(self.root, "Description"), self.root.get("creationDateTime"), positions, self._unread(),
        )  # fmt: skip

    def _too_deep(self) -> None:
        self.archive.refuse(f"its codes are nested more than {MOST_LEVELS} deep")

    def _users(self) -> tuple[User, ...]:
        found = children(child(self.root, "Users"), "User")
        return tuple(User(guid_of(one), one.get("name") or one.get("id") or "") for one in found)

    def _notes(self) -> Iterator[Note]:
        for element in children(child(self.root, "Notes"), "Note"):
            raw, why = self.texts.of(element)
            if raw is None:
                self._lost("Note", element.get("name", ""), why)
                continue
            self._count_marks(element, "marks within notes are not taken over")
            text = composed(Delivered(raw, ()).text).text
            moment = element.get("creationDateTime")
            yield Note(guid_of(element), element.get("name", ""), text, user_of(element), moment)

    def _drafts(self) -> Iterator[_Draft]:
        for element in children(child(self.root, "Sources")):
            kind, name = local(element), element.get("name", "")
            text = child(element, "Representation") if kind == "PDFSource" else element
            if kind in _MEDIA or text is None:
                self._lost(kind, name, "only texts are taken over")
                self._count_marks(element, "only texts are taken over")
                continue
            if text is not element:
                self._count_marks(element, "only selections of the text of a PDF are taken over")
            raw, why = self.texts.of(text)
            if raw is None:
                self._lost(kind, name, why)
                self._count_marks(element, why)
                continue
            yield self._draft(element, text, raw)

    def _draft(self, owner: Element, element: Element, raw: str) -> _Draft:
        draft = _Draft(element, owner, raw, [], [])
        for mark in children(element, "PlainTextSelection"):
            try:
                span = int(mark.get("startPosition", "")), int(mark.get("endPosition", ""))
            except ValueError:
                self._lost("PlainTextSelection", owner.get("name", ""), "its position is not a number")
                continue
            draft.spans.append(span)
            draft.marks.append(mark)
        return draft

    def _source(self, draft: _Draft, placed: list[Span | None]) -> Source:
        name, owner = draft.owner.get("name", ""), draft.owner
        text = composed(Delivered(draft.raw, ()).text)
        selections = [
            self._selection(mark, span, text, name) for mark, span in zip(draft.marks, placed, strict=True)
        ]
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
            self._lost("PlainTextSelection", where, "it is empty or lies outside its text")
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

    def _facts(self, element: Element) -> Mapping[str, str]:
        found = {}
        for value in children(element, "VariableValue"):
            name = self.variables.get(reference(child(value, "VariableRef")))
            given = next((one.text or "" for one in value if local(one).endswith("Value")), None)
            if name and given is not None:
                found[name] = given
            elif not name:
                self._lost("VariableValue", element.get("name", ""), "its variable is not declared")
        return found

    def _count_marks(self, element: Element, reason: str) -> None:
        """Count what is marked in an element itself and is not taken over."""
        for one in children(element):
            if local(one).endswith("Selection") or local(one) == "Transcript":
                self._lost(local(one), element.get("name", ""), reason)

    def _count_the_rest(self) -> None:
        for kind in _APART:
            for one in children(child(self.root, kind)):
                self._lost(local(one), "", "it has no counterpart here")
        if self.book.dangling:
            self.unread["NoteRef", "", "the note it points at is not in the file"] += self.book.dangling

    def _lost(self, what: str, where: str, reason: str) -> None:
        self.unread[what, where, reason] += 1

    def _unread(self) -> tuple[Unread, ...]:
        return tuple(Unread(what, where, n, why) for (what, where, why), n in sorted(self.unread.items()))
