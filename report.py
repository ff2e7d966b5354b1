"""The report: tables, pictures and quotes of all rooms on one page that needs nothing else.

The rooms answer with plain values (`Table`, `Figure`, `Quote`); this module asks each for its part, leaves
out what the study does not have yet, and fills one template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .study.problems import ProblemError
from .study.progress import tell
from .study.table import Column, Table

if TYPE_CHECKING:
    from .study.folder import Study
    from .study.pictures import Figure, Quote

__all__ = ["report"]


@dataclass(frozen=True)
class Section:
    """One part of the report, in plain values."""

    id: str
    title: str
    lead: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    quotes: tuple[Quote, ...] = ()
    folded: tuple[Table, ...] = field(default=())
    """Tables that are long: on the page, but folded until asked for."""


def report(study: Study, out: Path | None = None) -> Table:
    """Write the report of the whole study as one self-contained HTML page.

    Parameters
    ----------
    study : Study
        The study.
    out : Path, optional
        Where to write it; default ``out/report.html`` in the study folder.

    Returns
    -------
    Table
        One row a section (``section``, ``figures``, ``tables``, ``quotes``); facts ``path`` and ``changed``.
    """
    path = out or study.out / "report.html"
    sections = list(_sections(study))
    changed = _write(path, _page(study, sections))
    rows = [
        {
            "section": one.title,
            "figures": len(one.figures),
            "tables": len(one.tables) + len(one.folded),
            "quotes": len(one.quotes),
        }
        for one in sections
    ]
    note = f"Written to {path}." if changed else f"Nothing has changed in {path}."
    facts = {"path": str(path), "changed": changed}
    return Table.of(rows, _COLUMNS, title="Report", notes=(note,), facts=facts)


_COLUMNS = (
    Column("section"),
    Column("figures", kind="count"),
    Column("tables", kind="count"),
    Column("quotes", kind="count"),
)


def _sections(study: Study) -> Iterator[Section]:
    makers: tuple[Callable[[Study], Section | None], ...] = (_fieldwork, _lost, _change, _themes)
    for done, make in enumerate(makers):
        tell("Writing the report", done, len(makers))
        section = make(study)
        if section is not None:
            yield section


def _fieldwork(study: Study) -> Section | None:
    from .panel import attrition, outcomes, retention_figure

    retention = attrition(study)
    if not retention.rows:
        return None
    return Section(
        "fieldwork",
        "Fieldwork and retention",
        figures=(retention_figure(retention),),
        tables=(retention, outcomes(study)),
    )


def _lost(study: Study) -> Section | None:
    from .panel import attrition

    tables = tuple(_by(study, attrition, name) for name in study.config.report_by)
    found = tuple(table for table in tables if table is not None and table.rows)
    return Section("lost", "Who was lost", tables=found) if found else None


def _by(study: Study, attrition: Callable[..., Table], name: str) -> Table | None:
    """Give retention by one variable, or None where the study has no such variable yet."""
    try:
        return attrition(study, by=[name])
    except ProblemError:
        return None


def _change(study: Study) -> Section | None:
    from .panel import change, change_figure

    records = [wave.name for wave in study.config.records]
    if len(records) < 2:  # noqa: PLR2004 - a change needs two occasions
        return None
    table = change(study, records[0], records[-1])
    if not table.rows:
        return None
    return Section(
        "change",
        f"Change from {records[0]} to {records[-1]}",
        figures=(change_figure(table),),
        folded=(table,),
    )


def _themes(study: Study) -> Section | None:
    from .coding import quote_bank, themes, themes_figure

    table = themes(study)
    if not table.rows:
        return None
    return Section("themes", "Themes", figures=(themes_figure(table),), quotes=tuple(quote_bank(study)))


def _page(study: Study, sections: list[Section]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "familypanel"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(study=study, sections=sections)


def _write(path: Path, text: str) -> bool:
    """Write the page if it differs from what is there; says whether it did."""
    from .study.files import write_text

    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_text(path, text)
    return True
