"""Languages: that every text exists in each, with the same pipes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    for said in _texts(context.bank):
        yield from _missing(said, wanted)
        yield from _pipes(said)
        yield from _untranslated(said)


@dataclass(frozen=True, slots=True)
class _Said:
    """A text in its languages; `item` and `keys` lead to where it stands."""

    what: str
    texts: Texts
    place: Place
    item: Item | None = None
    keys: tuple[str, ...] = ()

    def at(self, language: str) -> Place:
        """Say where the text in one language stands."""
        return self.place if self.item is None else self.item.value_at(*self.keys, language)


def _missing(said: _Said, wanted: tuple[str, ...]) -> Iterator[Problem]:
    for language in wanted:
        if language not in said.texts:
            yield problem("FP2020", said.place, language=language, what=said.what)
    for language in said.texts:
        if language not in wanted:
            yield problem("FP2022", said.at(language), language=language, what=_begun(said.what))


def _begun(what: str) -> str:
    return what[:1].upper() + what[1:]


def _untranslated(said: _Said) -> Iterator[Problem]:
    """Find a text that stands twice; names, numbers and other short ones may be the same in two languages."""
    seen: dict[str, str] = {}
    for language, text in said.texts.items():
        words = re.findall(r"[^\W\d_]+", text)
        other = seen.setdefault(" ".join(words).casefold(), language)
        if other != language and len(words) >= _LONG:
            facts = {"what": _begun(said.what), "language": language, "other": other}
            yield problem("FP2403", said.at(language), **facts)


def _pipes(said: _Said) -> Iterator[Problem]:
    """Compare every translation with the first language that is there."""
    piped = {language: names_piped(text) for language, text in said.texts.items()}
    first = next(iter(piped.values()), frozenset())
    for language, names in piped.items():
        lost, added = first - names, names - first
        difference = _listed("loses", lost) or _listed("adds", added)
        if difference:
            place = said.at(language)
            yield problem("FP2021", place, language=language, what=said.what, difference=difference)


def _listed(verb: str, names: frozenset[str]) -> str:
    return f"{verb} {', '.join(f'{{{name}}}' for name in sorted(names))}" if names else ""


def _texts(bank: Bank) -> Iterator[_Said]:
    for module in bank.modules:
        if module.title:
            yield _Said("the module's title", module.title, module.place)
        for answers in module.lists:
            for option in answers.options:
                yield _Said(f"answer {option.code} of list {answers.name}", option.label, option.place)
        for item in module.items:
            for what, texts, *keys in _of_item(item):
                yield _Said(f"{what} {item.id}", texts, item.place_of(*keys), item, tuple(keys))


def _of_item(item: Item) -> Iterator[tuple[str, Texts, *tuple[str, ...]]]:
    """Give every text of an item with the keys that lead to it."""
    for version in item.versions.values():
        yield f"version {version.name} of", version.text, "versions", version.name
    for mode, texts in item.instruct.items():
        yield "the instruction of", texts, *filter(None, ("instruct", mode))
    if item.called:
        yield "the short name of the answer to", item.called, "called"
    for key, rule in (("soft", item.soft), ("hard", item.hard)):
        if rule is not None and rule.say:
            yield "the sentence of a check of", rule.say, "check", key, "say"
    if item.remind is not None:
        yield "the reminder of", item.remind.say, "remind", "say"
