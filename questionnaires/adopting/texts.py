"""Texts of other programs: their marks, pipes and languages, made ours."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from ..phrases import LANGUAGE_NAMES
from .tokens import Dialect

__all__ = ["codes_in_hint", "language_of", "plain_text"]

_PIPES: dict[Dialect, re.Pattern[str]] = {
    "xlsform": re.compile(r"\$\{\s*([\w.-]+)\s*\}"),
    "redcap": re.compile(r"\[([a-z]\w*)\]"),
    "limesurvey": re.compile(r"\{([A-Za-z][A-Za-z0-9]*)(?:\.\w+)?\}"),
}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LANGUAGE = re.compile(r"(?:.*\()?([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)?")
_CODED = re.compile(r"(-\d+) = [^·]+")
_NAMES = {name.casefold(): code for code, name in LANGUAGE_NAMES.items()} | {
    "english": "en", "welsh": "cy", "french": "fr", "spanish": "es", "portuguese": "pt", "arabic": "ar",
    "swahili": "sw", "polish": "pl", "urdu": "ur", "bengali": "bn", "somali": "so", "german": "de",
}  # fmt: skip


def language_of(written: str) -> str | None:
    """Find the code of a language that a form names; None where it is not known.

    Examples
    --------
    >>> language_of("English (en)"), language_of("Welsh"), language_of("cy"), language_of("Klingon")
    ('en', 'cy', 'cy', None)
    """
    if found := _NAMES.get(written.strip().casefold()):
        return found
    coded = _LANGUAGE.fullmatch(written.strip())
    return coded[1] if coded else None


def plain_text(text: str, dialect: Dialect, name: Callable[[str], str | None]) -> tuple[str, list[str]]:
    """Make pipes ours and take markup out; also say what was changed beside the pipes.

    `name` gives our name of a question of the form, or None where it is not carried.
    """
    changed: list[str] = []
    bare = html.unescape(_TAG.sub("", text)) if dialect != "xlsform" else text
    if _TAG.search(text) and dialect != "xlsform":
        changed.append("its markup was taken out")
    parts = _PIPES[dialect].split(bare)
    words = [_braceless(part, changed) if index % 2 == 0 else _pipe(part, dialect, name, changed)
             for index, part in enumerate(parts)]  # fmt: skip
    return "".join(words).strip(), changed


def _pipe(inner: str, dialect: Dialect, name: Callable[[str], str | None], changed: list[str]) -> str:
    ours = name(inner)
    if ours is not None:
        return f"{{{ours}}}"
    if dialect == "redcap":
        return f"[{inner}]"
    changed.append(
        f"the answer to '{inner}', which is not carried, was to be shown in it; its name stands there now"
    )
    return f"({inner})"


def _braceless(text: str, changed: list[str]) -> str:
    if "{" in text or "}" in text:
        changed.append("braces became brackets, as a brace means an answer here")
    return text.replace("{", "(").replace("}", ")")


def codes_in_hint(hint: str) -> tuple[str, list[str]]:
    """Take the codes that may be typed for a missing answer out of a hint.

    Examples
    --------
    >>> codes_in_hint("In full weeks. · -1 = Don't know · -2 = Prefer not to say")
    ('In full weeks.', ['-1', '-2'])
    """
    parts = [part.strip() for part in hint.split("·")]
    found = [(part, _CODED.fullmatch(part)) for part in parts]
    kept = " · ".join(part for part, coded in found if not coded)
    return kept, [coded[1] for _, coded in found if coded]
