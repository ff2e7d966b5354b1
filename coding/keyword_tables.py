"""`coding keywords`: the words that mark one group's talk off from all the others'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ..study.folder import Study
from ..study.table import Column, Table
from .corpus import Spoken, group_label, group_of, group_order, spoken, spoken_codings
from .keyness_statistics import compare
from .words import tokens

__all__ = ["keywords"]

Words = defaultdict[str, defaultdict[str, list[str]]]  # group, document, words
LEAST_DOCUMENTS = 3
LEAST_COUNT = 4
SHOWN = 10
_COLUMNS = (
    Column("label", "group"),
    Column("word"),
    Column("count", kind="count"),
    Column("rest", "elsewhere", kind="count"),
    Column("log_ratio", "log ratio", kind="number", decimals=2),
    Column("g2", "G2", kind="number", decimals=1),
    Column("p_adjusted", "p (adjusted)", kind="p_value"),
    Column("documents", kind="count"),
    Column("dispersion", kind="number", decimals=2),
)


def keywords(study: Study, by: str = "role", *, coder: str | None = None) -> Table:
    """Compare the words of each group with those of all other groups.

    Parameters
    ----------
    study : Study
        The study.
    by : {'role', 'wave', 'project', 'code'}
        What the groups are; with ``code`` the words of the quotes of each code are compared.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        Up to ten words a group: ``group``, ``label``, ``word``, ``count``, ``rest``, ``g2`` (Dunning 1993),
        ``log_ratio`` (Hardie 2014), ``p``, ``p_adjusted`` (Benjamini and Hochberg 1995), ``documents`` that
        hold the word, and ``dispersion`` (Gries 2008).  Words found in fewer than three documents of the
        group are left out.  Facts: ``by``, ``groups`` (documents and words of each), ``least_documents``.

    Raises
    ------
    ProblemError
        FP5022 for another `by`, FP5031 without transcripts.
    """
    said, notes = spoken(study, coder)
    words = _words_of_codes(study, said, coder) if by == "code" else _words_by_document(said, by)
    rows = []
    for group in group_order(study, by, words):
        rest = [list(one) for other, texts in words.items() if other != group for one in texts.values()]
        found = compare(list(words[group].values()), rest, LEAST_COUNT, LEAST_DOCUMENTS)
        head = {"group": group, "label": group_label(study, by, group)}
        rows += [head | asdict(keyword) for keyword in found[:SHOWN]]
    return Table.of(rows, _COLUMNS, title=f"Keywords by {by}", notes=_notes(notes), facts=_facts(by, words))


def _words_by_document(said: Sequence[Spoken], by: str) -> Words:
    words: Words = defaultdict(lambda: defaultdict(list))
    for one in said:
        group = group_of(by, one.document, one.turn.role)
        if group is not None:
            words[group][one.document.name] += tokens(one.turn.text)
    return words


def _words_of_codes(study: Study, said: Sequence[Spoken], coder: str | None) -> Words:
    words: Words = defaultdict(lambda: defaultdict(list))
    for one in spoken_codings(study, said, coder):
        words[one.code][one.document] += tokens(one.quote)
    return words


def _notes(notes: Sequence[str]) -> tuple[str, ...]:
    return (
        *notes,
        f"A word is shown only if {LEAST_DOCUMENTS} documents of its group hold it; stop words are not.",
        "Log ratio: 1 means twice as often as elsewhere. Dispersion: 0 even, near 1 in one document only.",
        "Words within one interview are not independent, so p-values are too small; read them as a ranking.",
    )


def _facts(by: str, words: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, object]:
    groups = [
        {"group": group, "documents": len(texts), "words": sum(map(len, texts.values()))}
        for group, texts in sorted(words.items())
    ]
    return {"by": by, "groups": groups, "least_documents": LEAST_DOCUMENTS}
