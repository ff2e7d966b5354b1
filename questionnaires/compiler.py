"""Compile the bank for one wave and mode: pure, from plain values to a plain value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..study.config import StudyConfig, Wave
from ..study.dictionary import Dictionary
from ..study.problems import Place, ProblemError, problem
from ..study.routing import And, Name, Node, Not, show
from ..study.yaml_source import did_you_mean
from .bank import AnswerList, Bank, Item, Module, Reminder, Rule, Texts, Version
from .folding import Absent, fold
from .instrument import ADMINISTRATIVE, Check, Choice, Instrument, Question, ReadBack, RowOf, Words
from .phrases import LANGUAGES, REASON_LABELS
from .rosters import Row
from .storage import dictionary_of
from .wording import Pipe, Wording, parse_wording

__all__ = ["absent_in", "baseline_of", "compile_instrument", "waves_before"]


def compile_instrument(
    bank: Bank,
    config: StudyConfig,
    wave: str,
    mode: str | None = None,
    languages: Sequence[str] = (),
) -> Instrument:
    """Resolve everything one questionnaire needs.

    Parameters
    ----------
    bank : Bank
        The question bank; `check` proves it first, as what is broken there cannot be compiled.
    config : StudyConfig
        What study.yaml declares: waves, languages, missing scheme.
    wave : str
        One of the study's waves.
    mode : str, optional
        ``face_to_face``, ``telephone`` or ``self``; the wave's own by default.
    languages : sequence of str
        In this order; all of the study by default.

    Returns
    -------
    Instrument

    Raises
    ------
    ProblemError
        FP1007 no such wave; FP1040 a rule that cannot be understood; FP2008 a list that is not there; FP2017
        a pipe that cannot be read; FP2020 a text that is missing in one of the languages; FP2023 a language
        the programme has no words in.
    """
    found = _wave(config, wave)
    _speaks(languages or config.languages)
    chosen = mode or found.mode
    compiler = _Compiler(bank, config, found, chosen, tuple(languages) or config.languages)
    questions = _numbered(compiler.question(*entry) for entry in bank.asked(wave, chosen))
    shell = Instrument(
        title=config.title,
        wave=wave,
        wave_label=found.label,
        wave_labels=found.labels,
        urn_pattern=config.urn.pattern,
        mode=chosen,
        languages=compiler.languages,
        questions=questions,
        dictionary=Dictionary(),
        scheme=config.missing,
    )
    earlier = {each.variable: compiler.earlier(each.variable) for each in shell.fed_forward}
    known = {variable: question for variable, question in earlier.items() if question is not None}
    whole = replace(shell, earlier=known)
    return replace(whole, dictionary=dictionary_of(whole, bank, config))


def _speaks(languages: Sequence[str]) -> None:
    for language in languages:
        if language not in LANGUAGES:
            raise ProblemError(problem("FP2023", language=language, known=", ".join(LANGUAGES)))


def _wave(config: StudyConfig, name: str) -> Wave:
    known = {wave.name: wave for wave in config.waves}
    if name not in known:
        hint = did_you_mean(name, known)
        raise ProblemError(problem("FP1007", wave=name, hint=hint, known=", ".join(known)))
    return known[name]


def _numbered(questions: Iterable[Question]) -> tuple[Question, ...]:
    numbered: list[Question] = []
    count = 0
    for question in questions:
        count += question.stores
        numbered.append(replace(question, number=count) if question.stores else question)
    return tuple(numbered)


class _Compiler:
    """Holds what every question of one instrument is resolved against."""

    def __init__(
        self, bank: Bank, config: StudyConfig, wave: Wave, mode: str, languages: tuple[str, ...]
    ) -> None:
        self.bank = bank
        self.config = config
        self.wave = wave.name
        self.mode = mode
        self.languages = languages
        self.absent = absent_in(bank, config, wave.name)
        self.last_module = ""

    def question(self, module: Module, item: Item, version: Version) -> Question:
        authored = self.routing(module, item)
        settled = True if authored is None else fold(authored, self.absent)
        answers = self.answers(item)
        heading = {} if module.name == self.last_module else self.words(module.title, module.place)
        self.last_module = module.name
        return Question(
            id=item.id,
            version=version.name,
            module=module.name,
            kind=item.type.kind,
            variable=item.variable,
            words=self.words(version.text, version.place),
            heading=heading,
            instruct=self.words(item.instruct_by(self.mode), item.place),
            list=item.type.list,
            choices=self.choices(item, answers),
            reasons=self.reasons(item),
            low=item.type.low,
            high=item.type.high,
            ask=None if isinstance(settled, bool) else settled,
            routing=None if authored is None else show(authored),
            reachable=settled is not False,
            soft=self.check(item.soft),
            hard=self.check(item.hard),
            reminder=self.reminder(item.remind),
            card=item.card if self.mode != "telephone" else None,
            seconds=item.seconds.get(self.mode),
            sensitive=item.sensitive,
            called=self.texts(item.called, item.place) if item.called else {},
            row=self.row(item.row, item.place),
        )

    def row(self, row: Row | None, place: Place) -> RowOf | None:
        """Give the row of a roster with its title, such as "Person 2"."""
        if row is None:
            return None
        called = self.texts(row.called, place).items()
        title: Words = {language: (f"{text} {row.number}",) for language, text in called}
        return RowOf(row.roster, row.variable, row.number, title)

    def earlier(self, variable: str) -> Question | None:
        """Give the question of an earlier wave that stores `variable`, without its routing."""
        item = self.bank.by_variable.get(variable)
        if item is None:
            return None
        plain = replace(item, ask={}, within={}, soft=None, hard=None, remind=None, instruct={})
        return self.question(Module(item.module), plain, list(item.versions.values())[-1])

    def routing(self, module: Module, item: Item) -> Node | None:
        """Join the item's own routing with its module's and its roster's: all must surely hold."""
        rules = (module.ask, *item.within_in(self.wave), item.ask_in(self.wave))
        trees = [rule.tree() for rule in rules if rule is not None]
        flat = tuple(part for tree in trees for part in (tree.parts if isinstance(tree, And) else (tree,)))
        if not flat:
            return None
        return flat[0] if len(flat) == 1 else And(tuple(dict.fromkeys(flat)))

    def check(self, rule: Rule | None) -> Check | None:
        if rule is None:
            return None
        tree = rule.tree()
        broken = fold(Not(tree), self.absent)
        return None if isinstance(broken, bool) else Check(tree, broken, self.words(rule.say, rule.place))

    def answers(self, item: Item) -> AnswerList | None:
        if item.type.list is None:
            return None
        found = self.bank.lists.get(item.type.list)
        if found is None:
            hint = did_you_mean(item.type.list, self.bank.lists)
            raise ProblemError(problem("FP2008", item.place, list=item.type.list, hint=hint))
        return found

    def choices(self, item: Item, answers: AnswerList | None) -> tuple[Choice, ...]:
        options = answers.options if answers is not None else ()
        return tuple(
            Choice(option.code, self.texts(option.label, option.place), option.code in item.exclusive)
            for option in options
        )

    def reasons(self, item: Item) -> tuple[Choice, ...]:
        """Give the allowed reasons with the codes of the study's missing scheme."""
        coded = [(reason, self.config.missing.code_for(reason)) for reason in item.allow]
        return tuple(
            Choice(code, REASON_LABELS[reason], exclusive=True, reason=reason)
            for reason, code in coded
            if code is not None
        )

    def reminder(self, remind: Reminder | None) -> ReadBack | None:
        """Give the reminder, unless no earlier wave asked for what it would say."""
        source = None if remind is None else self.bank.by_id.get(remind.source)
        if remind is None or source is None or self.absent(Name(source.variable, "prior")):
            return None
        said = self.words(remind.say, remind.place)
        return ReadBack(source.variable, {key: _prior(words, source.variable) for key, words in said.items()})

    def words(self, texts: Texts, place: Place) -> Words:
        """Give the texts in the instrument's languages, with their pipes; no text at all stays none."""
        if not texts:
            return {}
        return {language: _wording(text, place) for language, text in self.texts(texts, place).items()}

    def texts(self, texts: Texts, place: Place) -> Mapping[str, str]:
        for language in self.languages:
            if language not in texts:
                raise ProblemError(problem("FP2020", place, language=language, what="a text"))
        return {language: texts[language] for language in self.languages}


