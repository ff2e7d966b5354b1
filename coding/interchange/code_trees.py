"""Codes as elements, in and out: .qdpx and .qdc share them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement

from .elements import attributes, children, guid_of, speakable, text_of
from .project import Note, ProjectCode, as_guid

__all__ = ["MOST_LEVELS", "add_codes", "codes_below"]

MOST_LEVELS = 100
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")

NotesOf = Callable[[Element], tuple[tuple[Note, ...], dict[str, str]]]


def codes_below(
    parent: Element | None, notes_of: NotesOf, too_deep: Callable[[], None], level: int = 0
) -> tuple[ProjectCode, ...]:
    """Read the codes below an element.

    Parameters
    ----------
    parent : Element or None
        ``Codes``, or a ``Code``.
    notes_of : callable
        Gives an element's notes, and our own fields among them.
    too_deep : callable
        Called where codes are nested more than `MOST_LEVELS` deep; it raises.
    """
    if level > MOST_LEVELS:
        too_deep()
    found = []
    for element in children(parent, "Code"):
        notes, extra = notes_of(element)
        below = codes_below(element, notes_of, too_deep, level + 1)
        shown = element.get("name", ""), _colour(element.get("color", "")), text_of(element, "Description")
        heading = element.get("isCodable", "true").strip() in {"false", "0"}
        found.append(ProjectCode(guid_of(element), *shown, not heading, below, notes, extra))
    return tuple(found)


def _colour(text: str) -> str:
    """Bring a colour to six small digits; what is no colour is left out."""
    match = _COLOUR.fullmatch(text.strip())
    if match is None:
        return ""
    digits = match.group(1).lower()
    return "#" + (digits if len(digits) > 3 else "".join(2 * digit for digit in digits))  # noqa: PLR2004


def add_codes(
    parent: Element,
    codes: Iterable[ProjectCode],
    definition_of: Callable[[ProjectCode], str],
    add_notes: Callable[[Element, ProjectCode], None] = lambda element, code: None,
) -> None:
    """Write codes below an element."""
    for code in codes:
        pairs = (("guid", as_guid(code.guid)), ("name", code.name), ("isCodable", str(code.codable).lower()))
        element = SubElement(parent, "Code", attributes((*pairs, ("color", _colour(code.colour)))))
        # The schema asks for a name even where it is empty.
        element.attrib.setdefault("name", "")
        definition = definition_of(code)
        if definition:
            SubElement(element, "Description").text = speakable(definition)
        add_notes(element, code)
        add_codes(element, code.children, definition_of, add_notes)
