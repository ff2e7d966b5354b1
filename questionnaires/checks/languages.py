"""Languages: that every text exists in each, with the same pipes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Place, Problem, problem
from ..bank import Bank, Item, Texts
from ..phrases import LANGUAGES
from ..wording import names_piped
from .context import Context

__all__ = ["findings"]

_LONG = 3  # words, from which on the same text in two languages is no coincidence


def findings(context: Context) -> Iterator[Problem]:
    """Find missing translations (FP2020, FP2403), lost or added pipes (FP2021), and undeclared languages."""
    wanted = context.config.languages
    for language in wanted:
        if language not in LANGUAGES:
            yield problem("FP2023", Place(file="study.yaml"), language=language, known=", ".join(LANGUAGES))
    for what, texts, place in _texts(context.bank):
        yield from _missing(what, texts, place, wanted)
        yield from _pipes(what, texts, place)
        yield from _untranslated(what, texts, place)


def _missing(what: str, texts: Texts, place: Place, wanted: tuple[str, ...]) -> Iterator[Problem]:
    for language in wanted:
        if language not in texts:
            yield problem("FP2020", place, language=language, what=what)
    for language in texts:
        if language not in wanted:
            yield problem("FP2022", place, language=language, what=what.capitalize())


def _untranslated(what: str, texts: Texts, place: Place) -> Iterator[Problem]:
    """Find a text that stands twice; names, numbers and other short ones may be the same in two languages."""
    seen: dict[str, str] = {}
    for language, text in texts.items():
        words = re.findall(r"[^\W\d_]+", text)
        other = seen.setdefault(" ".join(words).casefold(), language)
        if other != language and len(words) >= _LONG:
            facts = {"what": what[:1].upper() + what[1:], "language": language, "other": other}
            yield problem("FP2403", place, **facts)


def _pipes(what: str, texts: Texts, place: Place) -> Iterator[Problem]:
    """Compare every translation with the first language that is there."""
    piped = {language: names_piped(text) for language, text in texts.items()}
    first = next(iter(piped.values()), frozenset())
    for language, names in piped.items():
        lost, added = first - names, names - first
        difference = _said("loses", lost) or _said("adds", added)
        if difference:
            yield problem("FP2021", place, language=language, what=what, difference=difference)


def _said(verb: str, names: frozenset[str]) -> str:
    return f"{verb} {', '.join(f'{{{name}}}' for name in sorted(names))}" if names else ""


def _texts(bank: Bank) -> Iterator[tuple[str, Texts, Place]]:
    for module in bank.modules:
        if module.title:
            yield "the module's title", module.title, module.place
        for answers in module.lists:
            for option in answers.options:
                yield f"answer {option.code} of list {answers.name}", option.label, option.place
        for item in module.items:
            yield from _of_item(item)


def _of_item(item: Item) -> Iterator[tuple[str, Texts, Place]]:
    for version in item.versions.values():
        yield f"version {version.name} of {item.id}", version.text, version.place
    for texts in item.instruct.values():
        yield f"the instruction of {item.id}", texts, item.place
    if item.called:
        yield f"what the answer to {item.id} is called", item.called, item.place
    for rule in (item.soft, item.hard):
        if rule is not None and rule.say:
            yield f"the sentence of a check of {item.id}", rule.say, replace(rule.place, item=item.id)
    if item.remind is not None:
        yield f"the reminder of {item.id}", item.remind.say, item.remind.place
