"""Ways of answering a question: each turns how a family lives into a code, a number, a tick or a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .homes import Homes
from .sentences import SENTENCES

__all__ = [
    "Answer", "Chosen", "Counted", "Graded", "Scene", "Ticked", "YesNo", "days_before", "in_own_words",
    "initials",
]  # fmt: skip

# How much of an answer is the trait behind it, in standard deviations of the noise that is added.
_NOISE = 0.75
_CHILD = {"en": "your child", "cy": "eich plentyn"}
_INITIALS = {
    "en": (*"ABCDEGHJKLMNRST",),
    "cy": ("A", "B", "C", "D", "E", "Ff", "G", "H", "I", "Ll", "M", "N", "Rh", "S"),
}
_UNNAMED = 25  # one family in so many would rather not give even an initial


@dataclass(frozen=True)
class Scene:
    """The interviews of one wave.

    Parameters
    ----------
    wave : str
        The wave.
    register : pandas.DataFrame, (n, columns)
        Who is interviewed.
    dates : (n,) array
        When.
    homes, before : Homes
        How they live now, and how they lived a wave before.
    leaving : bool array, (n,)
        Families that do not want to be contacted again.
    rng : numpy.random.Generator
        Chance, for one question.
    told : dict of str to (n,) array
        The answers so far, by variable.
    """

    wave: str
    register: pd.DataFrame
    dates: NDArray[np.datetime64]
    homes: Homes
    before: Homes
    leaving: NDArray[np.bool_]
    rng: np.random.Generator
    told: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many families are interviewed."""
        return len(self.register)

    def trait(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Add up what is behind an answer; with noise, its standard deviation is about 1."""
        parts = [
            weight * np.asarray(getattr(self.homes, name), dtype=float) for name, weight in weights.items()
        ]
        return np.asarray(sum(parts, _NOISE * self.rng.standard_normal(self.n)), dtype=float)


Answer = Callable[[Scene], NDArray[Any]]
"""Answers of everybody, (n,), or (n, options) of true and false for a multiple response."""


@dataclass(frozen=True)
class Graded:
    """One code of an ordered list: 1 below the first cut, and one more beyond each."""

    cuts: tuple[float, ...]
    behind: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, scene: Scene) -> NDArray[Any]:
        """Answer for everybody."""
        return 1 + np.searchsorted(self.cuts, scene.trait(self.behind))


@dataclass(frozen=True)
class Chosen:
    """One code of a list, with these probabilities, whoever answers."""

    probabilities: tuple[float, ...]

    def __call__(self, scene: Scene) -> NDArray[Any]:
        """Answer for everybody."""
        return 1 + scene.rng.choice(len(self.probabilities), scene.n, p=self.probabilities)


@dataclass(frozen=True)
class YesNo:
    """1 (yes) where the trait is above the cut, else 2."""

    cut: float
    behind: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, scene: Scene) -> NDArray[Any]:
        """Answer for everybody."""
        return np.where(scene.trait(self.behind) > self.cut, 1, 2)


@dataclass(frozen=True)
class Ticked:
    """Several options of a list, each ticked above its cut; the last (none of these) where no other is."""

    cuts: tuple[float, ...]
    behind: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, scene: Scene) -> NDArray[Any]:
        """Answer for everybody."""
        ticked = np.column_stack([scene.trait(self.behind) > cut for cut in self.cuts])
        return np.column_stack([ticked, ~ticked.any(axis=1)])


@dataclass(frozen=True)
class Counted:
    """A whole number around `mean`, pushed up or down by traits, within its range."""

    mean: float
    spread: float
    low: int
    high: int
    behind: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, scene: Scene) -> NDArray[Any]:
        """Answer for everybody."""
        number = np.round(self.mean + self.spread * scene.trait(self.behind))
        return np.clip(number, self.low, self.high).astype(int)


def days_before(least: int, most: int) -> Answer:
    """Make dates that lie some days before the interview."""

    def answer(scene: Scene) -> NDArray[Any]:
        return scene.dates - scene.rng.integers(least, most + 1, scene.n)

    return answer


def in_own_words(topic: str) -> Answer:
    """Make sentences on a topic in the language of the interview."""

    def answer(scene: Scene) -> NDArray[Any]:
        draws = scene.rng.random(scene.n)
        known = (SENTENCES[topic][language] for language in scene.register["language"])
        return np.array(
            [own[int(draw * len(own))] for own, draw in zip(known, draws, strict=True)], dtype=object
        )

    return answer


def initials(scene: Scene) -> NDArray[Any]:
    """Give the letter by which the child is called, the same at every wave."""
    pairs = zip(scene.register["urn"], scene.register["language"], strict=True)
    return np.array([_initial(crc32(urn.encode()), language) for urn, language in pairs], dtype=object)


def _initial(number: int, language: str) -> str:
    letters = _INITIALS[language]
    return _CHILD[language] if number % _UNNAMED == 0 else letters[number // _UNNAMED % len(letters)]
