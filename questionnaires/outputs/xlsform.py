"""The questionnaire as an XLSForm workbook for ODK, Kobo and SurveyCTO.

Fields are named by their variables.  Beside them stand auxiliary fields, told by a double underscore:
``x__words`` (words of a chosen code, for texts), ``x__why`` (the code of the reason why a date or a text is
empty), ``x__remind`` and ``x__check`` (notes).  Answers of earlier waves are ``prior_x`` and ``baseline_x``:
calculated from ``preload.csv`` by URN, one column each under the same name, empty where a family has none.

Choices and numbers are required, as routing depends on them; texts and dates may stay empty.  A URN must
match the study's pattern.  The version of the form is a fingerprint of its content: the same content has the
same version on every machine, and whatever changes in a form makes another.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from ...study.config import MODES
from ...study.files import normalised_zip
from ...study.routing import Is, Name, Node
from ..instrument import Check, Choice, FedForward, Instrument, Question, Words
from ..phrases import LANGUAGE_NAMES, VARIABLE_LABELS, phrase
from ..printers.naming import check_said
from ..printers.xpath import print_xpath
from ..wording import Pipe, plain_wording
from .form_fields import asks_why, name_of, pipe_field, words_field
from .holding import held_in_form
from .sections import Section, sections

__all__ = ["xlsform"]

Row = dict[str, str]
_TYPES = {"whole": "integer", "number": "decimal", "text": "text", "date": "date", "note": "note"}
_REQUIRED = ("one", "any", "whole", "number")
_SURVEY = ("type", "name", "required", "relevant", "constraint", "calculation")
_VERSION_LENGTH = 12
_TRANSLATED = ("label", "hint", "constraint_message")


def xlsform(instrument: Instrument) -> bytes:
    """Write the workbook with the sheets survey, choices and settings.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode, in the languages the form is to have.

    Returns
    -------
    bytes
        The .xlsx file; the same instrument gives the same bytes.

    Raises
    ------
    NotPrintableError
        If a rule says what XPath cannot; `check` finds these first.
    """
    form = _Form(instrument)
    columns = [f"{name}::{label}" for name in _TRANSLATED for label in map(_column, instrument.languages)]
    sheets = {
        "survey": ([*_SURVEY, *columns], list(form.survey())),
        "choices": (["list_name", "name", *columns[: len(instrument.languages)]], list(form.choices())),
        "settings": (["form_title", "form_id", "version", "default_language"], [form.settings()]),
    }
    sheets["settings"][1][0]["version"] = _version(sheets)
    return normalised_zip(_workbook(sheets))


def _version(sheets: Mapping[str, tuple[list[str], list[Row]]]) -> str:
    """Derive the version from everything else: a server takes a changed form only under another version."""
    content = json.dumps(sheets, ensure_ascii=False, sort_keys=True)
    return sha256(content.encode()).hexdigest()[:_VERSION_LENGTH]


def _column(language: str) -> str:
    return f"{LANGUAGE_NAMES[language]} ({language})"


def _workbook(sheets: Mapping[str, tuple[list[str], list[Row]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for index, (title, (columns, rows)) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if index == 0 else book.create_sheet()
        sheet.title = title
        for number, texts in enumerate(
            [columns, *([row.get(key, "") for key in columns] for row in rows)], 1
        ):
            for place, text in enumerate(texts, 1):
                if text:
                    cell = sheet.cell(number, place, text)
                    cell.data_type = "s"  # a text that begins with = is not a formula
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Form:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.holding = held_in_form(instrument, str)

    # Texts.

    def translated(self, column: str, text: Callable[[str], str]) -> Row:
        found = {f"{column}::{_column(each)}": text(each) for each in self.instrument.languages}
        return {key: value for key, value in found.items() if value}

    def words(self, column: str, words: Words) -> Row:
        return self.translated(column, lambda language: self.shown(words, language))

    def shown(self, words: Words, language: str) -> str:
        return plain_wording(
            words.get(language, ()), lambda pipe: f"${{{pipe_field(pipe, self.instrument)}}}"
        )

    # Rows.

    def settings(self) -> Row:
        made = self.instrument
        return {
            "form_title": f"{made.title}: {made.wave_in(made.languages[0])}",
            "form_id": f"{made.wave}_{made.mode}",
            "default_language": _column(made.languages[0]),
        }

    def survey(self) -> Iterator[Row]:
        yield from self.head()
        for each in self.instrument.fed_forward:
            yield from self.fed(each)
        still_open: list[Section] = []
        for part, question in sections(self.instrument.questions):
            if part is not None:
                yield from self.turn(still_open, part)
            yield from self.question(question)
        yield from ({"type": "end_group"} for _ in still_open)
        if "last_q" not in self.instrument.by_variable:
            yield {"type": "text", "name": "last_q", **self.administrative("last_q")}

    def turn(self, still_open: list[Section], part: Section) -> Iterator[Row]:
        """End the groups that are over and begin the next; a row is a group within its module's."""
        while still_open and (part.kind == "module" or still_open[-1].kind == "row"):
            still_open.pop()
            yield {"type": "end_group"}
        if part.kind != "rest":
            still_open.append(part)
            name = part.name if part.kind == "row" else f"module__{part.name}"
            label = self.words("label", part.title) or self.translated("label", lambda _: part.name)
            yield {"type": "begin_group", "name": name, **label}

    def head(self) -> Iterator[Row]:
        kinds = {"urn": "text", "int_date": "date", "int_language": "select_one int_language"}
        for name, kind in kinds.items():
            if name not in self.instrument.by_variable:
                row = {"type": kind, "name": name, "required": "yes", **self.administrative(name)}
                yield row | (self.urn_constraint() if name == "urn" else {})
        if "int_mode" not in self.instrument.by_variable:
            code = MODES.index(self.instrument.mode) + 1
            yield {"type": "calculate", "name": "int_mode", "calculation": str(code)}

    def urn_constraint(self) -> Row:
        """Ask for a URN as the study writes it; how far it can be read as XPath, `_literal` says."""
        pattern = _literal(self.instrument.urn_pattern or "")
        if not self.instrument.urn_pattern or pattern is None:
            return {}
        said = self.translated("constraint_message", lambda language: phrase("urn_wrong", language))
        return {"constraint": f"regex(., {pattern})", **said}

    def administrative(self, name: str) -> Row:
        return self.translated("label", lambda language: VARIABLE_LABELS[name][language])

    def fed(self, each: FedForward) -> Iterator[Row]:
        source = f"pulldata('preload', '{each.name}', 'urn', ${{urn}})"
        yield {"type": "calculate", "name": each.name, "calculation": source}
        earlier = self.instrument.earlier.get(each.variable)
        holder = None if earlier is None else self.instrument.asks_with_list(earlier.list)
        if earlier is not None and earlier.kind == "one" and holder is not None:
            yield self.words_row(each.name, holder.variable)

    def words_row(self, name: str, holder: str) -> Row:
        source = f"jr:choice-name(${{{name}}}, '${{{holder}}}')"
        return {"type": "calculate", "name": words_field(name), "calculation": source}

    def question(self, question: Question) -> Iterator[Row]:
        relevant = self.relevant(question)
        yield from self.reminder(question, relevant)
        yield {
            "type": self.type(question),
            "name": name_of(question),
            "required": "yes" if question.kind in _REQUIRED else "",
            "relevant": relevant,
            **self.words("label", question.words),
            **self.translated("hint", lambda language: self.hint(question, language)),
            **self.constraint(question),
        }
        if question.variable in self.piped():
            yield self.words_row(question.variable, question.variable)
        yield from self.why(question, relevant)
        yield from self.check(question, relevant)

    def piped(self) -> frozenset[str]:
        """Variables with one chosen code whose words a text shows."""
        pipes = (part for each in self.instrument.questions for wording in each.wordings for part in wording)
        own = {pipe.variable for pipe in pipes if isinstance(pipe, Pipe) and pipe.source is None}
        known = self.instrument.by_variable
        return frozenset(name for name in own if name in known and known[name].kind == "one")

    def type(self, question: Question) -> str:
        if question.is_choice:
            many = "select_multiple" if question.kind == "any" else "select_one"
            return f"{many} {_list_name(question)}"
        return _TYPES[question.kind]

    def relevant(self, question: Question) -> str:
        if not question.reachable:
            return "false()"
        return "" if question.ask is None else self.xpath(question.ask)

    def xpath(self, rule: Node, own: str | None = None) -> str:
        return print_xpath(rule, self.holding, own)

    def hint(self, question: Question, language: str) -> str:
        parts = [self.shown(question.instruct, language)]
        if question.kind in ("whole", "number"):
            parts += [f"{each.code} = {each.label[language]}" for each in question.reasons]
        return " · ".join(part for part in parts if part)

    def constraint(self, question: Question) -> Row:
        if question.variable == "urn":
            return self.urn_constraint()
        tests = [*_range(question), *_alone(question)]
        if question.hard is not None:
            tests.append(f"not({self.xpath(question.hard.broken, question.variable)})")
        if not tests:
            return {}
        message = self.translated("constraint_message", lambda language: self.message(question, language))
        return {"constraint": " and ".join(f"({test})" for test in tests), **message}

    def message(self, question: Question, language: str) -> str:
        said = []
        if question.low is not None and question.high is not None:
            low, high = f"{question.low:g}", f"{question.high:g}"
            said.append(phrase(f"{question.kind}_range", language, low=low, high=high))
        if _alone(question):
            said.append(phrase("one_alone", language))
        if question.hard is not None:
            said.append(self.said("hard", question.hard, question, language))
        return " ".join(said)

    def said(self, key: str, check: Check, question: Question, language: str) -> str:
        spoken = check_said(key, check, question, self.instrument, language, numbered=False)
        return self.shown(check.say, language) or spoken

    def reminder(self, question: Question, relevant: str) -> Iterator[Row]:
        if question.reminder is None:
            return
        there = self.xpath(Is(Name(question.reminder.variable, "prior"), "answered"))
        yield {
            "type": "note",
            "name": f"{question.variable}__remind",
            "relevant": _both(relevant, there),
            **self.words("label", question.reminder.words),
        }

    def why(self, question: Question, relevant: str) -> Iterator[Row]:
        if asks_why(question):
            yield {
                "type": f"select_one {_reasons_list(question)}",
                "name": f"{question.variable}__why",
                "required": "yes",
                "relevant": _both(relevant, f"${{{question.variable}}} = ''"),
                **self.translated("label", lambda language: phrase("why_empty", language)),
            }

    def check(self, question: Question, relevant: str) -> Iterator[Row]:
        """Say after the question that an answer is unusual; a form has no check that can be passed over."""
        check = question.soft
        if check is None:
            return
        yield {
            "type": "note",
            "name": f"{question.variable}__check",
            "relevant": _both(relevant, self.xpath(check.broken)),
            **self.translated("label", lambda language: self.said("soft", check, question, language)),
        }

    def choices(self) -> Iterator[Row]:
        lists: dict[str, tuple[Choice, ...]] = {}
        for question in self.instrument.questions:
            if question.is_choice:
                lists[_list_name(question)] = question.choices + question.reasons
            elif asks_why(question):
                lists[_reasons_list(question)] = question.reasons
        if "int_language" not in self.instrument.by_variable:
            lists["int_language"] = _languages(self.instrument)
        for name, options in lists.items():
            yield from (self.option(name, option) for option in options)

    def option(self, name: str, option: Choice) -> Row:
        label = self.translated("label", lambda language: option.label[language])
        return {"list_name": name, "name": str(option.code), **label}


