"""The questionnaire as a LimeSurvey survey structure: tab-separated values, all languages in one file.

LimeSurvey takes letters and digits only, at most 20 characters, as the code of a question: ``hh_adults`` is
``hhadults`` there, and the variable's own name stands in the attribute ``cssclass`` (``variable-hh_adults``).
A code of an answer is likewise written ``m1`` for -1.  Beside the questions stand auxiliary ones: ``xwhy``
(why a date or a text is empty), ``xremind``, ``xcheck`` (shown texts).  Answers of earlier waves are hidden
questions, filled from the address or the participant table, and empty where a family has none.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator

from ...study.config import MODES
from ...study.numbers import exact
from ...study.routing import Name, Node
from ..instrument import Check, Choice, FedForward, Instrument, Question, Words
from ..phrases import MODE_LABELS, VARIABLE_LABELS, phrase
from ..printers.guarded import There, opposite, surely
from ..printers.limesurvey import code_of, print_limesurvey, print_limesurvey_formula
from ..printers.naming import check_said
from ..wording import Pipe, plain_wording
from .form_fields import asks_why, name_of
from .holding import held_in_form, why_name
from .sections import sections

__all__ = ["COLUMNS", "limesurvey"]

COLUMNS = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory",
    "other", "default", "same_default", "cssclass", "hidden", "exclude_all_others", "num_value_int_only",
    "em_validation_q", "em_validation_q_tip",
)  # fmt: skip
"""The columns that are filled; those after ``same_default`` are attributes of a question.

Numbers of groups and questions are left to LimeSurvey, which tells the languages of one by its name.
"""

Row = dict[str, str]
_TYPES = {"one": "L", "any": "M", "whole": "N", "number": "N", "text": "T", "date": "D", "note": "X"}
_REQUIRED_KINDS = ("one", "any", "whole", "number")
_LONGEST = 20
# A question has these whatever the language; said again for another one they would be stored twice.
_ONCE = ("cssclass", "hidden", "exclude_all_others", "num_value_int_only", "em_validation_q")
# Words that mean something else in an expression.
_RESERVED = frozenset({
    "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "if", "this", "self", "that", "lang", "sid",
    "savedid", "token", "qid", "gid", "sgq", "time", "other",
})  # fmt: skip


def limesurvey(instrument: Instrument) -> bytes:
    """Write the survey structure.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode, in the languages the survey is to have.

    Returns
    -------
    bytes
        Tab-separated values in UTF-8 with a byte order mark, as LimeSurvey imports and exports them.

    Raises
    ------
    NotPrintableError
        If a rule says what an expression cannot.
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_settings(instrument))
    codes = _Codes(instrument)
    for language in instrument.languages:
        writer.writerows({**row, "language": language} for row in _Survey(instrument, language, codes).rows())
    return stream.getvalue().encode("utf-8-sig")


def _settings(instrument: Instrument) -> Iterator[Row]:
    # The number is only a proposal: LimeSurvey takes another where it is not free.
    number = (
        100_000 + zlib.crc32(f"{instrument.title}/{instrument.wave}/{instrument.mode}".encode()) % 900_000
    )
    first, *others = instrument.languages
    settings = {
        "sid": str(number), "language": first, "additional_languages": " ".join(others), "format": "G",
        "allowprev": "Y",
    }  # fmt: skip
    yield from ({"class": "S", "name": name, "text": text} for name, text in settings.items())


class _Codes:
    """Names of questions as LimeSurvey takes them, the same for the same name."""

    def __init__(self, instrument: Instrument) -> None:
        self.given: dict[str, str] = {}
        self.taken: set[str] = {*_RESERVED}
        for variable in instrument.by_variable:
            self(variable)

    def __call__(self, name: str) -> str:
        if name not in self.given:
            self.given[name] = self.free("".join(c for c in name if c.isascii() and c.isalnum()))
            self.taken.add(self.given[name].lower())
        return self.given[name]

    def free(self, plain: str) -> str:
        code, number = plain[:_LONGEST], 1
        while code.lower() in self.taken:
            number += 1
            code = f"{plain[: _LONGEST - len(str(number)) - 1]}x{number}"
        return code


