"""The questionnaire of a wave as the data dictionary of a REDCap project.

Fields are named by their variables, in small letters.  Beside them stand auxiliary fields: ``x_why`` (the
code of the reason why a date or a text is empty), ``x_remind``, ``x_check`` and ``x_must`` (shown texts).
Answers of earlier waves are the hidden fields ``prior_x`` and ``baseline_x`` of the first form, filled by a
data import and empty where a family has none.

A reason is a code: one more answer of a choice, or typed into a number (REDCap only warns of what is outside
the range).  A field that was not asked is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ...study.config import MODES
from ...study.numbers import exact
from ...study.routing import Name, Node
from ..instrument import Choice, FedForward, Instrument, Question, Words
from ..phrases import MODE_LABELS, VARIABLE_LABELS, phrase
from ..printers.guarded import There
from ..printers.naming import check_said
from ..printers.redcap import print_redcap, print_redcap_formula
from ..wording import Pipe, plain_wording
from .form_fields import asks_why, name_of
from .holding import held_in_form, why_name
from .sections import sections

__all__ = ["COLUMNS", "Row", "redcap", "redcap_csv", "redcap_rows"]

COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?", "Custom Alignment",
    "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
"""The columns of a data dictionary, in REDCap's order."""

(_NAME, _FORM, _SECTION, _TYPE, _LABEL, _CHOICES, _NOTE, _VALIDATION, _LOW, _HIGH,
 _IDENTIFIER, _BRANCHING, _REQUIRED, _, _NUMBER, _MATRIX, _, _ANNOTATION) = COLUMNS  # fmt: skip

Row = dict[str, str]
_FIRST, _LAST = "interview_begins", "interview_ends"
_TYPES = {"one": "radio", "any": "checkbox", "text": "notes", "note": "descriptive"}
_VALIDATIONS = {"whole": "integer", "number": "number", "date": "date_dmy"}
_REQUIRED_KINDS = ("one", "any", "whole", "number")


def redcap(instrument: Instrument, language: str) -> bytes:
    """Write the data dictionary in one language.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    language : str
        One of the instrument's languages; REDCap's dictionary holds one.

    Returns
    -------
    bytes
        CSV, UTF-8, with REDCap's 18 columns.

    Raises
    ------
    NotPrintableError
        If a rule says what branching logic cannot.
    """
    return redcap_csv(COLUMNS, _Project(instrument, language))


def redcap_rows(instrument: Instrument, language: str) -> list[Row]:
    """Give the fields of the data dictionary, each as its columns that are filled."""
    return list(_Project(instrument, language))


def redcap_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows as REDCap uploads them; a column that is not filled is empty."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


