"""The catalogue of the desk's words: every key that is used is there in both languages, none is unused."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from familypanel.coding.web.strings import LANGUAGES, catalogue, chosen_language, speaker

HOME = Path(__file__).resolve().parent.parent / "coding" / "web"
SOURCES = [*HOME.glob("templates/*.html"), *HOME.glob("**/*.py")]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
SAID = set(re.findall(r"""\b(?:t|say)\(\s*["']([a-z_]+)["']\s*[,)]""", TEXT))
BEGUN = set(re.findall(r"""\bt\(["']([a-z_]+_)["'] ~""", TEXT))
ENDED = set(re.findall(r"""~ ["'](_[a-z]+)["']\)""", TEXT))
NAMED = set(re.findall(r"""["']([a-z_]+)["']""", TEXT))


def _slots(words: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(words)} - {None}


def test_every_key_that_is_said_is_in_the_catalogue() -> None:
    assert sorted(SAID - set(catalogue())) == []
    assert len(SAID) > 60


def test_no_key_is_unused() -> None:
    made = {key for key in catalogue() if any(key.startswith(b) for b in BEGUN)}
    made |= {key for key in catalogue() if any(key.endswith(e) for e in ENDED)}
    assert sorted(set(catalogue()) - NAMED - made) == []


@pytest.mark.parametrize("key", catalogue())
def test_a_key_is_there_in_every_language_with_the_same_slots(key: str) -> None:
    both = catalogue()[key]
    assert set(both) == set(LANGUAGES)
    assert all(words.strip() for words in both.values())
    assert len({frozenset(_slots(words)) for words in both.values()}) == 1


def test_words_are_said_with_their_slots_filled() -> None:
    assert speaker("cy")("some_of", some=1, total=2) == "1 o 2"


@pytest.mark.parametrize(
    ("asked", "language"), [("cy-GB,en;q=0.4", "cy"), ("de,en", "en"), ("", "en"), ("fr", "en")]
)
def test_the_browser_chooses_the_language(asked: str, language: str) -> None:
    assert chosen_language(asked) == language
