"""Respondents' sentences on which no code lies yet, as far as the one who looks can see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..study.documents import Coding, Document
from .corpus import Spoken
from .words import content_words

__all__ = ["Sentence", "open_sentences", "sentence_spans"]

LEAST_WORDS = 4
# The stop behind a title ends no sentence: "Mrs. Jones rang."
_TITLE = "".join(rf"(?<!\b{title}\.)" for title in ("Dr", "Mr", "Mrs", "Ms", "Prof", "Rev", "St"))
_SENTENCE = re.compile(rf"\S.*?(?:[.!?…]+{_TITLE}[\"'”’)]*(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a turn; `start` and `end` are half-open places in the transcript."""

    document: Document
    turn: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.document.text[self.start : self.end]

    @property
    def row(self) -> dict[str, Any]:
        """Where it stands and what it says, as answers tell it."""
        place = {"document": self.document.name, "turn": self.turn, "start": self.start, "end": self.end}
        return place | {"text": self.text}


def open_sentences(said: Iterable[Spoken], codings: Sequence[Coding]) -> Iterator[Sentence]:
    """Give the sentences with some content on which none of these codings lies."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for coding in codings:
        taken.setdefault(coding.document, []).append((coding.start, coding.end))
    for one in said:
        spans = taken.get(one.document.name, ())
        for start, end in sentence_spans(one.turn.text, one.turn.start):
            sentence = Sentence(one.document, one.turn.number, start, end)
            free = all(e <= start or end <= s for s, e in spans)
            if free and len(content_words(sentence.text)) >= LEAST_WORDS:
                yield sentence


def sentence_spans(text: str, offset: int = 0) -> Iterator[tuple[int, int]]:
    """Give the sentences of a turn as half-open places, moved by `offset`."""
    for match in _SENTENCE.finditer(text):
        yield offset + match.start(), offset + match.end()
