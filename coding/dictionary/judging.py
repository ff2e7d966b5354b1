"""`coding dictionary test`: how well the patterns find what people coded, sentence by sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...study.documents import Coding
from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.table import Column, Table
from ..codebook import Codebook, read_codebook
from ..corpus import Spoken, known, spoken, spoken_codings
from ..open_sentences import sentence_spans
from .matching import Span
from .reading import FILE, Dictionary, Rule, read_dictionary

__all__ = ["test", "wilson"]

_Z = 1.959963984540054  # two-sided 95 %
_COLUMNS = (
    Column("label", "code"), Column("coded", kind="count"), Column("hit", kind="count"),
    Column("both", kind="count"), Column("precision", kind="percent", base="hit"),
    Column("precision_low", "from", kind="percent"), Column("precision_high", "to", kind="percent"),
    Column("recall", kind="percent", base="coded"), Column("recall_low", "from", kind="percent"),
    Column("recall_high", "to", kind="percent"),
)  # fmt: skip
_PLACES = (
    Column("label", "code"), Column("kind", words={"false_hit": "false hit"}), Column("document"),
    Column("start"), Column("end"), Column("pattern"), Column("text"),
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A turn with its sentences and, by code, the places that were coded; places are those of the turn."""

    said: Spoken
    sentences: tuple[Span, ...]
    coded: Mapping[str, Sequence[Span]]

    def place(self, span: Span) -> Row:
        """Say where something stands in the transcript."""
        start = self.said.turn.start
        head = {"document": self.said.document.name, "turn": self.said.turn.number}
        return head | {"start": start + span[0], "end": start + span[1]}


def test(study: Study, code: str | None = None, *, places: bool = False, coder: str | None = None) -> Table:
    """Hold dictionary.yaml against the codings of people.

    The unit is the sentence: it is coded if a coding with the code shares a character with it, and hit if a
    pattern of the code does that no exception takes back.  Only transcripts are looked at in which something
    is coded, and only respondents' turns.

    Parameters
    ----------
    study : Study
        The study.
    code : str, optional
        Only this code.
    places : bool
        Show the false hits and the misses instead of the counts.
    coder : str, optional
        Who looks: what they are coding blind counts for nobody else.

    Returns
    -------
    Table
        A row a code: ``code``, ``label``, ``coded``, ``hit`` and ``both`` (sentences), ``precision`` (both of
        hit) and ``recall`` (both of coded), 0..1, each with ``_low`` and ``_high`` (Wilson 1927, 95 %); None
        where there is nothing to divide by.  Facts: ``sentences``, ``documents``, and ``places``, a row a
        false hit or miss: ``code``, ``label``, ``kind`` (``false_hit``, ``missed``), ``document``, ``turn``,
        ``start``, ``end``, ``pattern``, ``text`` (the sentence).

    Raises
    ------
    ProblemError
        FP5011 or FP5020 a wrong dictionary, FP5021 a pattern that takes too long, FP5022 a code without
        patterns, FP5031 no transcripts, FP5160 no dictionary, FP5161 nothing coded.
    """
    codebook = read_codebook(study.codebook)
    dictionary = read_dictionary(study.root / FILE, codebook)
    known(code, "a code with patterns", (rule.code for rule in dictionary.rules))
    said, notes = spoken(study, coder)
    heard = list(_heard(said, spoken_codings(study, said, coder)))
    if not heard:
        raise ProblemError(problem("FP5161"))
    wanted = [rule for rule in dictionary.rules if code in {None, rule.code}]
    judged = [_judged(rule, codebook, heard) for rule in wanted]
    rows, wrong = [row for row, _ in judged], [place for _, several in judged for place in several]
    documents = {one.said.document.name for one in heard}
    facts = {"sentences": sum(len(one.sentences) for one in heard), "documents": len(documents)}
    said_of = (*notes, *_notes(dictionary, facts, len(wrong), places))
    shown, columns = (wrong, _PLACES) if places else (rows, _COLUMNS)
    title = f"{dictionary.title}: against what people coded"
    return Table.of(shown, columns, title=title, notes=said_of, facts=facts | {"places": wrong})


