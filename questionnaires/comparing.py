"""`compare`: what a question became from one wave to another, word by word, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from ..study.table import Column, Table
from .bank import Bank, Item, Version
from .bank_reader import read_bank
from .compiler import compile_instrument
from .instrument import Instrument, Question, Words
from .wording import plain_wording

if TYPE_CHECKING:
    from ..study.folder import Study

__all__ = ["CHANGES", "changes_between", "compare", "words_changed"]

CHANGES = ("new", "dropped", "wording", "options", "routing", "mode", "identical")
"""What can have become of a variable, the gravest first."""

_COLUMNS = (
    Column("variable"), Column("item"), Column("change"), Column("changes", "all changes"),
    Column("shown", "words"), Column("because"), Column("comparable"),
)  # fmt: skip


def compare(study: Study, wave_a: str, wave_b: str) -> Table:
    """Say for every variable what changed between two waves, each in its own mode.

    Parameters
    ----------
    study : Study
        The study.
    wave_a, wave_b : str
        Two of its waves; the change is told from the first to the second.

    Returns
    -------
    Table
        Rows: ``variable``, ``item``, ``change`` (the gravest of `CHANGES`), ``changes`` (all of them),
        ``words`` (by language: the text with ``[-what went-]`` and ``{+what came+}``), ``options``,
        ``routing`` and ``mode`` (each as it was and as it is, or None), ``because`` and ``comparable`` as the
        bank records them for the versions in between.  Facts: ``counts`` by change.

    Raises
    ------
    ProblemError
        FP1007 if there is no such wave, and whatever keeps the bank from being compiled.
    """
    bank = read_bank(study.questionnaires)
    before, after = (compile_instrument(bank, study.config, wave) for wave in (wave_a, wave_b))
    rows = list(changes_between(before, after, bank))
    counts = {change: sum(row["change"] == change for row in rows) for change in CHANGES}
    return Table.of(
        rows,
        _COLUMNS,
        title=f"From {wave_a} to {wave_b}",
        notes=tuple(_notes(before, after, rows)),
        facts={"from": wave_a, "to": wave_b, "counts": counts},
    )


def _notes(before: Instrument, after: Instrument, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "[-words that went-] {+words that came+}; a variable with several changes stands under the gravest."
    if before.mode != after.mode:
        yield f"Every question changes mode: {before.mode} in {before.wave}, {after.mode} in {after.wave}."
    unexplained = [row["variable"] for row in rows if "wording" in row["changes"] and not row["because"]]
    if unexplained:
        yield f"No reason is recorded for the new wording of: {', '.join(unexplained)}."


def changes_between(before: Instrument, after: Instrument, bank: Bank) -> Iterator[dict[str, Any]]:
    """Give one row a variable: those of `after` in its order, then those that were dropped."""
    for variable, question in after.by_variable.items():
        old = before.by_variable.get(variable)
        yield _fresh(question, "new") if old is None else _row(old, question, before, after, bank)
    for variable, question in before.by_variable.items():
        if variable not in after.by_variable:
            yield _fresh(question, "dropped")


def _fresh(question: Question, change: str) -> dict[str, Any]:
    blank = dict.fromkeys(("words", "options", "routing", "mode", "because", "comparable"))
    return {
        "variable": question.variable, "item": question.id, "change": change, "changes": [change], **blank,
        "shown": "",
    }  # fmt: skip


def _row(old: Question, new: Question, before: Instrument, after: Instrument, bank: Bank) -> dict[str, Any]:
    found: dict[str, Any] = {
        "wording": words_changed(old.words, new.words),
        "options": _pair(_options(old), _options(new)),
        "routing": _pair(_routing(old), _routing(new)),
        "mode": _pair(_asked_how(old, before), _asked_how(new, after)),
    }
    changes = [change for change in CHANGES if found.get(change)] or ["identical"]
    item = bank.by_id.get(new.id)
    versions = [] if item is None else _between(item, old.version, new.version)
    shown = next(iter(found["wording"].values()), "")
    return {
        "variable": new.variable,
        "item": new.id,
        "change": changes[0],
        "changes": changes,
        "words": found["wording"] or None,
        "options": found["options"],
        "routing": found["routing"],
        "mode": found["mode"],
        "because": _recorded(each.because for each in versions),
        "comparable": _recorded(each.comparable for each in versions),
        "shown": shown,
    }


def _pair(old: Any, new: Any) -> dict[str, Any] | None:
    return None if old == new else {"from": old, "to": new}


def _options(question: Question) -> dict[str, Any]:
    """Give everything that says what can be answered."""
    offered = (*question.choices, *question.reasons)
    return {
        "type": question.kind,
        "codes": {str(each.code): dict(each.label) for each in offered},
        "order": [each.code for each in offered],
        "alone": [each.code for each in offered if each.exclusive],
        "low": question.low,
        "high": question.high,
    }


def _routing(question: Question) -> str | None:
    return question.routing if question.reachable else "not asked"


def _asked_how(question: Question, instrument: Instrument) -> dict[str, Any]:
    said = {language: plain_wording(words) for language, words in question.instruct.items()}
    reminder = {} if question.reminder is None else question.reminder.words
    reminded = {language: plain_wording(words) for language, words in reminder.items()}
    return {"mode": instrument.mode, "card": question.card, "instruct": said, "remind": reminded}


def _recorded(reasons: Iterator[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason)) or None


def _between(item: Item, first: str, last: str) -> list[Version]:
    """Give the versions that lead from one to the other, whichever replaced which; oldest first."""
    return _chain(item, first, last) or _chain(item, last, first)


def _chain(item: Item, first: str, last: str) -> list[Version]:
    found: list[Version] = []
    name: str | None = last
    while name is not None and name != first and len(found) < len(item.versions):
        found.append(item.versions[name])
        name = item.versions[name].replaces
    return found[::-1] if name == first else []


def words_changed(old: Words, new: Words) -> Mapping[str, str]:
    """Mark what changed in each language; languages in which nothing did are left out."""
    texts = {
        language: (plain_wording(old.get(language, ())), plain_wording(new[language])) for language in new
    }
    return {language: _marked(*pair) for language, pair in texts.items() if pair[0] != pair[1]}


def _marked(old: str, new: str) -> str:
    """Write two texts as one.

    Examples
    --------
    >>> _marked("How many adults live here?", "How many adults now live here?")
    'How many adults {+now+} live here?'
    """
    before, after = old.split(), new.split()
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    parts: list[str] = []
    for kind, start, end, first, last in steps:
        gone, come = " ".join(before[start:end]), " ".join(after[first:last])
        if kind == "equal":
            parts.append(gone)
        else:
            parts += [f"[-{gone}-]"] * bool(gone) + [f"{{+{come}+}}"] * bool(come)
    return " ".join(parts)
