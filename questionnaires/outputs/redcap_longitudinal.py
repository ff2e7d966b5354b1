"""All waves as one longitudinal REDCap project: an event a wave, each field once.

REDCap has one wording, one list of answers and one condition a field, whatever the event.  So the conditions
of the waves are joined, each under its event; and where wordings differ, each is a text of its own that its
event shows above the field (``x_v1``, ``x_v2``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..instrument import Instrument
from .redcap import COLUMNS, Row, redcap_csv, redcap_rows

__all__ = ["redcap_events", "redcap_forms", "redcap_longitudinal"]

(_NAME, _FORM, _SECTION, _TYPE, _LABEL, _CHOICES, _NOTE, _, _LOW, _HIGH, _, _BRANCHING, _, _, _NUMBER,
 _MATRIX, _, _ANNOTATION) = COLUMNS  # fmt: skip
_NEVER = "1 = 0"
Variants = Mapping[str, Row]
"""A field as each event has it."""


def redcap_longitudinal(instruments: Sequence[Instrument], language: str) -> bytes:
    """Write the data dictionary of a project with all waves, in one language.

    Parameters
    ----------
    instruments : sequence of Instrument
        One a wave, in the order of the waves.
    language : str
        One of their languages.

    Returns
    -------
    bytes
        CSV, UTF-8, with REDCap's 18 columns; there are no matrices, as they differ by wave.
    """
    waves = {_event(each): redcap_rows(each, language) for each in instruments}
    return redcap_csv(COLUMNS, _headed(_fields(waves)))


def redcap_events(instruments: Sequence[Instrument]) -> bytes:
    """Write the events, as "Define My Events" uploads them."""
    columns = ("event_name", "arm_num", "unique_event_name", "custom_event_label")
    rows = ((each.wave, "1", _event(each), each.wave_label) for each in instruments)
    return redcap_csv(columns, (dict(zip(columns, row, strict=True)) for row in rows))


def redcap_forms(instruments: Sequence[Instrument]) -> bytes:
    """Write which forms are filled at which event, as "Designate Instruments" uploads it."""
    columns = ("arm_num", "unique_event_name", "form")
    rows = (("1", _event(each), form) for each in instruments for form in _forms(each))
    return redcap_csv(columns, (dict(zip(columns, row, strict=True)) for row in rows))


def _forms(instrument: Instrument) -> Iterable[str]:
    return dict.fromkeys(row[_FORM] for row in redcap_rows(instrument, instrument.languages[0]))


def _event(instrument: Instrument) -> str:
    """Give the name REDCap makes of the name of an event."""
    return f"{re.sub(r'[^a-z0-9_]', '', instrument.wave.lower())}_arm_1"


def _fields(waves: Mapping[str, list[Row]]) -> Iterator[Row]:
    forms = _merged([list(dict.fromkeys(row[_FORM] for row in rows)) for rows in waves.values()])
    for form in forms:
        inside = {event: {r[_NAME]: r for r in rows if r[_FORM] == form} for event, rows in waves.items()}
        for name in _merged([list(rows) for rows in inside.values()]):
            yield from _field({event: rows[name] for event, rows in inside.items() if name in rows}, waves)


def _merged(sequences: Iterable[list[str]]) -> list[str]:
    """Join sequences to one: what is new stands after what it followed where it came from."""
    merged: list[str] = []
    for sequence in sequences:
        for before, name in zip([None, *sequence], sequence, strict=False):
            if name not in merged:
                merged.insert(0 if before is None else merged.index(before) + 1, name)
    return merged


def _headed(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave a heading only where a form begins, or another part of it."""
    seen: dict[str, str] = {}
    for row in rows:
        heading = row.get(_SECTION, "")
        begun = row[_FORM] not in seen or (heading and heading != seen[row[_FORM]])
        if begun:
            seen[row[_FORM]] = heading
        yield row if begun else {**row, _SECTION: ""}


