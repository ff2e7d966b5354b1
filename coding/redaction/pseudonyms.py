"""Pseudonyms of one family: the same name reads the same in all its transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...study.documents import Document
from ..disclosure import Found
from ..words import fold
from .proposals import Proposal
from .spans import Hidden

__all__ = ["FamilyNames"]


def _key(words: str) -> str:
    return " ".join(fold(words).casefold().split())


class FamilyNames:
    """What stands for each name of a family, and which words stay.

    Parameters
    ----------
    documents : iterable of Document
        All transcripts of the family, in their order.
    stands : mapping of str to Proposal
        What was proposed for each so far.
    """

    def __init__(self, documents: Iterable[Document], stands: Mapping[str, Proposal]) -> None:
        self.pseudonyms: dict[str, str] = {}
        self.staying: dict[str, str] = {}
        for document in documents:
            for one in stands[document.name].spans:
                key = _key(document.text[one.start : one.end])
                if one.pseudonym:
                    self.pseudonyms.setdefault(key, one.pseudonym)
                else:
                    self.staying.setdefault(key, one.by)

    def give(self, words: str, what: str) -> str:
        """Give the pseudonym of a name; a new name gets the next number of its kind."""
        key = _key(words)
        if key not in self.pseudonyms:
            used, number = set(self.pseudonyms.values()), 1
            while f"[{what} {number}]" in used:
                number += 1
            self.pseudonyms[key] = f"[{what} {number}]"
        return self.pseudonyms[key]

    def name(self, words: str, pseudonym: str) -> None:
        """Let a name read as somebody wants it to."""
        self.pseudonyms[_key(words)] = pseudonym

    def spans(self, document: Document, stands: Proposal, found: Iterable[Found], coder: str) -> list[Hidden]:
        """Give what is proposed for a transcript: what stood, and what was found beside it."""
        new = [one for one in found if not stands.settles(one.start, one.end)]
        old = [self._again(document, one) for one in stands.spans]
        return old + [self._new(document, one, coder) for one in new]

    def _again(self, document: Document, one: Hidden) -> Hidden:
        words = document.text[one.start : one.end]
        return replace(one, pseudonym=self.give(words, one.what)) if one.pseudonym else one

    def _new(self, document: Document, one: Found, coder: str) -> Hidden:
        words = document.text[one.start : one.end]
        stays = self.staying.get(_key(words)) if _key(words) not in self.pseudonyms else None
        if stays is not None:
            return Hidden(one.start, one.end, one.what, "", stays)
        return Hidden(one.start, one.end, one.what, self.give(words, one.what), coder)
