"""The copy of a questionnaire for one family: a shared paper with slots, and what each family has in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...study.routing import And, Answer, Compare, Node, Number, Or, names, one
from ..instrument import FedForward, Instrument, Question
from ..phrases import VARIABLE_LABELS, phrase
from ..printers.naming import number_of, pipe_shown
from ..wording import Pipe, Wording, plain_wording
from .paper import Entry, KnownBefore, Paper, paper_of

__all__ = [
    "OPEN", "SHUT", "Alike", "Personal", "Slot", "Told", "personal_of", "texts_of", "withheld_in",
]  # fmt: skip

OPEN, SHUT = "‹", "›"
"""Round the number of a slot in the shared paper."""

_HOLDS, _FAILS = Compare("=", Number(1), Number(1)), Compare("=", Number(1), Number(0))
_WIDE, _FIELD, _CELL = 455.0, 150.0, 160.0
_LETTER = 6.6  # points a letter of the questions' type takes; enough for any text to fit in its lines


@dataclass(frozen=True)
class Told:
    """What one family told before, as one language reads it.

    Parameters
    ----------
    urn, seal : str
        Whose copy it is.
    shown : mapping of str to str
        Words of each answer that is fed forward, by its name (``prior_x``); an answer that is not there, or
        is sensitive, has none.
    answers : mapping of str to Answer
        The same answers as rules see them (``prior.x``).
    """

    urn: str
    seal: str
    shown: Mapping[str, str]
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Slot:
    """One place that differs from family to family.

    `lines` and `width` (points) are what a page keeps free for it.
    """

    number: int
    lines: int
    width: float
    say: Callable[[Told], str]

    def marks(self) -> str:
        """Write its place into the shared paper, one mark a line."""
        return "\n".join(f"{OPEN}{self.number:04d}.{line:02d}{SHUT}" for line in range(self.lines))


@dataclass(frozen=True)
class Personal:
    """A paper with slots."""

    paper: Paper
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """What families must share to be given copies of one paper.

    `reminded` names the answers that are read back to them (``prior_x``); whoever was never interviewed
    gets the questions without any reminder.
    """

    language: str
    interviewed: bool
    reminded: frozenset[str] = frozenset()


def personal_of(instrument: Instrument, alike: Alike, *, in_lines: bool) -> Personal:
    """Put slots where the copies of families differ.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    alike : Alike
        Which families it is for.
    in_lines : bool
        Whether a slot keeps as many lines free as its text may need (PDF), or flows (Word).
    """
    maker = _Maker(instrument, alike, in_lines)
    paper = paper_of(instrument, alike.language)
    filled = replace(
        paper,
        seal=maker.slot(lambda told: told.seal),
        given=(maker.slot(lambda told: told.urn, width=_FIELD),),
        known=maker.known(),
        entries=tuple(map(maker.entry, paper.entries, instrument.questions)),
    )
    return Personal(filled, tuple(maker.slots))


class _Maker:
    def __init__(self, instrument: Instrument, alike: Alike, in_lines: bool) -> None:
        self.instrument = instrument
        self.alike = alike
        self.language = alike.language
        self.in_lines = in_lines
        self.slots: list[Slot] = []

    def slot(self, say: Callable[[Told], str], letters: int = 0, width: float = _WIDE) -> str:
        lines = max(1, math.ceil(letters * _LETTER / width)) if self.in_lines else 1
        made = Slot(len(self.slots), lines, width, say)
        self.slots.append(made)
        return made.marks()

    def phrase(self, key: str, **facts: object) -> str:
        return phrase(key, self.language, **facts)

    # What is known, at the head.

    def known(self) -> KnownBefore:
        fed = [each for each in self.instrument.fed_forward if each.name not in withheld_in(self.instrument)]
        lead = "known_lead" if fed and self.alike.interviewed else "known_never" if fed else "known_nothing"
        head = (self.phrase("known_question"), self.phrase("known_when"), self.phrase("known_answer"))
        rows = tuple(map(self.row, fed)) if self.alike.interviewed else ()
        return KnownBefore(self.phrase("known"), self.phrase(lead), head, rows)

    def row(self, each: FedForward) -> tuple[str, str, str]:
        none = self.phrase("known_none")
        value = self.slot(lambda told: told.shown.get(each.name, none), letters=45, width=_CELL)
        return self.label(each.variable), self.phrase(f"known_{each.scope}"), value

    def label(self, variable: str) -> str:
        question = self.instrument.earlier.get(variable)
        if question is not None:
            number = number_of(self.instrument.by_variable.get(variable, question), self.language)
            text = plain_wording(
                question.words[self.language], lambda pipe: pipe_shown(pipe, self.instrument, self.language)
            )
            return f"{number}: {text}" if number else text
        return VARIABLE_LABELS.get(variable, {}).get(self.language, variable)

    # What is said, question by question.

    def entry(self, entry: Entry, question: Question) -> Entry:
        return replace(
            entry,
            ask=self.ask(entry, question),
            before=self.before(question),
            text=self.wording(entry.text, question.words.get(self.language, ())),
            instruct=self.wording(entry.instruct, question.instruct.get(self.language, ())),
        )

    def ask(self, entry: Entry, question: Question) -> str:
        rule = question.ask
        if rule is None or all(name.scope is None for name in names(rule)):
            return entry.ask
        return f"{entry.ask}\n{self.slot(lambda told: self.decided(rule, told))}"

    def decided(self, rule: Node, told: Told) -> str:
        """Say what earlier answers settle of the routing; nothing where this interview's answers decide.

        Routing is in negation normal form, where no answer can undo what another has made true: whoever is
        not asked if all of this interview's tests hold is never asked, and whoever is asked if none holds is
        asked in any case.
        """
        if one(_with_own(rule, _HOLDS), told.answers) is not True:
            return self.phrase("decided_skip")
        return self.phrase("decided_ask") if one(_with_own(rule, _FAILS), told.answers) is True else ""

    def before(self, question: Question) -> tuple[str, ...]:
        reminder = question.reminder
        if reminder is None or FedForward("prior", reminder.variable).name not in self.alike.reminded:
            return ()
        words = reminder.words[self.language]
        say = self.slot(lambda told: self.filled(words, told), letters=len(plain_wording(words)) + 30)
        return (self.phrase("remind_told"), say, self.phrase("remind_then"))

    def wording(self, printed: str, words: Wording) -> str:
        """Give a slot to a text that names an earlier answer; any other stays as it is printed."""
        if not any(isinstance(part, Pipe) and part.source is not None for part in words):
            return printed
        return self.slot(lambda told: self.filled(words, told), letters=len(printed) + 30)

    def filled(self, words: Wording, told: Told) -> str:
        return plain_wording(words, lambda pipe: self.piped(pipe, told))

    def piped(self, pipe: Pipe, told: Told) -> str:
        shown = pipe_shown(pipe, self.instrument, self.language)
        return (
            shown
            if pipe.source is None
            else told.shown.get(FedForward(pipe.source, pipe.variable).name, shown)
        )


def withheld_in(instrument: Instrument) -> frozenset[str]:
    """Name the answers of earlier waves that are sensitive, so that nobody is told them again."""
    known = (instrument.earlier, instrument.by_variable)
    return frozenset(
        each.name
        for each in instrument.fed_forward
        if any(each.variable in questions and questions[each.variable].sensitive for questions in known)
    )


def _with_own(node: Node, outcome: Node) -> Node:
    """Put `outcome` in the place of every test that looks at answers of this interview."""
    match node:
        case And(parts):
            return And(tuple(_with_own(part, outcome) for part in parts))
        case Or(parts):
            return Or(tuple(_with_own(part, outcome) for part in parts))
    return outcome if any(name.scope is None for name in names(node)) else node


def texts_of(slots: Sequence[Slot], told: Told) -> list[str]:
    """Give what a family has in every slot."""
    return [slot.say(told) for slot in slots]