def _field(variants: Variants, waves: Mapping[str, list[Row]]) -> Iterator[Row]:
    first = next(iter(variants.values()))
    same = len({(row[_LABEL], row.get(_NOTE, "")) for row in variants.values()}) == 1
    if first[_TYPE] == "descriptive" or not same:
        yield from _texts(variants, waves)
    if first[_TYPE] == "descriptive":
        return
    yield {
        **first,
        _LABEL: first[_LABEL] if _one_label(variants) else first[_NAME],
        _CHOICES: _choices(variants),
        _NOTE: first.get(_NOTE, "") if same else "",
        _LOW: _bound(variants, _LOW, lowest=True),
        _HIGH: _bound(variants, _HIGH, lowest=False),
        _BRANCHING: _condition(variants, waves),
        _NUMBER: " / ".join(dict.fromkeys(row[_NUMBER] for row in variants.values() if row.get(_NUMBER))),
        _MATRIX: "",
        _ANNOTATION: _annotation(variants),
    }


def _one_label(variants: Variants) -> bool:
    return len({row[_LABEL] for row in variants.values()}) == 1


def _texts(variants: Variants, waves: Mapping[str, list[Row]]) -> Iterator[Row]:
    """Give what differs, the wording or only the note, as texts that only their events show."""
    taken = {row[_NAME] for rows in waves.values() for row in rows}
    alone = next(iter(variants.values()))[_TYPE] != "descriptive" and _one_label(variants)
    said: dict[str, dict[str, Row]] = {}
    for event, row in variants.items():
        parts = ("" if alone else row[_LABEL], row.get(_NOTE, ""))
        said.setdefault("<br>".join(filter(None, parts)), {})[event] = row
    for number, (text, shown) in enumerate(said.items(), 1):
        first = next(iter(shown.values()))
        own = first[_TYPE] == "descriptive" and number == 1
        if text:
            yield {
                _NAME: first[_NAME] if own else _free(f"{first[_NAME]}_v{number}", taken),
                _FORM: first[_FORM], _SECTION: first.get(_SECTION, ""), _TYPE: "descriptive",
                _LABEL: text, _BRANCHING: _condition(shown, waves),
            }  # fmt: skip


def _free(name: str, taken: set[str]) -> str:
    return _free(f"{name}_x", taken) if name in taken else name


def _condition(variants: Variants, waves: Mapping[str, list[Row]]) -> str:
    """Join the conditions of the events; the event is not named where all waves have the same."""
    rules: dict[str, list[str]] = {}
    for event, row in variants.items():
        rules.setdefault(row.get(_BRANCHING, ""), []).append(event)
    if len(rules) == 1 and len(variants) == len(waves):
        return next(iter(rules))
    parts = [_under(events, rule) for rule, events in rules.items() if rule != _NEVER]
    return " or ".join(parts) or _NEVER


def _under(events: Iterable[str], rule: str) -> str:
    named = " or ".join(f"[event-name] = '{event}'" for event in events)
    return f"(({named}) and ({rule}))" if rule else f"({named})"


def _choices(variants: Variants) -> str:
    """Join the answers; a code that has other words in another wave has both."""
    labels: dict[str, dict[str, None]] = {}
    for row in variants.values():
        for choice in filter(None, row.get(_CHOICES, "").split(" | ")):
            code, label = choice.split(", ", 1)
            labels.setdefault(code, {})[label] = None
    return " | ".join(f"{code}, {' / '.join(words)}" for code, words in labels.items())


def _bound(variants: Variants, column: str, *, lowest: bool) -> str:
    bounds = sorted((row.get(column, "") for row in variants.values()), key=lambda text: float(text or "nan"))
    return "" if "" in bounds else bounds[0 if lowest else -1]


def _annotation(variants: Variants) -> str:
    """Keep an annotation that all waves share; others hold under their events."""
    said = dict.fromkeys(row.get(_ANNOTATION, "") for row in variants.values())
    if len(said) == 1:
        return next(iter(said))
    tags = {event: row.get(_ANNOTATION, "").partition("item=")[0].strip() for event, row in variants.items()}
    items = dict.fromkeys(word for text in said for word in text.split() if "=" in word and "@" not in word)
    under = [f"@IF([event-name] = '{event}', {tag}, '')" for event, tag in tags.items() if tag]
    common = [next(iter(tags.values()))] if len(set(tags.values())) == 1 else under
    return " ".join([*filter(None, common), *items])
