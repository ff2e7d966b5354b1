"""Where a study stands: what is there wave by wave, and the next useful command."""

from __future__ import annotations

from dataclasses import dataclass

from .folder import Study
from .table import Column, Table

__all__ = ["standing"]


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is in a study, counted once."""

    modules: int
    members: dict[str, int]
    instruments: dict[str, bool]
    rows: dict[str, int]
    problems: dict[str, int]
    deliveries: int
    documents: int
    codings: int
    reported: bool


def standing(study: Study) -> Table:
    """Say where the study stands.

    Returns
    -------
    Table
        One row a wave (``wave``, ``kind``, ``months``, ``mode``, ``instrument``, ``returns``, ``problems``);
        facts ``members`` by cohort, ``deliveries``, ``documents``, ``codings``, ``next``.
    """
    counts = _count(study)
    rows = [
        {
            "wave": wave.name,
            "kind": wave.kind,
            "months": wave.months,
            "mode": wave.mode if wave.kind == "interview" else None,
            "instrument": "built" if counts.instruments[wave.name] else "-",
            "returns": counts.rows.get(wave.name, 0),
            "problems": counts.problems.get(wave.name, 0),
        }
        for wave in study.config.occasions
    ]
    following = _next(study, counts)
    facts = {
        "title": study.config.title,
        "members": counts.members,
        "modules": counts.modules,
        "deliveries": counts.deliveries,
        "documents": counts.documents,
        "codings": counts.codings,
        "next": following,
    }
    return Table.of(
        rows, _COLUMNS, title=study.config.title, notes=_notes(counts), facts=facts, next_step=following
    )


_COLUMNS = (
    Column("wave"),
    Column("kind"),
    Column("months", kind="count"),
    Column("mode"),
    Column("instrument"),
    Column("returns", kind="count"),
    Column("problems", kind="count"),
)


def _count(study: Study) -> _Counts:
    from .store.codings import count_codings
    from .store.deliveries import all_deliveries, open_problems
    from .store.documents import count_documents
    from .store.members import count_members
    from .store.waves import current_versions

    with study.store.reading() as connection:
        found = [row["wave"] for row in open_problems(connection)]
        return _Counts(
            modules=len(list(study.questionnaires.glob("*.yaml"))),
            members=count_members(connection),
            instruments={w.name: _built(study, w.name) for w in study.config.occasions},
            rows={name: version.n_rows for name, version in current_versions(connection).items()},
            problems={wave: found.count(wave) for wave in found},
            deliveries=len(all_deliveries(connection)),
            documents=count_documents(connection),
            codings=count_codings(connection),
            reported=(study.out / "report.html").exists(),
        )


def _built(study: Study, wave: str) -> bool:
    return (study.instruments / wave / "dictionary.json").exists()


def _notes(counts: _Counts) -> tuple[str, ...]:
    cohorts = ", ".join(f"{n:,} {cohort}" for cohort, n in counts.members.items())
    return (
        f"Members: {cohorts or 'none enrolled'}.",
        f"Question bank: {counts.modules} modules. Deliveries: {counts.deliveries}.",
        f"Interviews: {counts.documents} transcripts, {counts.codings} codings.",
    )


def _next(study: Study, counts: _Counts) -> str:
    """Give the first of the useful commands whose time has come."""
    waves = [wave.name for wave in study.config.occasions]
    due = next((wave for wave in waves if not counts.rows.get(wave)), None)
    unbuilt = not any(counts.instruments[wave.name] for wave in study.config.waves)
    steps = (
        (counts.modules > 0 and unbuilt, "familypanel questionnaires build"),
        (
            counts.modules > 0 and not counts.members,
            _with_file(study, "panel enrol", "members.csv", "FILE.csv"),
        ),
        (due is not None, _with_file(study, "surveys receive", f"{due}.sav", "FILE.sav") + f" --wave {due}"),
        (not counts.documents and _waiting(study), _adding(study)),
        (counts.documents > 0 and not counts.codings, "familypanel coding tag --help"),
        (not counts.reported, "familypanel report"),
        (bool(counts.problems), "familypanel check"),
    )
    return next((command for is_time, command in steps if is_time), "familypanel panel attrition")


def _with_file(study: Study, command: str, name: str, otherwise: str) -> str:
    """Name the file itself where it lies in ``deliveries/`` under its plain name."""
    there = (study.root / "deliveries" / name).is_file()
    return f"familypanel {command} {'deliveries/' + name if there else otherwise}"


def _waiting(study: Study) -> bool:
    return study.transcripts.is_dir() and any(study.transcripts.iterdir())


def _adding(study: Study) -> str:
    """Add the list where there is one: it says who speaks in which wave."""
    listed = (study.root / "deliveries" / "transcripts.csv").is_file()
    return f"familypanel coding add {'deliveries/transcripts.csv' if listed else 'transcripts'}"
