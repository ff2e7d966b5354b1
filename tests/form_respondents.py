"""Seeded respondents of an instrument: what each would say, and what our interpreter shows them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from familypanel.questionnaires.instrument import ADMINISTRATIVE, Instrument, Question
from familypanel.questionnaires.outputs.form_fields import asks_why, name_of
from familypanel.study.missing import Reason
from familypanel.study.routing import Answer, Node, Text, one, parse, walk

DAYS = [dt.date(2013, 12, 31), dt.date(2014, 1, 1), dt.date(2014, 2, 28), dt.date(2016, 2, 29)]


@dataclass
class Respondent:
    """Somebody with an answer ready for every question, asked or not.

    `says` holds what would be entered in each field of the form and `preload` the columns of earlier waves;
    `told` collects what our interpreter makes of it.
    """

    says: dict[str, str] = field(default_factory=dict)
    preload: dict[str, str] = field(default_factory=dict)
    told: dict[str, Answer] = field(default_factory=dict)


class Interview:
    """One instrument with its rules as authored, parsed once."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.routing = {q.id: parse(q.routing) for q in instrument.questions if q.routing is not None}
        rules = [
            *self.routing.values(),
            *(c.rule for q in instrument.questions for c in (q.soft, q.hard) if c),
        ]
        self.texts = sorted({node.value for rule in rules for node in walk(rule) if isinstance(node, Text)})

    def respondent(self, chance: random.Random) -> Respondent:
        """Draw somebody; one in four has no earlier wave."""
        found = Respondent()
        for name, value in {"urn": "2345678", "int_date": "2015-06-01", "int_language": "1"}.items():
            if name not in self.instrument.by_variable:
                found.says[name] = value
        found.told |= dict.fromkeys(ADMINISTRATIVE, "x") | {"int_date": dt.date(2015, 6, 1)}
        for question in self.instrument.questions:
            if question.stores:
                self._draw(question, found, chance)
        if chance.random() < 0.75:
            self._feed(found, chance)
        return found

    def _draw(self, question: Question, found: Respondent, chance: random.Random) -> None:
        name = question.variable
        answer = self._answer(question, chance)
        found.told[name] = answer
        code = _code(question, answer) if isinstance(answer, Reason) else _entered(answer)
        if asks_why(question) and isinstance(answer, Reason):
            found.says |= {name: "", f"{name}__why": code}
        else:
            found.says[name] = code

    def _answer(self, question: Question, chance: random.Random) -> Answer:
        """Draw an answer, the first of a list more often, so that routes are long."""
        if question.reasons and chance.random() < 0.15:
            return chance.choice(question.reasons).reason
        codes = [choice.code for choice in question.choices]
        match question.kind:
            case "one":
                return codes[0] if chance.random() < 0.4 else chance.choice(codes)
            case "any":
                return _several(question, chance)
            case "whole" | "number":
                return _number(question, chance)
            case "date":
                return chance.choice([*DAYS, *([] if question.reasons else [Reason.NO_ANSWER])])
        words = [text for text in self.texts if text] + ["x"]
        return chance.choice([*words, *([] if question.reasons else [Reason.NO_ANSWER])])

    def _feed(self, found: Respondent, chance: random.Random) -> None:
        for fed in self.instrument.fed_forward:
            question = self.instrument.earlier.get(fed.variable)
            answer: Answer = dt.date(2014, 6, 1) if question is None else self._answer(question, chance)
            if question is not None and chance.random() < 0.2:
                answer = chance.choice([Reason.NOT_APPLICABLE, Reason.REFUSED, Reason.NOT_IN_INSTRUMENT])
            found.told[f"{fed.scope}.{fed.variable}"] = answer
            found.preload[fed.name] = self._column(answer)

    def _column(self, answer: Answer) -> str:
        """Write a column of the preload: reasons as their codes, nothing where there was no question."""
        if isinstance(answer, Reason):
            code = self.instrument.scheme.code_for(answer)
            return "" if code is None else str(code)
        return _entered(answer)

    def shown(self, found: Respondent) -> Iterator[str]:
        """Say what the respondent is shown, in order; what a hard check refuses is marked."""
        yield from (
            name for name in found.says if name in ADMINISTRATIVE and name not in self.instrument.by_variable
        )
        for question in self.instrument.questions:
            yield from self._shown(question, found)
        if "last_q" not in self.instrument.by_variable:
            yield "last_q"

    def _shown(self, question: Question, found: Respondent) -> Iterator[str]:
        routing = self.routing.get(question.id)
        if routing is not None and one(routing, found.told) is not True:
            if question.stores:
                found.told[question.variable] = Reason.NOT_APPLICABLE
            return
        if question.reminder is not None and _is_there(f"prior.{question.reminder.variable}", found):
            yield f"{question.variable}__remind"
        empty = not found.says.get(question.variable)
        refused = question.hard is not None and not empty and _fails(question.hard.rule, found)
        yield f"{name_of(question)}{'!' if refused else ''}"
        if asks_why(question) and empty:
            yield f"{question.variable}__why"
        if question.soft is not None and _fails(question.soft.rule, found):
            yield f"{question.variable}__check"


def _several(question: Question, chance: random.Random) -> frozenset[float]:
    alone = [choice.code for choice in question.choices if choice.exclusive]
    others = [choice.code for choice in question.choices if not choice.exclusive]
    if alone and chance.random() < 0.25:
        return frozenset({float(chance.choice(alone))})
    return frozenset(map(float, chance.sample(others, chance.randint(1, len(others)))))


def _number(question: Question, chance: random.Random) -> float:
    low = 0 if question.low is None else int(question.low)
    high = 9 if question.high is None else int(question.high)
    near = min(high, low + chance.randint(0, 4))
    drawn = chance.choice([low, high, near, near, chance.randint(low, high)])
    halves = question.kind == "number" and drawn < high and chance.random() < 0.5
    return drawn + 0.5 if halves else float(drawn)


def _code(question: Question, reason: Reason) -> str:
    return next((str(choice.code) for choice in question.reasons if choice.reason is reason), "")


def _entered(answer: Answer) -> str:
    if isinstance(answer, frozenset):
        return " ".join(f"{code:g}" for code in sorted(answer))
    return f"{answer:g}" if isinstance(answer, float | int) else str(answer)


def _is_there(name: str, found: Respondent) -> bool:
    return not isinstance(found.told.get(name, Reason.NOT_IN_INSTRUMENT), Reason)


def _fails(rule: Node, found: Respondent) -> bool:
    return one(rule, found.told) is False
