"""`coding keywords`: the words that mark one group's talk off from all the others'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..study.folder import Study
from ..study.table import Column, Table
from .corpus import Spoken, group_label, group_of, group_order, known, spoken, spoken_codings
from .families import LEAST_FAMILIES, families_of
from .word_comparison import Said, compare
from .words import tokens

__all__ = ["keywords"]

Words = defaultdict[str, defaultdict[str, list[str]]]  # group, document, words
LEAST_COUNT = 4
WAYS = ("role", "wave", "code", "group", "project")
_COLUMNS = (
    Column("label", "group"),
    Column("word"),
    Column("count", kind="count"),
    Column("rest", "elsewhere", kind="count"),
    Column("log_ratio", "log ratio", kind="number", decimals=2),
    Column("g2", "G2", kind="number", decimals=1),
    Column("p_adjusted", "p (words)", kind="p_value"),
    Column("p_families_adjusted", "p (families)", kind="p_value"),
    Column("families", kind="count"),
    Column("dispersion", kind="number", decimals=2),
)


def keywords(
    study: Study, by: str = "role", *, n: int = 10, seed: int = 0, interviewer: bool = False,
    coder: str | None = None,
) -> Table:  # fmt: skip
    """Compare the words of each group with those of all other groups.

    Parameters
    ----------
    study : Study
        The study.
    by : {'role', 'wave', 'code', 'group'}
        What the groups are; ``group`` is the family's project (``project`` says the same), and with ``code``
        the words of the quotes of each code are compared.
    n : int
        Most words a group.
    seed : int
        Where chance begins, for the permutation of families.
    interviewer : bool
        Interviewers' turns too; without it they are left out.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row a word, the strongest of each group: ``group``, ``label``, ``word``, ``count``, ``rest``, ``g2``
        (Dunning 1993), ``log_ratio`` (Hardie 2014), ``p``, ``p_adjusted`` (Benjamini and Hochberg 1995),
        ``documents`` and ``families`` that hold the word, ``dispersion`` over documents (Gries 2008),
        ``p_families`` and ``p_families_adjusted`` by permutation of families (Westfall and Young 1993).
        Words of fewer than three families of the group are left out.  Facts: ``by``, ``least_families``,
        ``groups`` (documents, families and words of each; ``permutations``, and whether these were all there
        are: ``exact``).

    Raises
    ------
    ProblemError
        FP5022 for another `by`, FP5031 without transcripts.
    """
    said, notes = spoken(study, coder, interviewer=interviewer)
    known(by, "a way to group", WAYS)
    notes += _without_group(said, by)
    words = _words_of_codes(study, said, coder) if by == "code" else _words_by_document(said, _grouping(by))
    families = families_of(study, [one.document for one in said])
    rows, groups = [], []
    for group in group_order(study, by, words):
        mine = _said([words[group]], families)
        rest = _said([texts for other, texts in words.items() if other != group], families)
        found, permuted = compare(
            mine, rest, least_count=LEAST_COUNT, least_families=LEAST_FAMILIES, seed=seed
        )
        head = {"group": group, "label": group_label(study, by, group)}
        rows += [head | asdict(keyword) for keyword in found[:n]]
        arranged = (permuted.permutations, permuted.exact) if permuted else (0, False)
        groups.append(_group(group, mine) | dict(zip(("permutations", "exact"), arranged, strict=True)))
    facts = {"by": by, "groups": groups, "least_families": LEAST_FAMILIES}
    return Table.of(rows, _COLUMNS, title=f"Keywords by {by}", notes=_notes(notes, groups), facts=facts)


def _grouping(by: str) -> str:
    return "project" if by == "group" else by


def _without_group(said: Sequence[Spoken], by: str) -> list[str]:
    """Say how many turns belong to no group, and are compared with none."""
    if by == "code":
        return []
    left = sum(group_of(_grouping(by), one.document, one.turn.role) is None for one in said)
    return [f"{left} of {len(said)} turns are left out: their {_grouping(by)} is not known."] if left else []


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


def _said(sets: Sequence[Mapping[str, Sequence[str]]], families: Mapping[str, str]) -> list[Said]:
    return [Said(words, families[name]) for texts in sets for name, words in sorted(texts.items())]


def _group(group: str, said: Sequence[Said]) -> dict[str, Any]:
    families = {one.family for one in said}
    words = sum(len(one.words) for one in said)
    return {"group": group, "documents": len(said), "families": len(families), "words": words}


def _notes(notes: Sequence[str], groups: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    arranged = ", ".join(
        f"{one['group']} {'all ' if one['exact'] else ''}{one['permutations']:,}"
        for one in groups
        if one["permutations"]
    )
    return (
        *notes,
        f"A word is shown only if {LEAST_FAMILIES} families of its group say it; stop words are not.",
        "Log ratio: 1 means twice as often as elsewhere. Dispersion: 0 even, near 1 in one document only.",
        "p (words) takes every word as independent, which words of one family are not: it is too small. "
        "p (families) shuffles whole families and allows for the number of words compared.",
        f"Arrangements of families worked out: {arranged or 'none, no group has such a word'}.",
    )