def _heard(said: Sequence[Spoken], codings: Sequence[Coding]) -> Iterator[_Heard]:
    """Give the turns of the transcripts in which something is coded."""
    coded = {one.document for one in codings}
    for one in said:
        if one.document.name in coded:
            start, spans = one.turn.start, dict[str, list[Span]]()
            for coding in codings:
                if coding.document == one.document.name and _touch((coding.start, coding.end), one.turn):
                    spans.setdefault(coding.code, []).append((coding.start - start, coding.end - start))
            yield _Heard(one, tuple(sentence_spans(one.turn.text)), spans)


def _touch(span: Span, turn: Any) -> bool:
    return bool(span[0] < turn.end and turn.start < span[1])


def _judged(rule: Rule, codebook: Codebook, heard: Sequence[_Heard]) -> tuple[Row, list[Row]]:
    """Count for one code, and list what is wrong."""
    label, wrong = codebook.label(rule.code), list[Row]()
    coded = hit = both = 0
    for one in heard:
        hits = _hits(rule, one.said.turn.text)
        for sentence in one.sentences:
            found = [(span, written) for span, written in hits if _overlap(span, sentence)]
            right = any(_overlap(span, sentence) for span in one.coded.get(rule.code, ()))
            coded, hit, both = coded + right, hit + bool(found), both + (right and bool(found))
            if right != bool(found):
                head = {"code": rule.code, "label": label}
                wrong.append(head | _wrong(one, sentence, found[0] if found else None))
    counts = {"code": rule.code, "label": label, "coded": coded, "hit": hit, "both": both}
    return counts | _share("precision", both, hit) | _share("recall", both, coded), wrong


def _hits(rule: Rule, text: str) -> list[tuple[Span, str]]:
    """Give the hits in a turn that no exception takes back."""
    found = [(span, pattern.written) for pattern in rule.patterns for span in pattern.hits(text)]
    if not found:
        return []
    taken = [span for pattern in rule.exceptions for span in pattern.hits(text)]
    return sorted((span, w) for span, w in found if not any(_overlap(span, other) for other in taken))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _wrong(one: _Heard, sentence: Span, hit: tuple[Span, str] | None) -> Row:
    text = one.said.turn.text[slice(*sentence)]
    if hit is None:
        return {"kind": "missed"} | one.place(sentence) | {"pattern": None, "text": text}
    return {"kind": "false_hit"} | one.place(hit[0]) | {"pattern": hit[1], "text": text}


def _share(name: str, part: int, whole: int) -> Row:
    share = part / whole if whole else None
    low, high = wilson(part, whole)
    return {name: share, f"{name}_low": low, f"{name}_high": high}


def wilson(part: int, whole: int) -> tuple[float | None, float | None]:
    """Give the 95 % interval of a proportion (Wilson 1927); None where there is nothing to divide by.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(177, 368)]
    [0.43, 0.532]
    """
    if not whole:
        return None, None
    share, square = part / whole, _Z**2 / whole
    middle, half = share + square / 2, _Z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    low, high = ((middle - half) / (1 + square), (middle + half) / (1 + square))
    return max(0.0, low) if part else 0.0, min(1.0, high) if part < whole else 1.0


def _notes(dictionary: Dictionary, facts: Mapping[str, Any], wrong: int, places: bool) -> Iterator[str]:
    yield (
        f"{facts['sentences']} sentences of {facts['documents']} transcripts in which something is coded; "
        f"{len(dictionary.rules)} codes have patterns."
    )
    if wrong and not places:
        yield f"{wrong} false hits and misses: '--places' lists them, and --json always does."
    yield (
        "Intervals are Wilson's at 95 %, as if sentences were independent; within an interview they are not, "
        "so they are too narrow."
    )
    yield "A dictionary looks better on the interviews it was written from than on new ones."
