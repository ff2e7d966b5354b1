"""Who is in the panel: 368 families of the main cohort and 95 of the booster, drawn from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ...study.urn import generate
from .projects import PROJECTS, WELSH_PROJECTS
from .streams import stream

__all__ = ["BOOSTER", "CASE_STUDIES", "MAIN", "CaseStudy", "booster_interview_dates", "members"]

Days = np.ndarray[Any, np.dtype[np.datetime64]]

MAIN, BOOSTER = 368, 95
_FIRST_REFERRAL, _LAST_REFERRAL = np.datetime64("2013-10-01"), np.datetime64("2015-03-31")
_BOOSTER_OPENS, _BOOSTER_DAYS = np.datetime64("2016-01-04"), 26
# Days by which a booster family's interview may lie from a year after its referral: inside the window of m12.
_BOOSTER_EARLY, _BOOSTER_LATE = -24, 50
# Share of interviews in Welsh; outside these two projects about as many as speak Welsh at home in Wales.
_IN_WELSH = {"Teulu Ni, Gwynedd": 0.75, "Securing Futures, Carmarthenshire": 0.45}
_IN_WELSH_ELSEWHERE = 0.12


class CaseStudy(NamedTuple):
    """A family that was visited as well: what its transcripts say about it must also hold in the panel."""

    relation: Literal["mother", "father"]
    language: Literal["en", "cy"] = "en"
    followed: bool = False
    quoted: bool = True


CASE_STUDIES: Mapping[str, CaseStudy] = {
    "F0007": CaseStudy("mother", followed=True),
    "F0021": CaseStudy("mother", followed=True),
    "F0031": CaseStudy("father", followed=True),
    "F0064": CaseStudy("mother", followed=True),
    "F0088": CaseStudy("father"),
    "F0095": CaseStudy("father", followed=True),
    "F0112": CaseStudy("mother", language="cy"),
    "F0133": CaseStudy("mother", followed=True),
    "F0150": CaseStudy("mother", quoted=False),
    "F0201": CaseStudy("father"),
}


def members(seed: int = 2011) -> pd.DataFrame:
    """Draw the register of the panel.

    Parameters
    ----------
    seed : int
        Where chance begins.

    Returns
    -------
    pandas.DataFrame, (463, 8)
        Columns ``urn, family, cohort, project, region, referral_date, language, quote_ok``, all text; the
        main cohort first, each cohort in order of referral. Only visited families were asked whether their
        words may be quoted.
    """
    rng = stream(seed, "members")
    register = pd.concat([_main(rng), _booster(rng, seed)], ignore_index=True)
    register["family"] = [f"F{number:04d}" for number in range(1, len(register) + 1)]
    register["language"] = _languages(register["project"], rng)
    _settle_case_studies(register)
    register["region"] = register["project"].map({project.name: project.region for project in PROJECTS})
    register["urn"] = list(islice(generate(rng), len(register)))
    asked = {family: "yes" if case.quoted else "no" for family, case in CASE_STUDIES.items()}
    register["quote_ok"] = register["family"].map(asked).fillna("")
    columns = ["urn", "family", "cohort", "project", "region", "referral_date", "language", "quote_ok"]
    return register[columns]


def booster_interview_dates(seed: int) -> Days:
    """Draw the days in January 2016 on which the booster families were interviewed, (95,), in order."""
    return np.sort(_BOOSTER_OPENS + stream(seed, "booster interviews").integers(0, _BOOSTER_DAYS, BOOSTER))


def _main(rng: np.random.Generator) -> pd.DataFrame:
    span = int((_LAST_REFERRAL - _FIRST_REFERRAL).astype(int))
    referred = _FIRST_REFERRAL + np.sort(rng.integers(0, span + 1, MAIN))
    return _cohort("main", [project.main for project in PROJECTS], referred, rng)


def _booster(rng: np.random.Generator, seed: int) -> pd.DataFrame:
    """Refer each booster family about a year before its interview, so that it qualifies for +12 months."""
    away = rng.integers(_BOOSTER_EARLY, _BOOSTER_LATE + 1, BOOSTER)
    year_before = booster_interview_dates(seed) - np.timedelta64(365, "D")
    return _cohort("booster", [project.booster for project in PROJECTS], year_before - away, rng)


def _cohort(name: str, sizes: list[int], referred: Days, rng: np.random.Generator) -> pd.DataFrame:
    projects = np.repeat([project.name for project in PROJECTS], sizes)
    dates = np.datetime_as_string(referred, unit="D")
    return pd.DataFrame({"cohort": name, "project": rng.permutation(projects), "referral_date": dates})


def _languages(projects: pd.Series[str], rng: np.random.Generator) -> list[str]:
    share = projects.map(lambda name: _IN_WELSH.get(name, _IN_WELSH_ELSEWHERE)).to_numpy()
    welsh = projects.isin(WELSH_PROJECTS).to_numpy() & (rng.random(len(projects)) < share)
    return ["cy" if spoken else "en" for spoken in welsh]


def _settle_case_studies(register: pd.DataFrame) -> None:
    """Give the visited families their language, and the Welsh one a project in Wales, by an exchange."""
    projects, languages = list(register["project"]), list(register["language"])
    rows = {family: row for row, family in enumerate(register["family"])}
    for family, case in CASE_STUDIES.items():
        row = rows[family]
        if case.language == "cy" and projects[row] not in WELSH_PROJECTS:
            other = projects.index("Teulu Ni, Gwynedd")
            projects[row], projects[other] = projects[other], projects[row]
            languages[other] = "en"
        languages[row] = case.language
    register["project"], register["language"] = projects, languages