def _wording(text: str, place: Place) -> Wording:
    try:
        return parse_wording(text)
    except ValueError as error:
        raise ProblemError(problem("FP2017", place, reason=str(error))) from error


def _prior(words: Wording, variable: str) -> Wording:
    """Let ``{prior}`` in a reminder stand for the answer it is about."""
    return tuple(Pipe(variable, "prior") if part == Pipe("prior") else part for part in words)


def absent_in(bank: Bank, config: StudyConfig, wave: str) -> Absent:
    """Tell which names of earlier waves cannot have an answer when `wave` is compiled."""
    earlier = waves_before(config, wave)
    stored = {
        name: {item.variable for item in bank.items if name in item.use and item.stores} for name in earlier
    }
    prior = set().union(ADMINISTRATIVE if earlier else (), *stored.values())
    first = baseline_of(config)
    baseline = stored[first] | set(ADMINISTRATIVE) if first in stored else set()
    known = {"prior": prior, "baseline": baseline}
    return lambda name: name.scope is not None and name.name not in known[name.scope]


def waves_before(config: StudyConfig, wave: str) -> list[str]:
    """Name the waves before `wave`, in the order of time."""
    ordered = [each.name for each in sorted(config.waves, key=lambda each: each.months)]
    return ordered[: ordered.index(wave)]


def baseline_of(config: StudyConfig) -> str:
    """Name the wave that ``baseline.`` leads to: the earliest."""
    return min(config.waves, key=lambda each: each.months).name
