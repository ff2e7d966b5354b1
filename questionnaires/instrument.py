"""The instrument: what one wave asks by one mode, resolved and in order; outputs are made from it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..study.dictionary import Dictionary
from ..study.missing import SCHEMES, MissingScheme, Reason
from ..study.routing import Name, Node, names
from .bank import Kind, Texts
from .wording import Pipe, Wording

__all__ = [
    "ADMINISTRATIVE",
    "Check",
    "Choice",
    "FedForward",
    "Instrument",
    "Question",
    "ReadBack",
    "RowOf",
    "Words",
]

Words = Mapping[str, Wording]
"""A wording in every language of the instrument."""

ADMINISTRATIVE = ("urn", "int_date", "int_mode", "int_language", "last_q")
"""Variables every wave begins with: who, when, how, in which language, and the last question reached.

An item of the bank that stores one of them (such as ``int_date``) takes its place."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be given: an option of the list, or a reason for giving none."""

    code: int
    label: Texts
    exclusive: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is said before the question about the answer given last time to `variable`."""

    variable: str
    words: Words


@dataclass(frozen=True, slots=True)
class FedForward:
    """An answer of an earlier wave that this instrument needs."""

    scope: str
    variable: str

    @property
    def name(self) -> str:
        """Its name as a form field or a preload column, such as ``prior_hh_tenure``."""
        return f"{self.scope}_{self.variable}"


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on answers: `rule` as authored, `broken` where it surely does not hold.

    `say` is the bank's own sentence for the interviewer; empty where there is none.
    """

    rule: Node
    broken: Node
    say: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowOf:
    """The row of a roster that a question belongs to; `variable` names the roster, `title` is as printed."""

    roster: str
    variable: str
    number: int
    title: Words = field(hash=False)

    @property
    def name(self) -> str:
        """Its name as a group of a form; no variable has two underscores together."""
        return f"{self.variable}__{self.number}"


@dataclass(frozen=True)
class Question:
    """One question, or a note (which has no number and stores nothing).

    Parameters
    ----------
    ask : Node, optional
        The whole routing, with answers that cannot exist in this wave already settled; None asks everybody.
    routing : str, optional
        The whole routing as authored.
    reachable : bool
        False where the routing can never hold in this wave.
    soft, hard : Check, optional
        What an answer should, or must, fulfil.
    called : mapping of str to str
        By language: what stands in a text for the answer where it is not known, such as "the child".
    row : RowOf, optional
        Where it is asked in a row of a roster.
    """

    id: str
    version: str
    module: str
    kind: Kind
    variable: str
    words: Words
    number: int | None = None
    heading: Words = field(default_factory=dict)
    instruct: Words = field(default_factory=dict)
    list: str | None = None
    choices: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    ask: Node | None = None
    routing: str | None = None
    reachable: bool = True
    soft: Check | None = None
    hard: Check | None = None
    reminder: ReadBack | None = None
    card: str | None = None
    seconds: float | None = None
    sensitive: bool = False
    called: Texts = field(default_factory=dict)
    row: RowOf | None = None

    @property
    def stores(self) -> bool:
        """Whether an answer is stored."""
        return self.kind != "note"

    @property
    def is_choice(self) -> bool:
        """Whether answers come from a list."""
        return self.kind in ("one", "any")

    @property
    def rules(self) -> Iterator[Node]:
        """Every condition the question depends on."""
        checks = (check.broken for check in (self.soft, self.hard) if check is not None)
        return (rule for rule in (self.ask, *checks) if rule is not None)

    @property
    def wordings(self) -> Iterator[Wording]:
        """Every text of the question that may hold pipes, in every language."""
        yield from self.words.values()
        yield from self.instruct.values()
        yield from (words for check in (self.soft, self.hard) if check for words in check.say.values())

    def option_variable(self, code: int) -> str:
        """Name the 0/1 variable that stores one option of a multiple response."""
        return f"{self.variable}_{code}"


@dataclass(frozen=True)
class Instrument:
    """Everything needed to print one questionnaire.

    Parameters
    ----------
    wave, mode : str
        Of study.yaml.
    languages : tuple of str
        The first is that of the dictionary's labels.
    scheme : MissingScheme
        The codes of the study for reasons.
    earlier : mapping of str to Question
        The questions of earlier waves whose answers are fed forward, by variable.
    wave_labels : mapping of str to str
        The label of the wave by language; see `wave_in`.
    urn_pattern : str, optional
        What the whole of a URN matches, as study.yaml declares it.
    """

    title: str
    wave: str
    wave_label: str
    mode: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    dictionary: Dictionary
    scheme: MissingScheme = SCHEMES["ukhls"]
    earlier: Mapping[str, Question] = field(default_factory=dict)
    wave_labels: Texts = field(default_factory=dict)
    urn_pattern: str | None = None

    def wave_in(self, language: str) -> str:
        """Give the label of the wave in `language`."""
        return self.wave_labels.get(language, self.wave_label)

    @property
    def items(self) -> int:
        """How many questions there are; notes are not counted."""
        return sum(question.stores for question in self.questions)

    @cached_property
    def by_variable(self) -> Mapping[str, Question]:
        """Questions by the variable that stores the answer."""
        return {question.variable: question for question in self.questions if question.stores}

    @cached_property
    def fed_forward(self) -> tuple[FedForward, ...]:
        """Every answer of an earlier wave that is used, in order of first use."""
        return tuple(dict.fromkeys(_fed_forward(self.questions)))

    def asks_with_list(self, name: str | None) -> Question | None:
        """Find a question that offers the answers of list `name`."""
        return next((each for each in self.questions if name is not None and each.list == name), None)


def _fed_forward(questions: tuple[Question, ...]) -> Iterator[FedForward]:
    for question in questions:
        for name in sorted({n for rule in question.rules for n in names(rule)}, key=str):
            yield from _of_name(name)
        for pipe in _pipes(question):
            if pipe.source is not None:
                yield FedForward(pipe.source, pipe.variable)
        if question.reminder is not None:
            yield FedForward("prior", question.reminder.variable)


def _of_name(name: Name) -> Iterator[FedForward]:
    if name.scope is not None:
        yield FedForward(name.scope, name.name)


def _pipes(question: Question) -> Iterator[Pipe]:
    return (part for wording in question.wordings for part in wording if isinstance(part, Pipe))