class _Project:
    """The rows of the dictionary of one instrument in one language."""

    def __init__(self, instrument: Instrument, language: str) -> None:
        self.instrument = instrument
        self.language = language
        self.taken = {name.lower() for name in instrument.by_variable}
        self.holding = held_in_form(instrument, self.field)
        self.matrices = dict(_matrices(instrument.questions))

    def __iter__(self) -> Iterator[Row]:
        yield from ({_FORM: _FIRST, **row} for row in self.head())
        for part, question in sections(self.instrument.questions):
            heading = "" if part is None else self.text(part.title)
            for row in self.question(question):
                yield {_FORM: question.module.lower(), _SECTION: heading, **row}
                heading = ""
        if "last_q" not in self.instrument.by_variable:
            yield {_FORM: _LAST, **self.administrative("last_q"), _TYPE: "text"}

    # Names and texts.

    def field(self, name: str) -> str:
        """Name a field: REDCap takes small letters only, and no two underscores in a row."""
        plain = name.lower().replace("__", "_")
        while plain != name.lower() and plain in self.taken:
            plain += "_x"
        return plain

    def text(self, words: Words) -> str:
        return plain_wording(words.get(self.language, ()), self.pipe).replace("<", "&lt;")

    def pipe(self, pipe: Pipe) -> str:
        name = pipe.variable if pipe.source is None else FedForward(pipe.source, pipe.variable).name
        return f"[{self.field(name)}]"

    def say(self, key: str, **facts: object) -> str:
        return phrase(key, self.language, **facts)

    def logic(self, rule: Node) -> str:
        return print_redcap(rule, self.holding)

    def listed(self, choices: Iterable[Choice]) -> str:
        # A bar separates the answers, so none may stand within a label.
        return " | ".join(f"{each.code}, {each.label[self.language].replace('|', '¦')}" for each in choices)

    # Rows.

    def head(self) -> Iterator[Row]:
        """Give the record's name, which must come first, and what is known of the interview."""
        yield {**self.administrative("urn"), _TYPE: "text", _REQUIRED: "y"}
        known = self.instrument.by_variable
        if "int_date" not in known:
            yield {**self.administrative("int_date"), _TYPE: "text", _VALIDATION: "date_dmy", _REQUIRED: "y"}
        if "int_mode" not in known:
            chosen = MODES.index(self.instrument.mode) + 1
            labels = (f"{number}, {MODE_LABELS[mode][self.language]}" for number, mode in enumerate(MODES, 1))
            yield {
                **self.administrative("int_mode"), _TYPE: "radio", _CHOICES: " | ".join(labels),
                _ANNOTATION: f"@DEFAULT='{chosen}' @HIDDEN",
            }  # fmt: skip
        if "int_language" not in known:
            codes = self.instrument.dictionary.lists["int_language"].codes
            labels = (f"{code.value}, {code.label}" for code in codes)
            yield {
                **self.administrative("int_language"), _TYPE: "radio", _CHOICES: " | ".join(labels),
                _REQUIRED: "y",
            }  # fmt: skip
        yield from map(self.fed, self.instrument.fed_forward)

    def administrative(self, name: str) -> Row:
        return {_NAME: name, _LABEL: VARIABLE_LABELS[name][self.language]}

    def fed(self, each: FedForward) -> Row:
        """Give the hidden field of an earlier answer; a choice keeps its answers, for texts to say them."""
        earlier = self.instrument.earlier.get(each.variable)
        row = {_NAME: self.field(each.name), _ANNOTATION: "@HIDDEN @READONLY"}
        if earlier is None:
            label = VARIABLE_LABELS.get(each.variable, {}).get(self.language, each.variable)
            return {**row, _TYPE: "text", _LABEL: self.say(each.scope, name=label)}
        return {
            **self.answer(earlier), **row, _VALIDATION: "", _LOW: "", _HIGH: "", _NOTE: "",
            _LABEL: self.say(each.scope, name=self.text(earlier.words)),
        }  # fmt: skip

    def question(self, question: Question) -> Iterator[Row]:
        if question.variable == "urn":
            return
        shown = self.shown(question)
        yield from self.reminder(question, shown)
        yield {
            _NAME: self.field(name_of(question)),
            **self.answer(question),
            _LABEL: self.text(question.words),
            _IDENTIFIER: "y" if question.sensitive else "",
            _BRANCHING: shown,
            _REQUIRED: "y" if question.kind in _REQUIRED_KINDS else "",
            _NUMBER: "" if question.number is None else str(question.number),
            _MATRIX: self.matrices.get(question.variable, ""),
            _ANNOTATION: self.annotation(question),
        }
        yield from self.why(question, shown)
        yield from self.checks(question, shown)

    def answer(self, question: Question) -> Row:
        choices = self.listed((*question.choices, *question.reasons)) if question.is_choice else ""
        return {
            _TYPE: _TYPES.get(question.kind, "text"),
            _CHOICES: choices,
            _NOTE: self.note(question),
            _VALIDATION: _VALIDATIONS.get(question.kind, ""),
            _LOW: "" if question.low is None else exact(question.low),
            _HIGH: "" if question.high is None else exact(question.high),
        }

    def note(self, question: Question) -> str:
        parts = [self.text(question.instruct)]
        if question.kind in ("whole", "number"):
            parts += [f"{each.code} = {each.label[self.language]}" for each in question.reasons]
        if question.card is not None:
            parts.append(self.say("card", card=question.card))
        return " · ".join(part for part in parts if part)

    def annotation(self, question: Question) -> str:
        """Say which answers exclude all others, and which item of the bank this is."""
        alone = [str(e.code) for e in (*question.choices, *question.reasons) if e.exclusive]
        tag = f"@NONEOFTHEABOVE='{','.join(alone)}' " if question.kind == "any" and alone else ""
        return f"{tag}item={question.id} version={question.version}"

    def shown(self, question: Question) -> str:
        if not question.reachable:
            return "1 = 0"
        return "" if question.ask is None else self.logic(question.ask)

    def auxiliary(self, question: Question, what: str, shown: str, label: str) -> Row:
        return {
            _NAME: self.field(f"{question.variable}__{what}"), _TYPE: "descriptive", _LABEL: label,
            _BRANCHING: shown,
        }  # fmt: skip

    def reminder(self, question: Question, shown: str) -> Iterator[Row]:
        if question.reminder is not None:
            there = There(self.holding(Name(question.reminder.variable, "prior")))
            known = _both(shown, print_redcap_formula(there))
            yield self.auxiliary(question, "remind", known, self.text(question.reminder.words))

    def why(self, question: Question, shown: str) -> Iterator[Row]:
        if asks_why(question):
            empty = _both(shown, f'[{self.field(question.variable)}] = ""')
            row = self.auxiliary(question, "why", empty, self.say("why_empty"))
            yield {**row, _NAME: self.field(why_name(question.variable)), _TYPE: "radio",
                   _CHOICES: self.listed(question.reasons), _REQUIRED: "y"}  # fmt: skip

    def checks(self, question: Question, shown: str) -> Iterator[Row]:
        """Say after the question what cannot be, or is unusual: REDCap has no check of its own to enforce."""
        for key, what, check in (("hard", "must", question.hard), ("soft", "check", question.soft)):
            if check is not None:
                said = self.text(check.say) or check_said(
                    key, check, question, self.instrument, self.language, numbered=False
                )
                yield self.auxiliary(question, what, _both(shown, self.logic(check.broken)), said)


def _both(first: str, second: str) -> str:
    return f"({first}) and ({second})" if first else second


def _matrices(questions: tuple[Question, ...]) -> Iterator[tuple[str, str]]:
    """Put questions that follow each other with the same answers and the same routing into one matrix."""
    for key, group in groupby(questions, _matrix_key):
        together = [*group]
        if key is not None and len(together) > 1:
            name = f"{together[0].list}_{together[0].variable}".lower()
            yield from ((question.variable, name) for question in together)


def _matrix_key(question: Question) -> Mapping[str, object] | None:
    alone = question.reminder is not None or question.soft is not None or question.hard is not None
    if question.kind != "one" or alone or question.instruct or not question.reachable:
        return None
    return {
        "module": question.module, "row": question.row, "answers": question.choices,
        "reasons": question.reasons, "ask": question.ask,
    }  # fmt: skip