class _Survey:
    """The rows of one language."""

    def __init__(self, instrument: Instrument, language: str, codes: _Codes) -> None:
        self.instrument = instrument
        self.language = language
        self.codes = codes
        self.holding = held_in_form(instrument, codes)
        self.groups = 0

    def rows(self) -> Iterator[Row]:
        title = f"{self.instrument.title}: {self.instrument.wave_in(self.language)}"
        yield {"class": "SL", "name": "surveyls_title", "text": title}
        yield self.group(self.say("wave"))
        yield from self.head()
        for part, question in sections(self.instrument.questions):
            if part is not None:
                yield self.group(self.text(part.title) or part.name)
            yield from self.question(question)
        if "last_q" not in self.instrument.by_variable:
            yield self.administrative("last_q", "S")

    # Names and texts.

    def text(self, words: Words) -> str:
        return plain_wording(words.get(self.language, ()), self.pipe)

    def pipe(self, pipe: Pipe) -> str:
        name = pipe.variable if pipe.source is None else FedForward(pipe.source, pipe.variable).name
        return f"{{{self.codes(name)}.shown}}"

    def say(self, key: str, **facts: object) -> str:
        return phrase(key, self.language, **facts)

    def expression(self, rule: Node) -> str:
        return print_limesurvey(rule, self.holding)

    # Rows.

    def group(self, name: str) -> Row:
        self.groups += 1
        return {"class": "G", "type/scale": str(self.groups), "name": name, "relevance": "1"}

    def asked(self, name: str, kind: str, text: str, **more: str) -> Row:
        """Give a question; the attribute `cssclass` keeps the name a code has no room for."""
        plain = {"class": "Q", "relevance": "1", "mandatory": "N", "other": "N"}
        row = {**plain, "type/scale": kind, "name": self.codes(name), "text": text,
               "cssclass": f"variable-{name}", **more}  # fmt: skip
        if self.language == self.instrument.languages[0]:
            return row
        return {key: value for key, value in row.items() if key not in _ONCE}

    def administrative(self, name: str, kind: str, **more: str) -> Row:
        return self.asked(name, kind, VARIABLE_LABELS[name][self.language], **more)

    def head(self) -> Iterator[Row]:
        known = self.instrument.by_variable
        if "urn" not in known:
            yield self.administrative("urn", "S", mandatory="Y")
        if "int_date" not in known:
            yield self.administrative("int_date", "D", mandatory="Y")
        if "int_mode" not in known:
            yield self.administrative(
                "int_mode", "L", hidden="1", default=str(MODES.index(self.instrument.mode) + 1)
            )
            labels = [MODE_LABELS[mode][self.language] for mode in MODES]
            yield from (self.option("A", str(number), label) for number, label in enumerate(labels, 1))
        if "int_language" not in known:
            yield self.administrative("int_language", "L", mandatory="Y")
            codes = self.instrument.dictionary.lists["int_language"].codes
            yield from (self.option("A", str(code.value), code.label) for code in codes)
        for each in self.instrument.fed_forward:
            yield from self.fed(each)

    def option(self, kind: str, code: str, label: str) -> Row:
        return {"class": kind, "type/scale": "0", "name": code, "relevance": "1", "text": label}

    def options(self, question: Question, choices: Iterable[Choice]) -> Iterator[Row]:
        kind = "SQ" if question.kind == "any" else "A"
        for each in choices:
            yield self.option(kind, code_of(each.code), each.label[self.language])

    def fed(self, each: FedForward) -> Iterator[Row]:
        """Give the hidden question of an earlier answer, with its answers, so that a text can say them."""
        earlier = self.instrument.earlier.get(each.variable)
        if earlier is None:
            label = VARIABLE_LABELS.get(each.variable, {}).get(self.language, each.variable)
            yield self.asked(each.name, "S", self.say(each.scope, name=label), hidden="1")
            return
        label = self.say(each.scope, name=self.text(earlier.words))
        yield self.asked(each.name, _TYPES[earlier.kind], label, hidden="1")
        if earlier.is_choice:
            yield from self.options(earlier, (*earlier.choices, *earlier.reasons))

    def question(self, question: Question) -> Iterator[Row]:
        shown = self.shown(question)
        yield from self.reminder(question, shown)
        answers = (*question.choices, *question.reasons)
        yield self.asked(
            name_of(question),
            _TYPES[question.kind],
            self.text(question.words),
            relevance=shown,
            help=self.help(question),
            mandatory="Y" if question.kind in _REQUIRED_KINDS else "N",
            exclude_all_others=_alone(question),
            num_value_int_only="1" if question.kind == "whole" else "",
            **self.validation(question),
        )
        if question.is_choice:
            yield from self.options(question, answers)
        yield from self.why(question, shown)
        yield from self.checks(question, shown)

    def help(self, question: Question) -> str:
        parts = [self.text(question.instruct)]
        if question.kind in ("whole", "number"):
            parts += [f"{each.code} = {each.label[self.language]}" for each in question.reasons]
        if question.card is not None:
            parts.append(self.say("card", card=question.card))
        return " · ".join(part for part in parts if part)

    def shown(self, question: Question) -> str:
        if not question.reachable:
            return "0"
        return "1" if question.ask is None else self.expression(question.ask)

    def validation(self, question: Question) -> Row:
        """Give what an answer must fulfil; of one choice a note says it instead."""
        tests, said = [*_range(question)], []
        if tests:
            low, high = f"{question.low:g}", f"{question.high:g}"
            said.append(self.say(f"{question.kind}_range", low=low, high=high))
        if question.hard is not None and question.kind != "one":
            allowed = opposite(surely(question.hard.broken, self.holding))
            tests.append(f"({print_limesurvey_formula(allowed, self.codes(question.variable))})")
            said.append(self.said("hard", question.hard, question))
        if not tests:
            return {}
        return {"em_validation_q": " and ".join(tests), "em_validation_q_tip": " ".join(said)}

    def said(self, key: str, check: Check, question: Question) -> str:
        return self.text(check.say) or check_said(
            key, check, question, self.instrument, self.language, numbered=False
        )

    def reminder(self, question: Question, shown: str) -> Iterator[Row]:
        if question.reminder is not None:
            there = There(self.holding(Name(question.reminder.variable, "prior")))
            known = _both(shown, print_limesurvey_formula(there))
            text = self.text(question.reminder.words)
            yield self.asked(f"{question.variable}__remind", "X", text, relevance=known)

    def why(self, question: Question, shown: str) -> Iterator[Row]:
        if asks_why(question):
            empty = _both(shown, f'{self.codes(question.variable)}.NAOK == ""')
            name = why_name(question.variable)
            yield self.asked(name, "L", self.say("why_empty"), relevance=empty, mandatory="Y")
            yield from (self.option("A", code_of(e.code), e.label[self.language]) for e in question.reasons)

    def checks(self, question: Question, shown: str) -> Iterator[Row]:
        """Say after the question what is unusual; a survey has no check that can be passed over."""
        hard = question.hard if question.kind == "one" else None
        for key, what, check in (("hard", "must", hard), ("soft", "check", question.soft)):
            if check is not None:
                broken = _both(shown, self.expression(check.broken))
                said = self.said(key, check, question)
                yield self.asked(f"{question.variable}__{what}", "X", said, relevance=broken)


def _both(first: str, second: str) -> str:
    return second if first == "1" else f"({first}) and ({second})"


def _alone(question: Question) -> str:
    if question.kind != "any":
        return ""
    return ";".join(code_of(each.code) for each in (*question.choices, *question.reasons) if each.exclusive)


def _range(question: Question) -> Iterator[str]:
    if question.low is not None and question.high is not None:
        inside = f"(this >= {exact(question.low)} and this <= {exact(question.high)})"
        yield f"({' or '.join([inside, *(f'this == {each.code}' for each in question.reasons)])})"
