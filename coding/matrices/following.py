"""`coding trajectories`: what became of each theme in each family from wave to wave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...study.documents import Document
from ...study.folder import Study
from ...study.table import Column, Table
from ..codebook import read_codebook
from ..corpus import left_out, wave_label
from .cases import NO_WAVE, CaseMap, case_map

__all__ = ["STATES", "trajectories"]

APPEARED, PERSISTED, GONE, ABSENT = "appeared", "persisted", "gone", "not there"
NOT_CODED, NOT_INTERVIEWED = "not coded", "not interviewed"
STATES = (APPEARED, PERSISTED, GONE, ABSENT, NOT_CODED, NOT_INTERVIEWED)
_COUNTED = (
    Column("label", "theme"), Column("wave_label", "wave"),
    *(Column(state.replace(" ", "_"), kind="count") for state in STATES),
)  # fmt: skip
_NOTES = (
    "Appeared: there, and not in the family's last coded interview, or that was its first. Persisted: there "
    "again. Gone: there in the last coded interview, and no more. Not there: neither.",
    "Not interviewed: no interview of the family in the wave. Not coded: one without any coding that may be "
    "seen; nothing follows from either, and the next interview is compared with the last coded one.",
)


def trajectories(
    study: Study, code: str | None = None, *, families: bool = False, coder: str | None = None
) -> Table:
    """Follow the themes of each family over the waves.

    Parameters
    ----------
    study : Study
        The study.
    code : str, optional
        Only this theme.
    families : bool
        Give a row a family and theme that ever came up in it, in place of counts.
    coder : str, optional
        Who looks: what they are coding blind is shown to nobody else.

    Returns
    -------
    Table
        A row a theme and wave: ``code``, ``label``, ``wave``, ``wave_label`` and how many families are
        ``appeared``, ``persisted``, ``gone``, ``not_there``, ``not_coded``, ``not_interviewed``; they add up
        to the fact ``families``.  With `families`: ``family``, ``code``, ``label`` and ``states`` (by wave).
        Facts: ``waves``, ``families``, ``outside`` (codings in interviews of
        no wave or of no member).

    Raises
    ------
    ProblemError
        FP5011 if the codebook has no such code.
    """
    if code is not None:
        read_codebook(study.codebook).code(code)
    known = case_map(study, coder)
    waves = [wave for wave in known.waves if wave != NO_WAVE]
    codes = [one for one in known.codes if code in {None, one}]
    table = _by_family(study, known, codes, waves) if families else _counts(study, known, codes, waves)
    outside = sum(not _followed(known.documents[one.document]) for one in known.codings)
    facts = {"waves": waves, "families": len(known.families), "outside": outside}
    notes = (*_notes(known, waves, outside), *left_out(study, coder))
    return table.with_(title="Themes over the waves", notes=notes, facts=facts)


def _followed(document: Document) -> bool:
    return bool(document.wave and document.urn)


def _states(known: CaseMap, family: str, code: str, waves: list[str]) -> Iterator[str]:
    before: bool | None = None
    for wave in waves:
        interviews = known.interviews.get((family, wave), [])
        if not any(one.name in known.coded for one in interviews):
            yield NOT_CODED if interviews else NOT_INTERVIEWED
            continue
        there = (family, wave, code) in known.cells
        yield (PERSISTED if before else APPEARED) if there else (GONE if before else ABSENT)
        before = there


def _counts(study: Study, known: CaseMap, codes: list[str], waves: list[str]) -> Table:
    rows = []
    for code in codes:
        lines = [list(_states(known, family, code, waves)) for family in known.families]
        for place, wave in enumerate(waves):
            found = Counter(line[place] for line in lines)
            names = {"code": code, "label": known.labels[code], "wave": wave}
            counts = {state.replace(" ", "_"): found[state] for state in STATES}
            rows.append(names | {"wave_label": wave_label(study, wave)} | counts)
    return Table.of(rows, _COUNTED)


def _by_family(study: Study, known: CaseMap, codes: list[str], waves: list[str]) -> Table:
    rows = []
    for family in known.families:
        for code in codes:
            states = dict(zip(waves, _states(known, family, code, waves), strict=True))
            if {APPEARED, PERSISTED} & set(states.values()):
                path = {f"at_{wave}": state for wave, state in states.items()}
                rows.append(
                    {"family": family, "code": code, "label": known.labels[code], "states": states} | path
                )
    shown = [Column(f"at_{wave}", wave_label(study, wave) or wave) for wave in waves]
    return Table.of(rows, [Column("family"), Column("label", "theme"), *shown])


def _notes(known: CaseMap, waves: list[str], outside: int) -> list[str]:
    if not known.codings:
        return ["Nothing is coded yet."]
    notes = list(_NOTES)
    if len(waves) < 2:  # noqa: PLR2004 - change needs two
        notes.append("There are interviews of fewer than two waves: nothing can persist or go.")
    if outside:
        notes.append(f"Left out because their interview belongs to no wave or no member: {outside} codings.")
    return notes
