"""The simulated fieldwork: published sizes, routing obeyed, families that tell one story over two years."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from familypanel.examples.improving_futures.members import members
from familypanel.examples.improving_futures.participation import WITHDRAWN
from familypanel.examples.improving_futures.simulate import Fieldwork, simulate
from familypanel.panel.words import event_fault
from familypanel.questionnaires.bank_reader import read_bank
from familypanel.questionnaires.compiler import compile_instrument
from familypanel.study.config import StudyConfig
from familypanel.study.config_reader import read_config
from familypanel.study.dictionary import Dictionary
from familypanel.study.missing import Reason
from familypanel.study.routing import one, parse
from familypanel.study.yaml_source import parse_yaml

PACKAGE = files("familypanel.examples.improving_futures")
WAVES = ("baseline", "m12", "m24")


@pytest.fixture(scope="module")
def config() -> StudyConfig:
    return read_config(parse_yaml((PACKAGE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))


@pytest.fixture(scope="module")
def books(config: StudyConfig) -> dict[str, Dictionary]:
    with as_file(PACKAGE / "questionnaires") as folder:
        bank = read_bank(folder)
    return {wave: compile_instrument(bank, config, wave).dictionary for wave in WAVES}


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    return members()


@pytest.fixture(scope="module")
def fieldwork(books: dict[str, Dictionary], register: pd.DataFrame) -> Fieldwork:
    return simulate(books, register)


@pytest.fixture(scope="module")
def frames(fieldwork: Fieldwork) -> dict[str, pd.DataFrame]:
    return {wave: told.frame().set_index("urn") for wave, told in fieldwork.told.items()}


@pytest.fixture(scope="module")
def cohort(register: pd.DataFrame) -> pd.Series:
    return register.set_index("urn")["cohort"]


def test_the_waves_have_the_published_sizes(frames: dict[str, pd.DataFrame], cohort: pd.Series) -> None:
    counts = {wave: cohort[frame.index].value_counts().to_dict() for wave, frame in frames.items()}
    assert counts == {"baseline": {"main": 368}, "m12": {"main": 177, "booster": 95}, "m24": {"main": 105}}


def test_most_but_not_all_of_the_last_wave_had_answered_the_one_before(
    frames: dict[str, pd.DataFrame],
) -> None:
    nested = frames["m24"].index.isin(frames["m12"].index).sum()
    assert 80 <= nested <= 100


# -- routing, held against by an interpreter that shares nothing with the one that simulated ---------------


def answers_of(frame: pd.DataFrame, book: Dictionary, urn: str, prefix: str = "") -> dict[str, Any]:
    """Read one return as an outsider would: from delivered codes and the dictionary."""
    row, found = frame.loc[urn], {}
    for variable in book:
        if variable.name in frame.columns:
            found[prefix + variable.name] = cell_of(row[variable.name], variable)
    for group in book.sets:
        codes = [code.value for code in book.lists[str(group.codes)].codes]
        cells = [found[prefix + name] for name in group.variables]
        ticked = {
            code
            for code, cell in zip(codes, cells, strict=True)
            if cell == 1 and not isinstance(cell, Reason)
        }
        found[prefix + group.name] = cells[0] if isinstance(cells[0], Reason) else ticked
    return found


def cell_of(cell: Any, variable: Any) -> Any:
    for part in variable.missing:
        if cell == part.low:
            return part.reason
    if cell is None or cell == "" or (isinstance(cell, float) and np.isnan(cell)):
        return Reason.NO_ANSWER
    return cell


def everything_known(
    frames: Mapping[str, pd.DataFrame], books: Mapping[str, Dictionary], wave: str, urn: str
) -> Any:
    known = answers_of(frames[wave], books[wave], urn)
    earlier = [w for w in WAVES[: WAVES.index(wave)] if urn in frames[w].index]
    if earlier:
        known |= answers_of(frames[earlier[-1]], books[earlier[-1]], urn, "prior.")
    if "baseline" in earlier:
        known |= answers_of(frames["baseline"], books["baseline"], urn, "baseline.")
    return known


@pytest.mark.parametrize("wave", WAVES)
def test_routing_is_obeyed_in_every_cell(
    frames: dict[str, pd.DataFrame], books: dict[str, Dictionary], wave: str
) -> None:
    rules = {v.name: None if v.ask is None else parse(v.ask) for v in books[wave] if v.item}
    checked = 0
    for urn in frames[wave].index:
        known = everything_known(frames, books, wave, urn)
        if known["last_q"] is not Reason.NO_ANSWER:
            continue
        for name, rule in rules.items():
            asked = rule is None or one(rule, known) is True
            assert (known[name] is not Reason.NOT_APPLICABLE) == asked, (urn, name)
            assert known[name] is not Reason.NO_ANSWER, (urn, name)
            checked += 1
    assert checked > 0.9 * len(frames[wave]) * len(rules)


@pytest.mark.parametrize("wave", WAVES)
def test_checks_are_met(frames: dict[str, pd.DataFrame], books: dict[str, Dictionary], wave: str) -> None:
    checks = [(v.name, parse(rule)) for v in books[wave] for rule in v.checks.values()]
    assert len(checks) >= 8
    for urn in frames[wave].index:
        known = everything_known(frames, books, wave, urn)
        assert [name for name, rule in checks if one(rule, known) is False] == []


def test_a_few_interviews_break_off_and_nothing_comes_after(
    frames: dict[str, pd.DataFrame], books: dict[str, Dictionary]
) -> None:
    for wave, frame in frames.items():
        broken = frame[frame["last_q"] != ""]
        assert 1 <= len(broken) <= 15
        items = [v.item for v in books[wave]]
        for _, row in broken.iterrows():
            after = books[wave].names[len(items) - items[::-1].index(row["last_q"]) :]
            assert all(pd.isna(cell) or cell == "" for cell in row[list(after)])


def test_booster_families_are_asked_what_others_were_asked_at_baseline(
    frames: dict[str, pd.DataFrame], cohort: pd.Series
) -> None:
    booster = cohort[frames["m12"].index].to_numpy() == "booster"
    m12 = frames["m12"]
    assert (m12.loc[booster, "hh_born"] != -8).all() and (m12.loc[~booster, "hh_born"] == -8).all()
    assert not frames["baseline"].index.isin(cohort[cohort == "booster"].index).any()
    whole = m12["last_q"] == ""
    assert (m12.loc[booster & whole, "chg_since"] == -8).all()
    assert (m12.loc[booster & whole, "chg_start"] != -8).all()


# -- who is lost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wave", ["m12", "m24"])
def test_lone_parents_and_families_that_moved_are_lost_more_often(
    frames: dict[str, pd.DataFrame], wave: str
) -> None:
    baseline = frames["baseline"]
    stayed = baseline.index.isin(frames[wave].index)
    shares = {}
    for variable in ("hh_lone", "hh_moved"):
        told = baseline[variable].isin([1, 2])
        table = pd.crosstab(baseline.loc[told, variable], stayed[told])
        shares[variable] = (table[True] / table.sum(axis=1)).to_dict()
        assert shares[variable][1.0] < shares[variable][2.0] - 0.05
    lone = baseline["hh_lone"].isin([1, 2])
    assert chi2_contingency(pd.crosstab(baseline.loc[lone, "hh_lone"], stayed[lone])).pvalue < 0.01


def test_projects_keep_their_families_unequally(
    frames: dict[str, pd.DataFrame], register: pd.DataFrame
) -> None:
    main = register[register["cohort"] == "main"].set_index("urn")
    stayed = pd.Series(main.index.isin(frames["m12"].index), index=main.index)
    rates = stayed.groupby(main["project"]).mean()
    assert rates.max() - rates.min() > 0.3


def test_the_association_holds_for_other_seeds(books: dict[str, Dictionary]) -> None:
    gaps = []
    for seed in (1, 2, 3, 4):
        told = {
            wave: t.frame().set_index("urn") for wave, t in simulate(books, members(seed), seed).told.items()
        }
        baseline = told["baseline"]
        stayed = pd.Series(baseline.index.isin(told["m12"].index), index=baseline.index)
        gaps += [
            stayed[baseline[name] == 2].mean() - stayed[baseline[name] == 1].mean()
            for name in ("hh_lone", "hh_moved")
        ]
    assert min(gaps) > 0 and np.mean(gaps) > 0.1


def test_every_family_that_was_tried_in_vain_has_an_outcome(
    fieldwork: Fieldwork, frames: dict[str, pd.DataFrame], cohort: pd.Series
) -> None:
    log = fieldwork.contacts
    assert [event_fault(e.kind, e.detail, e.wave) for e in log.itertuples()] == [None] * len(log)
    main = set(cohort[cohort == "main"].index)
    at = {wave: set(log.loc[log["wave"] == wave, "urn"]) for wave in ("m12", "m24")}
    assert at["m12"] == main - set(frames["m12"].index)
    gone = main - set(frames["m24"].index) - at["m24"]
    final = log[(log["wave"] == "m12") & log["urn"].isin(gone)].groupby("urn").tail(1)
    assert set(final["detail"]) <= {"hard", "moved_abroad", "deceased", "contact"}
    assert len(final) == len(gone)
    assert not at["m24"] & set(frames["m24"].index)


def test_nobody_who_said_no_is_contacted_again(fieldwork: Fieldwork, frames: dict[str, pd.DataFrame]) -> None:
    log = fieldwork.contacts
    for wave, following in (("baseline", ["m12", "m24"]), ("m12", ["m24"])):
        refusing = frames[wave].index[frames[wave]["clo_again"] == 2]
        assert len(refusing) > 0
        for later in following:
            assert not refusing.isin(frames[later].index).any()
        events = log[log["urn"].isin(refusing) & log["wave"].isin(following)]
        assert set(zip(events["kind"], events["detail"], strict=True)) <= {WITHDRAWN}


# -- one story a family -------------------------------------------------------------------------------------


def test_interviews_are_held_inside_their_windows(
    frames: dict[str, pd.DataFrame], register: pd.DataFrame, config: StudyConfig
) -> None:
    held = {wave: pd.to_datetime(frame["int_date"], format="%Y-%m-%d") for wave, frame in frames.items()}
    referred = pd.to_datetime(register.set_index("urn")["referral_date"], format="%Y-%m-%d")
    for wave in config.waves:
        start = (
            referred if wave.name == "baseline" else held["baseline"].reindex(referred.index).fillna(referred)
        )
        days = (
            held[wave.name] - (start + pd.DateOffset(months=wave.months)).reindex(held[wave.name].index)
        ).dt.days
        assert days.between(-wave.window.before, wave.window.after).all(), wave.name


def told_twice(frames: Mapping[str, pd.DataFrame], name: str, wave: str, missing: Any) -> pd.DataFrame:
    """Give the answers of those who answered at baseline and again, as columns ``then`` and ``now``."""
    both = pd.DataFrame({"then": frames["baseline"][name], "now": frames[wave][name]}).dropna()
    return both[~both.isin(missing).any(axis=1)]


def test_children_grow_a_year_a_wave(frames: dict[str, pd.DataFrame]) -> None:
    for wave, years in (("m12", 1), ("m24", 2)):
        told = told_twice(frames, "hh_childage", wave, [-2, -8])
        assert len(told) > 90 and (told["now"] - told["then"] == years).all()


def test_the_child_keeps_its_initial_and_nobody_gives_a_name(frames: dict[str, pd.DataFrame]) -> None:
    told = told_twice(frames, "hh_child", "m12", ["-8"])
    assert len(told) > 150 and (told["now"] == told["then"]).all()
    assert {len(name) for name in told["then"]} <= {1, 2, len("your child"), len("eich plentyn")}


def test_things_get_better_on_average(frames: dict[str, pd.DataFrame]) -> None:
    for name, better in (("par_lost", 1), ("wel_week", 1), ("par_patience", -1), ("wel_nights", -1)):
        means = [frame.loc[frame[name] >= 0, name].mean() for frame in frames.values()]
        assert better * (means[2] - means[0]) > 0.2, name


def test_the_same_family_answers_alike_a_year_later(frames: dict[str, pd.DataFrame]) -> None:
    told = told_twice(frames, "par_patience", "m12", [-1, -2, -8])
    assert 0.2 < told["then"].corr(told["now"]) < 0.9


def test_answers_are_withheld_only_where_that_is_allowed(
    frames: dict[str, pd.DataFrame], books: dict[str, Dictionary]
) -> None:
    rates = {True: [], False: []}
    for wave, frame in frames.items():
        for variable in books[wave]:
            if variable.name == "urn":
                continue
            withheld = frame[variable.name].isin([-1, -2, "-1", "-2"])
            assert variable.allow or not withheld.any(), variable.name
            asked = frame[variable.name] != -8
            if variable.allow and asked.sum() > 60:
                rates[variable.sensitive].append(withheld[asked].mean())
    assert 0.005 < np.mean(rates[False]) < 0.03
    assert np.mean(rates[True]) > 2 * np.mean(rates[False])


def test_the_language_of_the_interview_is_the_language_of_the_words(
    frames: dict[str, pd.DataFrame], register: pd.DataFrame
) -> None:
    language = register.set_index("urn")["language"]
    for frame in frames.values():
        assert (frame["int_language"] == language[frame.index].map({"en": 1, "cy": 2})).all()
    welsh = frames["baseline"][frames["baseline"]["int_language"] == 2]
    assert "No" not in set(welsh["clo_else"])
