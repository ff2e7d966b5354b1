"""Put a delivered file beside the dictionary of its wave: names, kinds of value, labels, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..study.dictionary import Dictionary, MissingRange, Variable
from ..study.missing import MissingScheme, Reason
from ..study.problems import Place, Problem, problem
from .returns import Returns
from .spss_write import LABEL_BYTES, VALUE_LABEL_BYTES, fitting

__all__ = ["Conformed", "conform", "renamed", "scheme_contradictions", "scheme_reason"]

# How data producers word the reasons; needed only to notice that a code is labelled as another reason.
_WORDINGS: Mapping[Reason, tuple[str, ...]] = {
    Reason.DONT_KNOW: ("don't know", "dont know", "don’t know", "do not know", "dk", "ddim yn gwybod"),
    Reason.REFUSED: ("refused", "refusal", "prefer not to say", "gwrthod", "gwrthodwyd"),
    Reason.PROXY: ("proxy", "proxy respondent"),
    Reason.NOT_APPLICABLE: ("not applicable", "inapplicable", "n/a", "ddim yn berthnasol"),
    Reason.NO_ANSWER: ("no answer", "not answered", "dim ateb"),
    Reason.ERROR: ("error",),
}
_NUMERIC = {"choice", "integer", "decimal"}
_MOMENTS = {"date", "datetime"}


@dataclass(frozen=True)
class Conformed:
    """A delivered file in the words of its wave.

    Parameters
    ----------
    returns : Returns
        With the names of the dictionary.
    dictionary : Dictionary
        One variable a delivered column, in the order of the questionnaire; described by the wave's dictionary
        where it knows the variable, else by the file.
    added, dropped : tuple of str
        Variables that only the file, or only the dictionary, knows.
    problems : list of Problem
        What differs; any ``error`` keeps the whole file out.
    notes : tuple of str
        What was done.
    """

    returns: Returns
    dictionary: Dictionary
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    problems: list[Problem]
    notes: tuple[str, ...]


def conform(returns: Returns, reference: Dictionary, wave: str) -> Conformed:
    """Compare what was delivered with the dictionary of the wave; only the case of names is adapted."""
    spelt, notes = _respelt(returns, reference)
    delivered = spelt.dictionary
    shared = [v.name for v in delivered if v.name in reference]
    added = tuple(v.name for v in delivered if v.name not in reference)
    dropped = tuple(v.name for v in reference if v.name not in delivered)
    problems = [
        *(problem("FP3020", Place(wave=wave, variable=name), variable=name) for name in added),
        *(problem("FP3021", Place(wave=wave, variable=name), variable=name) for name in dropped),
    ]
    for name in shared:
        problems += _differences(name, delivered, reference, wave)
    book = _merged(delivered, reference)
    ordered = replace(spelt, frame=spelt.frame[list(book.names)])
    return Conformed(ordered, book, added, dropped, problems, notes)


def _respelt(returns: Returns, reference: Dictionary) -> tuple[Returns, tuple[str, ...]]:
    """SPSS does not tell names apart by case; take the dictionary's spelling where that is clear."""
    wanted = {name.casefold(): name for name in reference.names}
    folded = [name.casefold() for name in returns.dictionary.names]
    new = {
        name: wanted[name.casefold()]
        for name in returns.dictionary.names
        if name not in reference and name.casefold() in wanted and folded.count(name.casefold()) == 1
    }
    if not new:
        return returns, ()
    said = f"Names that differed from the dictionary only by case were taken as its: {', '.join(new)}."
    return renamed(returns, new), (said,)


def renamed(returns: Returns, new: Mapping[str, str]) -> Returns:
    """Give returns with other variable names."""
    book = returns.dictionary
    sets = tuple(replace(s, variables=tuple(new.get(name, name) for name in s.variables)) for s in book.sets)
    return replace(
        returns,
        frame=returns.frame.rename(columns=dict(new)),
        raw=returns.raw.rename(columns=dict(new)),
        formats={new.get(name, name): text for name, text in returns.formats.items()},
        layout=returns.layout.renamed(new),
        dictionary=replace(
            book, sets=sets, variables=tuple(replace(v, name=new.get(v.name, v.name)) for v in book)
        ),
    )