def _literal(pattern: str) -> str | None:
    """Write a pattern for the whole text as an XPath literal; None where it holds both kinds of quotes."""
    quote = '"' if "'" in pattern else "'"
    return None if quote in pattern else f"{quote}^({pattern})${quote}"


def _languages(instrument: Instrument) -> tuple[Choice, ...]:
    codes = instrument.dictionary.lists["int_language"].codes
    return tuple(Choice(int(each.value), dict.fromkeys(instrument.languages, each.label)) for each in codes)


def _suffix(reasons: Iterable[Choice]) -> str:
    return "".join(f"_{each.reason.word}" for each in reasons if each.reason is not None)


def _list_name(question: Question) -> str:
    """Name a list with the reasons that are allowed beside its options."""
    return f"{question.list}_{_suffix(question.reasons)}" if question.reasons else str(question.list)


def _reasons_list(question: Question) -> str:
    return f"reasons_{_suffix(question.reasons)}"


def _range(question: Question) -> Iterator[str]:
    if question.low is not None and question.high is not None:
        inside = f"(. >= {question.low:g} and . <= {question.high:g})"
        yield " or ".join([inside, *(f". = {each.code}" for each in question.reasons)])


def _alone(question: Question) -> list[str]:
    if question.kind != "any":
        return []
    alone = [each.code for each in (*question.choices, *question.reasons) if each.exclusive]
    return [f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone]


def _both(first: str, second: str) -> str:
    return f"({first}) and ({second})" if first else second
