"""The register of the example: who is in the panel."""

from collections import Counter
from importlib.resources import files

import pandas as pd
import pytest

from familypanel.examples.improving_futures.members import CASE_STUDIES, booster_interview_dates, members
from familypanel.examples.improving_futures.projects import PROJECTS, WELSH_PROJECTS
from familypanel.examples.improving_futures.respondents import with_sex
from familypanel.study.config_reader import read_config
from familypanel.study.yaml_source import parse_yaml


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    return members()


def test_cohorts_and_projects_have_the_published_sizes(register: pd.DataFrame) -> None:
    assert Counter(register["cohort"]) == {"main": 368, "booster": 95}
    assert len(PROJECTS) == 26 and len(WELSH_PROJECTS) == 5
    sizes = register[register["cohort"] == "main"].groupby("project").size()
    assert sizes.to_dict() == {project.name: project.main for project in PROJECTS}
    assert sizes.max() > 3 * sizes.min()


def test_every_urn_is_one_of_the_declared_scheme(register: pd.DataFrame) -> None:
    text = (files("familypanel.examples.improving_futures") / "study.yaml").read_text(encoding="utf-8")
    scheme = read_config(parse_yaml(text, "study.yaml")).urn
    assert scheme.pattern is not None and scheme.check == "iso7064_37_2"
    assert [scheme.fault(urn) for urn in register["urn"]] == [None] * 463
    assert register["urn"].is_unique and register["family"].is_unique


def test_referrals_lie_in_the_years_of_the_programme(register: pd.DataFrame) -> None:
    main = register[register["cohort"] == "main"]["referral_date"]
    assert main.is_monotonic_increasing
    assert "2013-10-01" <= main.min() < "2013-11-01" and "2015-03-01" < main.max() <= "2015-03-31"


def test_booster_families_are_interviewed_in_january_2016_a_year_after_referral(
    register: pd.DataFrame,
) -> None:
    held = pd.Series(booster_interview_dates(2011))
    assert held.dt.strftime("%Y-%m").unique().tolist() == ["2016-01"]
    referred = pd.to_datetime(register[register["cohort"] == "booster"]["referral_date"], format="%Y-%m-%d")
    target = referred.reset_index(drop=True) + pd.DateOffset(months=12)
    assert (held - target).dt.days.between(-28, 56).all()


def test_welsh_is_spoken_in_wales_only(register: pd.DataFrame) -> None:
    welsh = register[register["language"] == "cy"]
    assert set(welsh["region"]) == {"Wales"}
    assert 10 < len(welsh) < 60


def test_visited_families_are_what_their_transcripts_say(register: pd.DataFrame) -> None:
    by_family = register.set_index("family")
    for family, case in CASE_STUDIES.items():
        assert by_family.loc[family, "language"] == case.language
        assert by_family.loc[family, "cohort"] == "main"
    assert by_family.loc["F0112", "project"] in WELSH_PROJECTS


def test_the_seed_decides_everything(register: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(register, members(2011))
    assert not register["urn"].equals(members(2012)["urn"])


def test_the_register_says_who_is_interviewed(register: pd.DataFrame) -> None:
    sexed = with_sex(register)
    assert list(sexed.columns) == [*register.columns, "sex"]
    assert 0.75 < (sexed["sex"] == "Female").mean() < 0.95
    by_family = sexed.set_index("family")["sex"]
    for family, case in CASE_STUDIES.items():
        assert by_family[family] == ("Female" if case.relation == "mother" else "Male")
