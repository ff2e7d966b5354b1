"""The routes through a questionnaire: which questions one respondent can be asked, and for how long.

A route is a set of questions that some respondent is asked.  The questions are gone through in their order
with all respondents who are still alike; every routing rule parts them into those who are asked and those who
are not.  Two parts that can be told apart by nothing that is still to come are joined again, so that the
routes are counted without being listed (the subset construction of automata: Rabin and Scott, 1959).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from ..study.missing import Reason
from ..study.routing import Answer, Name, Node, names, one
from .domains import Domains
from .instrument import Instrument, Question

__all__ = ["Routes", "TooManyRoutesError", "routes_exact", "routes_sampled"]

Fact = tuple[str, Answer, bool]
"""A name, its answer, and whether that is a reason: a reason is a number too, and 2 is not "refused"."""

State = tuple[Fact, ...]
_MOST_STATES = 60_000
_EARLIER = ("baseline", "prior")


class TooManyRoutesError(Exception):
    """There are too many respondents to be told apart at once."""


@dataclass(frozen=True, slots=True)
class Routes:
    """How many routes there are of each length; lengths in tenths of a second.

    `exact` says whether the routes were counted or drawn.
    """

    lengths: Mapping[int, int]
    exact: bool

    @property
    def total(self) -> int:
        """How many routes there are."""
        return sum(self.lengths.values())

    def at(self, share: float) -> float:
        """Give the length in seconds that this share of the routes does not pass."""
        wanted, seen = share * (self.total - 1), 0
        for length in sorted(self.lengths):
            seen += self.lengths[length]
            if seen > wanted:
                return length / 10
        return max(self.lengths) / 10


Lasts = Callable[[Question], float]


@dataclass
class _Plan:
    """What is looked at where: names that begin before a question, and names nobody asks for after it."""

    questions: Sequence[Question]
    domains: Domains
    begin: dict[int, list[Name]] = field(default_factory=dict)
    end: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first: dict[Name, int] = {}
        last: dict[Name, int] = {}
        for index, question in enumerate(self.questions):
            for name in () if question.ask is None else names(question.ask):
                first.setdefault(name, index)
                last[name] = index
        self.used = {str(name) for name in last}
        earlier = [name for name in first if name.scope is not None or name.name not in self.asked]
        fed = [index for name, index in first.items() if name.scope is not None]
        # Whether there was an earlier interview is settled before any of its answers.
        first |= {name: min(fed) for name in earlier if name.scope is not None and name.name == "int_date"}
        for name in sorted(earlier, key=_wave_first):
            self.begin.setdefault(first[name], []).append(name)
        held = {str(name): index for name, index in last.items()}
        for scope in _EARLIER:
            of_scope = [index for name, index in last.items() if name.scope in (scope, "prior")]
            if of_scope and f"{scope}.int_date" in held:
                held[f"{scope}.int_date"] = max(of_scope)
        for word, index in held.items():
            self.end.setdefault(index, set()).add(word)

    @property
    def asked(self) -> set[str]:
        return {question.variable for question in self.questions if question.stores}


def _wave_first(name: Name) -> tuple[int, bool, str]:
    order = ("prior", "baseline", None).index(name.scope)
    return order, name.name != "int_date", name.name


def _plan(instrument: Instrument) -> _Plan:
    questions = [question for question in instrument.questions if question.reachable]
    rules = [question.ask for question in questions if question.ask is not None]
    return _Plan(questions, Domains(instrument, rules))


def _possible(state: Mapping[str, Answer], name: Name, answer: Answer) -> bool:
    """Say whether an answer of an earlier wave goes with what is known of that wave.

    Whoever has no earlier interview has no answer of one, and no baseline either.
    """
    if name.scope is None:
        return True
    there = answer is not Reason.NOT_IN_INSTRUMENT
    waves = {"prior": ("prior",), "baseline": ("prior", "baseline")}[name.scope]
    held = [state[f"{wave}.int_date"] for wave in waves if f"{wave}.int_date" in state]
    return not there or all(answer is not Reason.NOT_IN_INSTRUMENT for answer in held)


def _fact(name: str, answer: Answer) -> Fact:
    return name, answer, isinstance(answer, Reason)


def _told(state: State) -> dict[str, Answer]:
    return {name: answer for name, answer, _ in state}


# -- counted -------------------------------------------------------------------------------------------


def routes_exact(instrument: Instrument, lasts: Lasts, most: int = _MOST_STATES) -> Routes:
    """Count every route, each once, however many respondents take it.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    lasts : callable
        Gives the seconds a question takes.
    most : int
        How many respondents that differ may be held at once.

    Raises
    ------
    TooManyRoutesError
        If there are more.
    """
    plan = _plan(instrument)
    open_routes: dict[frozenset[State], Counter[int]] = {frozenset([()]): Counter({0: 1})}
    for index, question in enumerate(plan.questions):
        following: dict[frozenset[State], Counter[int]] = {}
        for states, lengths in open_routes.items():
            for kept, length in _step(plan, index, states, round(lasts(question) * 10)):
                moved = following.setdefault(kept, Counter())
                for key, count in lengths.items():
                    moved[key + length] += count
        if sum(map(len, following)) > most:
            raise TooManyRoutesError
        open_routes = following
    total: Counter[int] = Counter()
    for lengths in open_routes.values():
        total.update(lengths)
    return Routes(dict(total), exact=True)


def _step(
    plan: _Plan, index: int, states: frozenset[State], length: int
) -> Iterator[tuple[frozenset[State], int]]:
    """Part the respondents into those who are asked question `index` and those who are not."""
    question = plan.questions[index]
    for name in plan.begin.get(index, ()):
        states = _spread(plan, states, name)
    asked = _asked(question, states)
    if asked:
        yield _after(plan, index, asked, question, asked_it=True), length
    if len(asked) < len(states):
        yield _after(plan, index, states - asked, question, asked_it=False), 0


def _spread(plan: _Plan, states: frozenset[State], name: Name) -> frozenset[State]:
    answers = plan.domains.answers(name)
    wide = [
        (*state, _fact(str(name), answer))
        for state in states
        for answer in answers
        if _possible(_told(state), name, answer)
    ]
    if len(wide) > _MOST_STATES:
        raise TooManyRoutesError
    return frozenset(wide)


def _asked(question: Question, states: frozenset[State]) -> frozenset[State]:
    rule = question.ask
    if rule is None:
        return states
    looked_at = {str(name) for name in names(rule)}
    known: dict[State, bool] = {}
    return frozenset(state for state in states if _holds(rule, state, looked_at, known))


def _holds(rule: Node, state: State, looked_at: set[str], known: dict[State, bool]) -> bool:
    seen = tuple(pair for pair in state if pair[0] in looked_at)
    if seen not in known:
        known[seen] = one(rule, _told(seen)) is True
    return known[seen]


def _after(
    plan: _Plan, index: int, states: frozenset[State], question: Question, *, asked_it: bool
) -> frozenset[State]:
    """Give each respondent every answer there is, and forget what no later rule looks at."""
    if question.variable in plan.used and question.stores:
        passed: tuple[Answer, ...] = (Reason.NOT_APPLICABLE,)
        answers = plan.domains.answers(Name(question.variable)) if asked_it else passed
        states = frozenset(
            (*state, _fact(question.variable, answer)) for state in states for answer in answers
        )
    gone = plan.end.get(index, set())
    if not gone:
        return states
    return frozenset(tuple(pair for pair in state if pair[0] not in gone) for state in states)


# -- drawn ---------------------------------------------------------------------------------------------


def routes_sampled(instrument: Instrument, lasts: Lasts, samples: int, seed: int) -> Routes:
    """Draw respondents who give each possible answer with the same chance; each different route counts once.

    Parameters
    ----------
    instrument : Instrument
        Compiled for one wave and mode.
    lasts : callable
        Gives the seconds a question takes.
    samples : int
        How many respondents.
    seed : int
        Where chance begins.
    """
    plan, chance = _plan(instrument), Random(seed)
    found: dict[tuple[bool, ...], int] = {}
    for _ in range(samples):
        route = _drawn(plan, chance)
        length = sum(lasts(each) for each, asked in zip(plan.questions, route, strict=True) if asked)
        found[route] = round(length * 10)
    return Routes(dict(Counter(found.values())), exact=False)


def _drawn(plan: _Plan, chance: Random) -> tuple[bool, ...]:
    told: dict[str, Answer] = {}
    route: list[bool] = []
    for index, question in enumerate(plan.questions):
        for name in plan.begin.get(index, ()):
            fitting = [each for each in plan.domains.answers(name) if _possible(told, name, each)]
            told[str(name)] = chance.choice(fitting)
        asked = question.ask is None or one(question.ask, told) is True
        route.append(asked)
        if question.variable in plan.used and question.stores:
            answers = plan.domains.answers(Name(question.variable))
            told[question.variable] = chance.choice(answers) if asked else Reason.NOT_APPLICABLE
    return tuple(route)
