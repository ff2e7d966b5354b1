"""What one printed questionnaire says, in one language: the content that HTML and Word lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ...study.routing import Node, conjunction, names
from ..instrument import Instrument, Question, RowOf
from ..phrases import LANGUAGE_NAMES, MODE_LABELS, phrase
from ..printers.naming import asked_if, check_said, number_of, rule_spoken, wording_shown
from ..skips import END, skips
from .sections import Section, own_rule, sections, shared_rules

__all__ = ["Entry", "KnownBefore", "OptionLine", "Paper", "paper_of"]


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One answer to tick, and where it leads."""

    code: int
    label: str
    note: str = ""
    go_to: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question or note as printed.

    `part` stands over it where a row of a roster begins (or what comes after the last), with the condition of
    the whole row, which is not said again of its questions.
    """

    id: str
    variable: str
    kind: str
    number: str
    heading: str
    part: str
    part_ask: str
    ask: str
    card: str
    before: tuple[str, ...]
    text: str
    instruct: str
    how: str
    options: tuple[OptionLine, ...]
    checks: tuple[str, ...]
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What one family told before: a table at the head of a personal copy."""

    title: str
    lead: str
    head: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One questionnaire in one language.

    `seal`, `given` (what stands in the fields at the head) and `known` belong to the copy for one family.
    """

    language: str
    title: str
    wave: str
    facts: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    nothing_kept: str
    entries: tuple[Entry, ...]
    end: str
    page: str
    last_question: str
    seal: str = ""
    given: tuple[str, ...] = ()
    known: KnownBefore | None = None


def paper_of(instrument: Instrument, language: str) -> Paper:
    """Put the texts of an instrument together for paper."""
    ways = skips(instrument)
    words = {key: phrase(key, language) for key in ("wave", "mode", "language")}
    return Paper(
        language=language,
        title=instrument.title,
        wave=instrument.wave_in(language),
        facts=(
            (words["wave"], instrument.wave_in(language)),
            (words["mode"], MODE_LABELS[instrument.mode][language]),
            (words["language"], LANGUAGE_NAMES[language]),
            ("", phrase("questions", language, count=instrument.items)),
        ),
        fields=tuple(phrase(key, language) for key in ("urn", "date_of_interview", "interviewer")),
        nothing_kept=phrase("nothing_kept", language),
        entries=tuple(_Writer(instrument, language, ways).entries()),
        end=phrase("end", language),
        page=phrase("page", language),
        last_question=phrase("last_question", language),
    )


class _Writer:
    def __init__(self, instrument: Instrument, language: str, ways: Mapping[str, Mapping[int, str]]) -> None:
        self.instrument = instrument
        self.language = language
        self.ways = ways
        self.numbers = {each.id: number_of(each, language) for each in instrument.questions}
        self.shared = dict(_shared_by_row(instrument.questions))

    def entries(self) -> Iterator[Entry]:
        return (self.entry(question, part) for part, question in sections(self.instrument.questions))

    def say(self, key: str, **facts: object) -> str:
        return phrase(key, self.language, **facts)

    def text(self, words: Mapping[str, tuple[object, ...]]) -> str:
        found = words.get(self.language)
        return "" if found is None else wording_shown(found, self.instrument, self.language)  # type: ignore[arg-type]

    def entry(self, question: Question, part: Section | None) -> Entry:
        return Entry(
            id=question.id,
            variable=question.variable,
            kind=question.kind,
            number=number_of(question, self.language),
            heading=self.text(question.heading),
            part="" if part is None or part.kind == "module" else self.text(part.title),
            part_ask=self.part_ask(question) if part is not None and part.kind == "row" else "",
            ask=self.ask(question),
            card="" if question.card is None else self.say("card", card=question.card),
            before=self.before(question),
            text=self.text(question.words),
            instruct=self.text(question.instruct),
            how=self.how(question),
            options=self.options(question),
            checks=self.checks(question),
            low=question.low,
            high=question.high,
        )

    def ask(self, question: Question) -> str:
        if not question.reachable:
            return self.say("not_asked")
        own = own_rule(question, self.shared.get(question.row, ()))
        return asked_if(replace(question, ask=own), self.instrument, self.language)

    def part_ask(self, question: Question) -> str:
        """Say once who is asked a row, and where to go on otherwise: no later row is asked then."""
        rule = conjunction(self.shared.get(question.row, ()))
        if rule is None or question.row is None:
            return ""
        said = self.say("module_if", rule=rule_spoken(rule, self.instrument, self.language))
        after = self.numbers.get(_after_roster(self.instrument.questions, question.row.roster), "")
        return f"{said}. {self.say('row_else', number=after)}." if after else f"{said}."

    def before(self, question: Question) -> tuple[str, ...]:
        if question.reminder is None:
            return ()
        return (self.say("remind_if"), self.text(question.reminder.words), self.say("remind_then"))

    def how(self, question: Question) -> str:
        if question.kind in ("one", "any"):
            return self.say("one_answer" if question.kind == "one" else "any_answers")
        if question.kind == "note":
            return ""
        if question.low is None or question.high is None:
            return self.say(question.kind)
        return self.say(f"{question.kind}_range", low=f"{question.low:g}", high=f"{question.high:g}")

    def options(self, question: Question) -> tuple[OptionLine, ...]:
        ways = self.ways.get(question.variable, {})
        return tuple(
            OptionLine(
                each.code,
                each.label[self.language],
                self.say("exclusive") if each.exclusive and each.reason is None else "",
                self.go_to(ways.get(each.code)),
            )
            for each in (*question.choices, *question.reasons)
        )

    def go_to(self, target: str | None) -> str:
        if target is None:
            return ""
        if target == END:
            return self.say("go_to_end")
        return self.say("go_to", number=self.numbers[target] or target)

    def checks(self, question: Question) -> tuple[str, ...]:
        found = (("soft", question.soft), ("hard", question.hard))
        return tuple(
            self.text(check.say) or check_said(key, check, question, self.instrument, self.language)
            for key, check in found
            if check is not None
        )


def _shared_by_row(questions: Iterable[Question]) -> Iterator[tuple[RowOf | None, tuple[Node, ...]]]:
    """Give what a whole row of a roster depends on, as far as this interview's answers decide it."""
    for row, inside in groupby(questions, lambda question: question.row):
        if row is not None:
            shared = shared_rules(inside)
            yield row, tuple(rule for rule in shared if all(name.scope is None for name in names(rule)))


def _after_roster(questions: Iterable[Question], roster: str) -> str:
    """Name the question that follows the last row of a roster; empty where nothing does."""
    found = ""
    for question in questions:
        if question.row is not None and question.row.roster == roster:
            found = ""
        elif question.reachable:
            found = found or question.id
    return found
