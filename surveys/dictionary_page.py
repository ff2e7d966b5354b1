"""The dictionary as a page: a chapter a wave, a section a variable, and a list of variables to start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from .spoken import range_of, spoken_codes

if TYPE_CHECKING:
    from ..study.dictionary import Dictionary, ResponseSet, Variable

__all__ = ["dictionary_page"]

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}"
    "section{border-top:1px solid #888;padding:.5rem 0 1rem}h3{margin:.5rem 0 0;font-family:monospace}"
    "p.question{font-size:1.1rem;margin:.25rem 0}p.facts{margin:.25rem 0;color:#444}"
    "table{border-collapse:collapse}th,td{padding:.1rem 1rem .1rem 0;text-align:left;vertical-align:top}"
    ".num{text-align:right;font-variant-numeric:tabular-nums}nav ul{columns:16rem;padding-left:1.25rem}"
    "code{overflow-wrap:anywhere}@media print{section{break-inside:avoid}nav{display:none}}"
)


def dictionary_page(title: str, books: Mapping[str, Dictionary]) -> str:
    """Write the page.

    Parameters
    ----------
    title : str
        Its title.
    books : mapping of str to Dictionary
        By wave.
    """
    waves = "".join(f'<li><a href="#{escape(wave)}">{escape(wave)}</a></li>' for wave in books)
    body = "".join(part for wave, book in books.items() for part in _chapter(wave, book))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    view = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}{view}</head><body><h1>{escape(title)}</h1>'
        f'<nav aria-label="Waves"><ul>{waves}</ul></nav>{body}</body></html>\n'
    )


def _chapter(wave: str, book: Dictionary) -> Iterator[str]:
    links = "".join(f'<li><a href="#{_anchor(wave, v.name)}">{escape(v.name)}</a></li>' for v in book)
    yield f'<h2 id="{escape(wave)}">{escape(wave)}: {len(book)} variables</h2>'
    yield f'<nav aria-label="Variables of {escape(wave)}"><ul>{links}</ul></nav>'
    sets = {name: found for found in book.sets for name in found.variables}
    for variable in book:
        yield _section(wave, variable, book, sets.get(variable.name))


def _anchor(wave: str, name: str) -> str:
    return escape(f"{wave}.{name}")


def _section(wave: str, variable: Variable, book: Dictionary, answers: ResponseSet | None) -> str:
    facts = "".join(f'<p class="facts">{fact}</p>' for fact in _facts(variable, answers))
    question = f'<p class="question">{escape(variable.label)}</p>' if variable.label else ""
    question += "".join(
        f'<p class="question" lang="{escape(language)}">{escape(said)}</p>'
        for language, said in variable.translations.items()
    )
    heading = f"<h3>{escape(variable.name)}</h3>"
    return (
        f'<section id="{_anchor(wave, variable.name)}">{heading}{question}{facts}'
        f"{_codes(variable, book)}</section>"
    )


def _facts(variable: Variable, answers: ResponseSet | None) -> Iterator[str]:
    item = " ".join(filter(None, (variable.item, variable.version)))
    yield ", ".join(
        escape(part) for part in (variable.type, variable.measure, range_of(variable), item) if part
    )
    if answers is not None:
        yield f"One of the answers to: {escape(answers.label or answers.name)} ({escape(answers.name)})"
    for said, rule in (
        ("Asked if", variable.ask),
        ("Must hold", variable.checks.get("hard")),
        ("Usually holds", variable.checks.get("soft")),
    ):
        if rule:
            yield f"{said}: <code>{escape(rule)}</code>"


def _codes(variable: Variable, book: Dictionary) -> str:
    rows = "".join(_row(*cells) for cells in spoken_codes(variable, book))
    names = "".join(f'<th scope="col">{name}</th>' for name in ("Code", "Meaning", "Missing because"))
    return f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""


def _row(value: str, meaning: str, reason: str) -> str:
    return (
        f'<tr><th scope="row" class="num">{escape(value)}</th><td>{escape(meaning)}</td>'
        f"<td>{escape(reason)}</td></tr>"
    )
