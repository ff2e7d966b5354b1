"""`coding quotes`: the quote bank, attributed so that nobody can be picked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from ..study.consent import may_be_quoted
from ..study.documents import INTERVIEWER, Coding, Document
from ..study.folder import Study
from ..study.pictures import Quote
from ..study.problems import Place, Problem, problem
from ..study.table import Column, Table
from .attribution import Attribution, Cell, Tongues, attributions, languages_shown, projects_shown
from .codebook import Codebook, read_codebook
from .corpus import left_out, role_label, stored_documents, wave_label
from .disclosure import Watch
from .visibility import shown_codings
from .watched_words import watch_of
from .word_borders import cuts_a_word

__all__ = ["attribution_text", "quote_bank", "quotes"]

_LISTED = 20
_COLUMNS = (Column("coding", "number"), Column("label", "code"), Column("quote"), Column("attribution"))
_HELD = (Column("coding", "number"), Column("label", "code"), Column("document"), Column("reasons"))


def quotes(
    study: Study,
    code: str | None = None,
    *,
    project: bool = False,
    withheld: bool = False,
    coder: str | None = None,
    as_at: date | str | None = None,
) -> Table:
    """List the coded quotes that may be shown.

    Parameters
    ----------
    study : Study
        The study; ``disclosure: {attribution: k}`` in study.yaml says how many people a group needs, and
        ``consent: {quote: FACT}`` which fact of a member says whether they may be quoted.
    code : str, optional
        Only this code.
    project : bool
        Name the project too, for roles of which every role x wave x project has enough people.
    withheld : bool
        List those that may not be shown in place of the others: number, document and reasons, no words.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.
    as_at : date or str, optional
        The codings as they were at the end of this day; default: now.

    Returns
    -------
    Table
        A row a coding, in the order of the codebook: ``coding``, ``code``, ``label``, ``document``, ``turn``,
        ``start``, ``end``, ``quote``, ``attribution``; with `withheld` ``coding``, ``code``, ``label``,
        ``document``, ``reasons``.  Facts: ``codings`` = ``shown`` + ``withheld``, ``reasons`` (each with how
        many quotes it withholds) and ``to_check`` (number, document and reasons of each withheld quote,
        never its words).  Problem FP5187 where no member has the fact that study.yaml names.

    Raises
    ------
    ProblemError
        FP5011 if the codebook has no such code.
    """
    codebook = read_codebook(study.codebook)
    if code is not None:
        codebook.code(code)
    documents = {document.name: document for document in stored_documents(study)}
    said = _in_order(
        codebook, [one for one in shown_codings(study, coder, as_at=as_at) if code in {None, one.code}]
    )
    checks = _Checks.of(study, documents)
    found = {one.id: checks.reasons(one) for one in said}
    names = _Names.of(study, documents.values(), project)
    rows = [_row(codebook, one, documents[one.document], names) for one in said if not found[one.id]]
    held = [_held_row(codebook, one, found[one.id]) for one in said if found[one.id]]
    facts = _facts(len(said), held)
    notes = (*_notes(study, held), *left_out(study, coder))
    shown, columns = (held, _HELD) if withheld else (rows, _COLUMNS)
    return Table.of(shown, columns, notes=notes, facts=facts, problems=_nobody_asked(study))


@dataclass(frozen=True)
class _Checks:
    """What a quote is held against."""

    documents: Mapping[str, Document]
    watched: Watch
    tongues: Tongues
    released: set[int]
    consenting: frozenset[str] | None
    elsewhere: frozenset[str]

    @classmethod
    def of(cls, study: Study, documents: Mapping[str, Document]) -> _Checks:
        """Gather it from a study."""
        tongues = languages_shown(documents.values(), study.config.disclosure.attribution)
        watched, elsewhere = watch_of(study, documents.values()), frozenset(study.config.consent.elsewhere)
        return cls(documents, watched, tongues, _released(study), may_be_quoted(study), elsewhere)

    def reasons(self, one: Coding) -> list[str]:
        """Say why a quote is withheld: what it holds, whose words it is, in which language it was said."""
        document = self.documents[one.document]
        turn = document.turn_at(one.start, one.end)
        found = [] if one.id in self.released else self.watched.flags(one.quote)
        if turn is None or turn.role in {None, INTERVIEWER}:
            found.append("not a respondent's words")
        if turn is not None and (one.start < turn.start or one.end > turn.end):
            found.append("more than one speaker")
        if any(cuts_a_word(document.text, at) for at in (one.start, one.end)):
            found.append("a word is cut")
        if turn is not None and (turn.role, document.language) not in self.tongues:
            found.append("few speak this language")
        if turn is not None and not self._consents(document, turn.role):
            found.append("no consent to quote")
        return found

    def _consents(self, document: Document, role: str | None) -> bool:
        return self.consenting is None or role in self.elsewhere or document.urn in self.consenting


@dataclass(frozen=True)
class _Names:
    """How speakers are named."""

    study: Study
    allowed: Mapping[Cell, Attribution]
    projects: frozenset[str]

    @classmethod
    def of(cls, study: Study, documents: Iterable[Document], project: bool) -> _Names:
        """Work it out from all transcripts of a study."""
        several, least = list(documents), study.config.disclosure.attribution
        allowed = attributions(several, least)
        return cls(study, allowed, projects_shown(several, allowed, least) if project else frozenset())

    def attribution(self, document: Document, role: str | None) -> str:
        """Write who speaks, as people read it."""
        allowed = self.allowed.get((role, document.wave), (None, None))
        text = attribution_text(self.study, allowed)
        return f"{text}, {document.project}" if allowed[0] in self.projects else text


def _nobody_asked(study: Study) -> tuple[Problem, ...]:
    from ..study.store.members import members_frame

    fact = study.config.consent.quote
    with study.store.reading() as connection:
        known = fact is None or fact in members_frame(connection)
    return () if known else (problem("FP5187", Place(file="study.yaml"), fact=fact),)


def _released(study: Study) -> set[int]:
    from ..study.store.codings import released_codings

    with study.store.reading() as connection:
        return released_codings(connection)


def quote_bank(study: Study, code: str | None = None, each: int | None = 3) -> tuple[Quote, ...]:
    """Choose quotes that may be shown, as values for a report; see `quotes`.

    Parameters
    ----------
    study : Study
        The study.
    code : str, optional
        Only this code.
    each : int or None
        At most so many a code, from as many groups of speakers as there are; None for all.

    Returns
    -------
    tuple of Quote
        Words, attribution and labels of the codes; words that carry several codes are one quote.
    """
    by_code = groupby(quotes(study, code).rows, key=lambda row: row["code"])
    chosen = [row for _, rows in by_code for row in _varied(list(rows))[:each]]
    merged: dict[tuple[str, int, int], Quote] = {}
    for row in chosen:
        key = (row["document"], row["start"], row["end"])
        earlier = merged[key].codes if key in merged else ()
        merged[key] = Quote(row["quote"], row["attribution"], (*earlier, row["label"]))
    return tuple(merged.values())


def _varied(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Put the first quote of every group of speakers before the second of any."""
    seen: Counter[str] = Counter()
    ranked = []
    for place, row in enumerate(rows):
        ranked.append((seen[row["attribution"]], place))
        seen[row["attribution"]] += 1
    return [rows[place] for _, place in sorted(ranked)]


