"""The words of the pages, in every language the desk speaks, from one catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ...study.yaml_source import read_yaml

__all__ = ["LANGUAGES", "Words", "catalogue", "chosen_language", "phrases", "speaker"]

LANGUAGES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}
Words = Mapping[str, str]
"""The same words in each language."""
_FILE = Path(__file__).parent / "strings.yaml"
_PHRASES = "phrases"


@cache
def catalogue() -> Mapping[str, Words]:
    """Read the catalogue: for each key of the pages the words in each language."""
    return {str(key): _words(both) for key, both in _content().items() if key != _PHRASES}


@cache
def phrases() -> tuple[Words, ...]:
    """Read what the rooms say, in each language; see `familypanel.coding.web.phrases`."""
    return tuple(_words(both) for both in _content()[_PHRASES])


@cache
def _content() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml(_FILE).content
    return content


def _words(both: Mapping[Any, Any]) -> Words:
    return {str(language): str(words) for language, words in both.items()}


def speaker(language: str) -> Callable[..., str]:
    """Give the function that says a key of the catalogue in `language`, with its slots filled."""

    def say(key: str, **facts: object) -> str:
        return catalogue()[key][language].format(**facts)

    return say


def chosen_language(accepted: str) -> str:
    """Choose the language of the pages from what a browser asks for (``Accept-Language``)."""
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return next((language for language in wanted if language in LANGUAGES), "en")
