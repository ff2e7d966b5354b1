"""The report: tables, pictures and quotes of all rooms on one page that needs nothing else.

The rooms answer with plain values (`Table`, `Figure`, `Quote`); this module asks each for its part, leaves
out what the study does not have yet, and fills one template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .study.problems import ProblemError, problem
from .study.progress import tell
from .study.table import Column, Table, display

if TYPE_CHECKING:
    from .study.folder import Study
    from .study.pictures import Figure, Quote

__all__ = ["report"]

CLEAR = 0.05
_RATE = Column("rate", kind="percent")


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

    Raises
    ------
    ProblemError
        FP1024 if `out` does not end in .html.

    Returns
    -------
    Table
        One row a section (``section``, ``figures``, ``tables``, ``quotes``); facts ``path`` and ``changed``.
    """
    path = out or study.out / "report.html"
    if path.suffix.lower() != ".html":
        raise ProblemError(problem("FP1024", file=path.name, ending=path.suffix, known=".html"))
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
    makers: tuple[Callable[[Study], Section | None], ...] = (_fieldwork, _lost, _answers, _change, _themes)
    for done, make in enumerate(makers):
        tell("Writing the report", done, len(makers))
        section = make(study)
        if section is not None:
            yield section


def _fieldwork(study: Study) -> Section | None:
    from .panel import attrition, outcomes, patterns, patterns_figure, rates, retention_figure

    retention = attrition(study)
    if not retention.rows:
        return None
    smallest = study.config.disclosure.threshold
    return Section(
        "fieldwork",
        "Fieldwork and retention",
        lead=tuple(_kept(study, retention)),
        figures=(retention_figure(retention), patterns_figure(patterns(study), smallest=smallest)),
        tables=(retention,),
        folded=(outcomes(study), rates(study)),
    )


def _kept(study: Study, retention: Table) -> Iterator[str]:
    """Say in one sentence how many answered at each wave, and who is not part of that."""
    labels = {wave.name: wave.label for wave in study.config.waves}
    counted = [
        f"{row['productive']:,} of {row['base']:,} ({display(row['rate'], _RATE)}) at {labels[row['wave']]}"
        for row in retention.rows
        if row["convention"] == "cross_section" and row["rate"] is not None
    ]
    if counted:
        yield f"Answered: {'; '.join(counted)}."
    for late in retention.facts["without_baseline"]:
        who = f"{late['productive']:,} families of the {late['cohort']} cohort"
        when = labels[late["wave"]]
        yield f"{who} answered at {when} without a baseline interview. They are in no retention figure."


def _lost(study: Study) -> Section | None:
    from .panel import attrition, groups_figure

    tables = {
        name: _if_there(partial(attrition, study, by=[name], smallest=study.config.disclosure.threshold))
        for name in study.config.report_by
    }
    found = {name: table for name, table in tables.items() if table is not None and table.rows}
    if not found:
        return None
    last = study.config.waves[-1].name
    tested = _tested(study, last)
    return Section(
        "lost",
        "Who was lost",
        lead=(
            "Groups of fewer than 30 families are drawn hollow: their rates say little. Groups of fewer than "
            f"{study.config.disclosure.threshold} are put together.",
            *_in_short(tested),
            *_weighted(study),
        ),
        figures=tuple(groups_figure(table, name, last) for name, table in found.items()),
        folded=(*(_only(table, name) for name, table in found.items()), *filter(None, [tested])),
    )


def _tested(study: Study, wave: str) -> Table | None:
    """Give the tests of loss up to a wave, if anybody can have been lost by then."""
    from .panel import bias

    return None if wave == study.config.waves[0].name else bias(study, wave)


def _in_short(tested: Table | None) -> Iterator[str]:
    """Say of whom, what differed, and the verdict; everything between stands below the table."""
    if tested is not None:
        said = tested.facts["verdict"]
        yield " ".join(dict.fromkeys([*said[:2], said[-1]]))