def _in_order(codebook: Codebook, codings: list[Coding]) -> list[Coding]:
    order = {code.name: place for place, code in enumerate(codebook.codes)}
    return sorted(codings, key=lambda one: (order.get(one.code, len(order)), one.document, one.start, one.id))


def _row(codebook: Codebook, one: Coding, document: Document, names: _Names) -> dict[str, Any]:
    turn = document.turn_at(one.start, one.end)
    return {
        "coding": one.id, "code": one.code, "label": codebook.label(one.code), "document": one.document,
        "turn": turn.number if turn else None, "start": one.start, "end": one.end, "quote": one.quote,
        "attribution": names.attribution(document, turn.role if turn else None),
    }  # fmt: skip


def _held_row(codebook: Codebook, one: Coding, reasons: list[str]) -> dict[str, Any]:
    names = {"code": one.code, "label": codebook.label(one.code)}
    return {"coding": one.id} | names | {"document": one.document, "reasons": reasons}


def attribution_text(study: Study, allowed: Attribution) -> str:
    """Write an attribution as people read it, such as ``Mother, +12 months``."""
    role, wave = allowed
    label = wave_label(study, wave)
    named = role_label(study, role)
    return named if label is None else f"{named}, {label[0].lower() + label[1:]}"


def _notes(study: Study, check: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    least = study.config.disclosure.attribution
    notes = [f"A role, and its waves, are named only where {least} people speak in each; else less is said."]
    if check:
        listed = "; ".join(f"{one['coding']} ({', '.join(one['reasons'])})" for one in check[:_LISTED])
        more = f"; and {len(check) - _LISTED} more" if len(check) > _LISTED else ""
        notes.append(f"Withheld: {len(check)}, by number: {listed}{more}.")
        notes.append("Code a shorter passage, or read it and let it be shown with 'coding release'.")
    if study.config.consent.quote is None:
        notes.append("Consent to quote is not checked: study.yaml does not say where it is (consent: quote).")
    notes.append("No list knows every name: read every quote before it is printed.")
    return tuple(notes)


def _facts(codings: int, held: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    reasons = Counter(reason for one in held for reason in one["reasons"])
    counts = {"codings": codings, "shown": codings - len(held), "withheld": len(held)}
    check = [{key: one[key] for key in ("coding", "document", "reasons")} for one in held]
    return counts | {"reasons": dict(sorted(reasons.items())), "to_check": check}