def _merged(delivered: Dictionary, reference: Dictionary) -> Dictionary:
    """Order as in the questionnaire, the URN first and what only the file knows last."""
    known = sorted((v for v in reference if v.name in delivered), key=lambda v: v.name != "urn")
    variables = (*known, *(v for v in delivered if v.name not in reference))
    own = {v.codes: delivered.lists[v.codes] for v in delivered if v.name not in reference and v.codes}
    arrived = set(delivered.names)
    sets = tuple(s for s in reference.sets if arrived.issuperset(s.variables)) or delivered.sets
    scales = tuple(s for s in reference.scales if arrived.issuperset(s.variables))
    return replace(reference, variables=variables, lists={**own, **reference.lists}, sets=sets, scales=scales)


def _differences(name: str, delivered: Dictionary, reference: Dictionary, wave: str) -> Iterator[Problem]:
    place = Place(wave=wave, variable=name)
    here, there = delivered[name], reference[name]
    if not _same_kind(here, there):
        yield problem("FP3022", place, variable=name, delivered=here.type, expected=there.type)
        return
    if not _same_words(here.label, {there.label, *there.translations.values()}, LABEL_BYTES):
        yield problem("FP3023", place, variable=name)
    yield from _code_differences(name, delivered, reference, place)
    yield from _missing_differences(here, there, place)


def _same_kind(here: Variable, there: Variable) -> bool:
    return (
        here.type == there.type
        or (here.type in _NUMERIC and there.type in _NUMERIC)
        or {here.type, there.type} <= _MOMENTS
        or {here.type, there.type} <= {"time", "duration"}
    )


def _same_words(delivered: str, expected: set[str], room: int) -> bool:
    """Compare labels as SPSS can hold them, whatever the case and spaces; no label says nothing."""
    if not delivered or expected <= {""}:
        return True
    return _folded(delivered) in {_folded(fitting(text, room)) for text in expected}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _code_differences(
    name: str, delivered: Dictionary, reference: Dictionary, place: Place
) -> Iterator[Problem]:
    here, there = delivered.code_list(name), reference.code_list(name)
    if here is None or there is None:
        return
    known = {code.value: {code.label, *code.translations.values()} for code in there.codes}
    for code in here.codes:
        if code.value not in known:
            yield problem("FP3024", place, variable=name, value=_spoken(code.value))
        elif not _same_words(code.label, known[code.value], VALUE_LABEL_BYTES):
            yield problem("FP3025", place, variable=name, value=_spoken(code.value))


def _missing_differences(here: Variable, there: Variable, place: Place) -> Iterator[Problem]:
    for part in there.missing:
        if part.reason is None or part.low != part.high:
            continue
        said = next((p.label for p in here.missing if p.low == part.low and p.low == p.high), "")
        if (other := _other_reason(said, part.reason)) is not None:
            facts = {"value": _spoken(part.low), "said": other.label, "meant": part.reason.label}
            yield problem("FP3026", place, variable=here.name, **facts)
    undeclared = [part for part in here.missing if not _covered(part, there)]
    if there.missing and undeclared:
        values = ", ".join(_range(part) for part in undeclared)
        yield problem("FP3027", place, variable=here.name, values=values)


def _covered(part: MissingRange, there: Variable) -> bool:
    """Say whether the dictionary knows a missing code of the file; a range only says where codes may be."""
    return part.low != part.high or any(part.low in known for known in there.missing)


def scheme_contradictions(book: Dictionary, scheme: MissingScheme, wave: str) -> list[Problem]:
    """Find missing codes that the file labels as another reason than the study's scheme."""
    found = []
    for variable in book:
        for part in variable.missing:
            meant = scheme_reason(part, scheme)
            if meant is None:
                continue
            if (other := _other_reason(part.label, meant)) is not None:
                facts = {"value": _spoken(part.low), "said": other.label, "meant": meant.label}
                place = Place(wave=wave, variable=variable.name)
                found.append(problem("FP3026", place, variable=variable.name, **facts))
    return found


def scheme_reason(part: MissingRange, scheme: MissingScheme) -> Reason | None:
    """Give the reason that the scheme has for a single numeric code."""
    if part.low != part.high or isinstance(part.low, str) or not float(part.low).is_integer():
        return None
    return scheme.codes.get(int(part.low))


def _other_reason(label: str, meant: Reason) -> Reason | None:
    folded = _folded(label)
    said = [reason for reason, wordings in _WORDINGS.items() if folded in wordings]
    return said[0] if said and meant not in said else None


def _spoken(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _range(part: MissingRange) -> str:
    low, high = _spoken(part.low), _spoken(part.high)
    return low if low == high else f"{low} to {high}"
