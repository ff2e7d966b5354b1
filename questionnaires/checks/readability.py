"""Texts that are hard to understand when they are heard once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...study.problems import Problem, problem
from ..bank import Item, Version
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
    for item, version in _versions(context):
        place = replace(version.place, item=item.id)
        age = _age(version)
        if age is not None and age > HIGHEST_AGE:
            yield problem("FP2365", place, version=version.name, age=f"{age:.1f}", limit=HIGHEST_AGE)
        for language, text in version.text.items():
            words = longest_sentence(_heard(text))
            if words > LONGEST_SENTENCE:
                facts = {"language": language, "words": words, "limit": LONGEST_SENTENCE}
                yield problem("FP2366", place, version=version.name, **facts)


def reading_ages(context: Context) -> dict[str, dict[str, float]]:
    """Give the reading age of every English text, in years, by item and version."""
    ages: dict[str, dict[str, float]] = {}
    for item, version in _versions(context):
        age = _age(version)
        if age is not None:
            ages.setdefault(item.id, {})[version.name] = age
    return ages


def _versions(context: Context) -> Iterator[tuple[Item, Version]]:
    return ((item, version) for item in context.bank.items for version in item.versions.values())


def _age(version: Version) -> float | None:
    return reading_age(_heard(version.text["en"])) if "en" in version.text else None


def _heard(text: str) -> str:
    """Put a short word in for every pipe."""
    try:
        return plain_wording(parse_wording(text), lambda _: "it")
    except ValueError:
        return text
