"""Notes and what points at them; our own fields travel as notes, for which alone the schema has a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from .elements import attributes, children, reference, speakable
from .project import Note, as_guid, guid_for

__all__ = ["OUR_FIELD", "NoteBook", "NoteShelf"]

OUR_FIELD = "familypanel: "


@dataclass
class NoteBook:
    """The notes of a file that is being read.

    Parameters
    ----------
    notes : dict of guid to Note
        All there are.
    used : set of guid
        Those that something points at.
    dangling : int
        Pointers to notes that are not there.
    """

    notes: Mapping[str, Note]
    used: set[str] = field(default_factory=set)
    dangling: int = 0

    def of(self, element: Element) -> tuple[tuple[Note, ...], dict[str, str]]:
        """Give an element's notes, and our own fields among them."""
        wanted = [reference(one) for one in children(element, "NoteRef")]
        found = [self.notes[guid] for guid in wanted if guid in self.notes]
        self.used.update(note.guid for note in found)
        self.dangling += len(wanted) - len(found)
        ours = {
            note.name.removeprefix(OUR_FIELD): note.text for note in found if note.name.startswith(OUR_FIELD)
        }
        return tuple(note for note in found if not note.name.startswith(OUR_FIELD)), ours

    def rest(self) -> tuple[Note, ...]:
        """Give the notes that belong to nothing else."""
        return tuple(note for guid, note in self.notes.items() if guid not in self.used)


@dataclass
class NoteShelf:
    """The notes of a file that is being written, each once."""

    notes: dict[str, Note] = field(default_factory=dict)

    def refer(
        self,
        element: Element,
        notes: tuple[Note, ...],
        extra: Mapping[str, str] | None = None,
        owner: str = "",
    ) -> None:
        """Point from an element to its notes, and to its fields of ours as notes."""
        ours = [
            Note(guid_for("field", owner, key), OUR_FIELD + key, text)
            for key, text in sorted((extra or {}).items())
        ]
        for note in (*notes, *ours):
            guid = as_guid(note.guid)
            self.notes[guid] = note
            SubElement(element, "NoteRef", {"targetGUID": guid})

    def write(self, parent: Element) -> None:
        """Write all notes, if there are any."""
        if not self.notes:
            return
        shelf = SubElement(parent, "Notes")
        for guid, note in self.notes.items():
            pairs = (
                ("guid", guid), ("name", note.name), ("creatingUser", note.user and as_guid(note.user)),
                ("creationDateTime", note.moment),
            )  # fmt: skip
            element = SubElement(shelf, "Note", attributes(pairs))
            SubElement(element, "PlainTextContent").text = speakable(note.text)
