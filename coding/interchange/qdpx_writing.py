"""REFI-QDA projects (.qdpx), written: `Project` to archive, valid against the schema of 18 March 2019.

Texts are UTF-8 with LF and no byte order mark; positions count code points, as the standard says.  The folder
is ``sources`` in small letters: there are programs that refuse another spelling.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from ...study.files import normalised_zip, write_bytes
from .code_trees import add_codes
from .elements import attributes, document, speakable
from .noted import NoteShelf
from .project import ORIGIN, AppliedCode, Project, ProjectCode, Selection, Source, as_guid, guid_for

__all__ = ["qdpx_bytes", "write_qdpx_file"]

_NAMESPACE = "urn:QDA-XML:project:1.0"
_ZONE = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?{_ZONE}")


def write_qdpx_file(project: Project, path: Path | str) -> None:
    """Write a project as a .qdpx file: wholly or not at all, and the same bytes for the same project.

    Raises
    ------
    ProblemError
        FP1025 if it cannot be written.
    """
    write_bytes(Path(path), qdpx_bytes(project))


def qdpx_bytes(project: Project) -> bytes:
    """Give the bytes of a .qdpx file.

    Parameters
    ----------
    project : Project
        Whatever wrote it first, positions are written as the standard says and the origin is this program.
        Characters that XML cannot hold become U+FFFD, one for one.

    Returns
    -------
    bytes
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", document(_tree(project)))
        for number, source in enumerate(project.sources):
            archive.writestr(f"sources/{_text_file(number, source)}", speakable(source.text).encode("utf-8"))
    return normalised_zip(buffer.getvalue())


def _text_file(number: int, source: Source) -> str:
    """Name the file of a text; the number keeps apart sources that came with the same guid."""
    return f"{guid_for('text', number, source.guid)}.txt"


def _tree(project: Project) -> Element:
    pairs = (
        ("xmlns", _NAMESPACE),
        ("name", project.name),
        ("origin", ORIGIN),
        ("creationDateTime", _moment(project.moment)),
    )
    root = Element("Project", attributes(pairs))
    root.attrib.setdefault("name", "")
    shelf = NoteShelf()
    _add_users(root, project)
    if project.codes:
        codes = SubElement(SubElement(root, "CodeBook"), "Codes")
        add_codes(codes, project.codes, _definition, lambda element, code: _code_notes(shelf, element, code))
    _add_variables(root, project.sources)
    if project.sources:
        sources = SubElement(root, "Sources")
        for number, source in enumerate(project.sources):
            _add_source(sources, source, _text_file(number, source), shelf)
    about = Element("about")
    shelf.refer(about, project.notes)
    shelf.write(root)
    if project.memo:
        SubElement(root, "Description").text = speakable(project.memo)
    root.extend(about)
    return root


def _definition(code: ProjectCode) -> str:
    return code.definition


def _code_notes(shelf: NoteShelf, element: Element, code: ProjectCode) -> None:
    shelf.refer(element, code.notes, code.extra, code.guid)


def _moment(text: str | None) -> str | None:
    """Keep a moment that the schema knows as one: other programs write what no calendar has."""
    match = _MOMENT.fullmatch(text or "")
    try:
        return text if match and datetime.fromisoformat(match[1]) else None
    except ValueError:
        return None


def _add_users(root: Element, project: Project) -> None:
    if project.users:
        users = SubElement(root, "Users")
        for user in project.users:
            SubElement(users, "User", attributes((("guid", as_guid(user.guid)), ("name", user.name))))


def _add_variables(root: Element, sources: Iterable[Source]) -> None:
    names = sorted({name for source in sources for name in source.facts})
    if names:
        variables = SubElement(root, "Variables")
        for name in names:
            pairs = (("guid", guid_for("variable", name)), ("name", name), ("typeOfVariable", "Text"))
            SubElement(variables, "Variable", attributes(pairs))


def _add_source(parent: Element, source: Source, file: str, shelf: NoteShelf) -> None:
    pairs = (
        ("guid", as_guid(source.guid)),
        ("name", source.name),
        ("plainTextPath", f"internal://{file}"),
    )
    element = SubElement(parent, "TextSource", attributes((*pairs, *_made(source.user, source.moment))))
    if source.memo:
        SubElement(element, "Description").text = speakable(source.memo)
    for selection in source.selections:
        _add_selection(element, selection, shelf)
    for coding in source.codings:
        _add_coding(element, coding, shelf)
    shelf.refer(element, source.notes)
    for name, value in sorted(source.facts.items()):
        given = SubElement(element, "VariableValue")
        SubElement(given, "VariableRef", {"targetGUID": guid_for("variable", name)})
        SubElement(given, "TextValue").text = speakable(value)


def _add_selection(parent: Element, selection: Selection, shelf: NoteShelf) -> None:
    pairs = (
        ("guid", as_guid(selection.guid)), ("name", selection.name),
        ("startPosition", str(selection.start)), ("endPosition", str(selection.end)),
    )  # fmt: skip
    made = _made(selection.user, selection.moment)
    element = SubElement(parent, "PlainTextSelection", attributes((*pairs, *made)))
    if selection.memo:
        SubElement(element, "Description").text = speakable(selection.memo)
    for coding in selection.codings:
        _add_coding(element, coding, shelf)
    shelf.refer(element, selection.notes)


def _add_coding(parent: Element, coding: AppliedCode, shelf: NoteShelf) -> None:
    made = _made(coding.user, coding.moment)
    element = SubElement(parent, "Coding", attributes((("guid", as_guid(coding.guid)), *made)))
    SubElement(element, "CodeRef", {"targetGUID": as_guid(coding.code)})
    shelf.refer(element, coding.notes, coding.extra, coding.guid)


def _made(user: str | None, moment: str | None) -> tuple[tuple[str, str | None], ...]:
    return ("creatingUser", user and as_guid(user)), ("creationDateTime", _moment(moment))
