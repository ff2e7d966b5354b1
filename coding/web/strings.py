"""The words of the pages, in every language the desk speaks, from one catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from ...study.yaml_source import read_yaml

__all__ = ["LANGUAGES", "catalogue", "chosen_language", "speaker"]

LANGUAGES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}
_FILE = Path(__file__).parent / "strings.yaml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Read the catalogue: for each key the words in each language."""
    content = read_yaml(_FILE).content
    return {
        str(key): {str(lang): str(words) for lang, words in both.items()} for key, both in content.items()
    }


def speaker(language: str) -> Callable[..., str]:
    """Give the function that says a key of the catalogue in `language`, with its slots filled."""

    def say(key: str, **facts: object) -> str:
        return catalogue()[key][language].format(**facts)

    return say


def chosen_language(accepted: str) -> str:
    """Choose the language of the pages from what a browser asks for (``Accept-Language``)."""
    wanted = [part.split(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return next((language for language in wanted if language in LANGUAGES), "en")
