"""`coding suggest`: codes for sentences that nobody has coded yet; a person decides, nothing is applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..study.documents import Coding, Document
from ..study.folder import Study
from ..study.table import Column, Table
from .codebook import Codebook, read_codebook
from .corpus import Spoken, codings_of, spoken, spoken_codings
from .suggester import Suggester
from .words import content_words

__all__ = ["suggest"]

LEAST_WORDS = 4
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’)]*(?=\s|$)|$)", re.DOTALL)
_COLUMNS = (
    Column("document"), Column("start"), Column("end"), Column("rank", kind="count"), Column("label", "code"),
    Column("probability", kind="percent", decimals=0), Column("words"), Column("text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sentence:
    document: Document
    turn: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def suggest(study: Study, k: int = 3, seed: int = 0, *, coder: str | None = None) -> Table:
    """Suggest codes for respondents' sentences that carry no code.

    Parameters
    ----------
    study : Study
        The study.
    k : int
        Most codes a sentence.
    seed : int
        Where chance begins.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else, and nobody else's to them.

    Returns
    -------
    Table
        A row a sentence and suggested code: ``document``, ``turn``, ``start``, ``end``, ``text``, ``rank``,
        ``code``, ``label``, ``probability`` (0..1, calibrated), ``words`` that speak for it, ``nearest`` (the
        two nearest coded quotes).  Likeliest first.  Facts: ``sentences`` = ``suggested`` + ``silent``
        (nothing is likely), ``codings`` learned from, ``codes``, ``accuracy``, ``accuracy3``, ``majority``
        (each 0..1, over transcripts held out), ``reliability``.

    Raises
    ------
    ProblemError
        FP5030 too little is coded, FP5031 no transcripts.
    """
    said, notes = spoken(study, coder)
    codings = spoken_codings(study, said, coder)
    codebook = read_codebook(study.codebook)
    model = Suggester(seed).fit(
        [one.quote for one in codings], [one.code for one in codings], [one.document for one in codings]
    )
    sentences = list(_open(said, codings_of(study, coder)))
    found = model.suggest([one.text for one in sentences], k)
    pairs = [(one, codes) for one, codes in zip(sentences, found, strict=True) if codes]
    pairs.sort(key=lambda pair: (-round(pair[1][0][1], 9), pair[0].document.name, pair[0].start))
    rows = [row for one, codes in pairs for row in _rows(model, codebook, one, codes)]
    counts = {"sentences": len(sentences), "suggested": len(pairs), "silent": len(sentences) - len(pairs)}
    return Table.of(rows, _COLUMNS, notes=_notes(model, notes, counts), facts=counts | _facts(model))


def _open(said: Iterable[Spoken], codings: Sequence[Coding]) -> Iterator[_Sentence]:
    """Give the sentences with some content on which no code lies."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for coding in codings:
        taken.setdefault(coding.document, []).append((coding.start, coding.end))
    for one in said:
        for start, end in _sentences(one.turn.text, one.turn.start):
            sentence = _Sentence(one.document, one.turn.number, start, end)
            free = all(e <= start or end <= s for s, e in taken.get(one.document.name, ()))
            if free and len(content_words(sentence.text)) >= LEAST_WORDS:
                yield sentence


def _sentences(text: str, offset: int) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        yield offset + match.start(), offset + match.end()


def _rows(
    model: Suggester, codebook: Codebook, one: _Sentence, codes: Iterable[tuple[str, float]]
) -> Iterator[dict[str, Any]]:
    for rank, (code, probability) in enumerate(codes, start=1):
        yield {
            "document": one.document.name, "turn": one.turn, "start": one.start, "end": one.end,
            "text": one.text, "rank": rank, "code": code, "label": codebook.label(code),
            "probability": probability, "words": model.evidence(one.text, code),
            "nearest": model.nearest(one.text, code),
        }  # fmt: skip


def _facts(model: Suggester) -> dict[str, Any]:
    judged = {"accuracy": model.accuracy_, "accuracy3": model.accuracy3_, "majority": model.majority_}
    reliability = [asdict(line) for line in model.reliability_]
    return {"codings": len(model.texts_), "codes": len(model.codes_)} | judged | {"reliability": reliability}


def _notes(model: Suggester, notes: Sequence[str], counts: dict[str, int]) -> tuple[str, ...]:
    return (
        *notes,
        f"{counts['suggested']} of {counts['sentences']} sentences without a code get a suggestion; for "
        "the others nothing is likely.",
        f"In transcripts held out the first suggestion was right in {model.accuracy_:.0%}, one of three in "
        f"{model.accuracy3_:.0%}; always naming the most frequent code would reach {model.majority_:.0%}.",
        "A probability holds for a sentence that deserves one of these codes; many deserve none.",
        "Nothing is applied: code with 'familypanel coding tag DOCUMENT START:END CODE --coder NAME'.",
    )
