"""Texts that are hard to understand when they are heard once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...study.problems import Problem, problem
from ..bank import Item, Texts
from ..reading_age import longest_sentence, reading_age
from ..wording import parse_wording, plain_wording
from .context import Context

__all__ = ["findings", "reading_ages"]

HIGHEST_AGE = 14
"""Above what a text read out to the general public should need."""

LONGEST_SENTENCE = 25
"""Words; M. Cutts, *Oxford Guide to Plain English*, and the United Kingdom's government style guide."""


def findings(context: Context) -> Iterator[Problem]:
    """Find English that needs too high a reading age (FP2365), and long sentences anywhere (FP2366)."""
    for item in context.bank.authored:
        for what, texts, *keys in _said(item):
            yield from _of(what, texts, item, keys)


def _said(item: Item) -> Iterator[tuple[str, Texts, *tuple[str, ...]]]:
    """Give what respondents hear of an item; instructions are for interviewers, who read them at leisure."""
    for version in item.versions.values():
        yield f"version {version.name}", version.text, "versions", version.name
    if item.remind is not None:
        yield "the reminder", item.remind.say, "remind", "say"


def _of(what: str, texts: Texts, item: Item, keys: Iterable[str]) -> Iterator[Problem]:
    age = _age(texts)
    if age is not None and age > HIGHEST_AGE:
        yield problem("FP2365", item.value_at(*keys, "en"), what=what, age=f"{age:.1f}", limit=HIGHEST_AGE)
    for language, text in texts.items():
        words = longest_sentence(_heard(text))
        if words > LONGEST_SENTENCE:
            facts = {"language": language, "words": words, "limit": LONGEST_SENTENCE}
            yield problem("FP2366", item.value_at(*keys, language), what=what, **facts)


def reading_ages(context: Context) -> dict[str, dict[str, float]]:
    """Give the reading age of every question in English, in years, by item and version."""
    ages: dict[str, dict[str, float]] = {}
    for item in context.bank.authored:
        for version in item.versions.values():
            age = _age(version.text)
            if age is not None:
                ages.setdefault(item.id, {})[version.name] = age
    return ages


def _age(texts: Texts) -> float | None:
    return reading_age(_heard(texts["en"])) if "en" in texts else None


def _heard(text: str) -> str:
    """Put a short word in for every pipe."""
    try:
        return plain_wording(parse_wording(text), lambda _: "it")
    except ValueError:
        return text