def _weighted(study: Study) -> Iterator[str]:
    """Say which weights are stored, and what they cost."""
    from .study.store.weights import current_weights

    with study.store.reading() as connection:
        found = [current_weights(connection, wave.name) for wave in study.config.waves]
    for one in filter(None, found):
        cost = f"design effect {one.facts['deff']:.2f}, effective number {one.facts['neff']:.0f}"
        of = f"of {one.facts['base']['responded']:,}"
        yield f"Weights of {study.wave(one.wave).label} (version {one.version}): {cost} {of}."


def _by(study: Study, attrition: Callable[..., Table], name: str) -> Table | None:
    """Give retention by one variable, or None where the study has no such variable yet."""
    try:
        return attrition(study, by=[name], smallest=study.config.disclosure.threshold)
    except ProblemError:
        return None


def _only(table: Table, name: str) -> Table:
    """Keep what the picture shows: one breakdown, counted across waves."""
    rows = [row for row in table.rows if row["by"] == name and row["convention"] == "cross_section"]
    columns = tuple(column for column in table.columns if column.key not in {"by", "convention", "cohort"})
    return table.with_(rows=tuple(rows), columns=columns, title=f"Retention by {table.facts['labels'][name]}")


def _answers(study: Study) -> Section | None:
    """Show answers by sex, and the way from the first wave to the second; small counts stay hidden."""
    from .panel import table, transitions, transitions_figure

    config = study.config
    asked, by = config.report_answers, config.report_answers_by
    tables = [_if_there(partial(table, study, asked, by=by)) if asked else None]
    flows = [
        _if_there(partial(transitions, study, name, *_first_two(study))) for name in config.report_transitions
    ]
    found = [one for one in tables if one is not None]
    drawn = [one for one in flows if one is not None]
    if not found and not drawn:
        return None
    return Section(
        "answers",
        "Answers and how they changed",
        lead=(f"Counts below {config.disclosure.threshold} are hidden, and what would give them away.",),
        figures=tuple(map(transitions_figure, drawn)),
        tables=tuple(found),
        folded=tuple(drawn),
    )


def _first_two(study: Study) -> tuple[str, str]:
    first, second = (wave.name for wave in (*study.config.waves, *study.config.waves)[:2])
    return first, second


def _if_there(make: Callable[[], Table]) -> Table | None:
    """Make a table, or None where the study has no such variable or wave yet."""
    try:
        return make()
    except ProblemError:
        return None


def _change(study: Study) -> Section | None:
    from .panel import change, change_figures

    records = [wave.name for wave in study.config.records]
    if len(records) < 2:  # noqa: PLR2004 - a change needs two occasions
        return None
    table = change(study, records[0], records[-1])
    if not table.rows:
        return None
    return Section(
        "change",
        table.title,
        lead=tuple(_changed(table)),
        figures=change_figures(table),
        folded=(table,),
    )


def _changed(table: Table) -> Iterator[str]:
    """Count what changed clearly: after adjustment for the number of indicators, at 5%."""
    clear = [row["direction"] for row in table.rows if (row["p_adjusted"] or 1) < CLEAR]
    better, worse = clear.count("better"), clear.count("worse")
    rest = len(table.rows) - better - worse
    yield (
        f"Of {len(table.rows)} indicators, {better} changed for the better and {worse} for the worse; "
        f"for {rest} the records do not show a change (5%, adjusted for their number)."
    )


def _themes(study: Study) -> Section | None:
    from .coding import quote_bank, themes, themes_figure

    table = themes(study)
    if not table.rows:
        return None
    return Section(
        "themes",
        "Themes",
        lead=("In how many interviews of each group somebody said something with the code.", *table.notes),
        figures=(themes_figure(table),),
        quotes=tuple(quote_bank(study)),
    )


def _page(study: Study, sections: list[Section]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__ or "familypanel"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    waves = ", ".join(wave.label for wave in study.config.waves)
    return environment.get_template("report.html").render(study=study, sections=sections, waves=waves)


def _write(path: Path, text: str) -> bool:
    """Write the page if it differs from what is there; says whether it did."""
    from .study.files import write_text

    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_text(path, text)
    return True
