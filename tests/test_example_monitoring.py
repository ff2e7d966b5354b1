"""The workers' records of the example count exactly what was published, row by row."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from familypanel.examples.improving_futures.annex import MISPRINTED, indicator_counts, indicators, published
from familypanel.examples.improving_futures.members import members
from familypanel.examples.improving_futures.monitoring import Records, monitoring_records, records_dictionary


@pytest.fixture(scope="module")
def records() -> Records:
    return monitoring_records(members())


def printed(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_the_published_table_has_97_risks_and_42_strengths() -> None:
    table = published()
    assert table["kind"].value_counts().to_dict() == {"risk": 97, "strength": 42}
    assert list(table["row"]) == list(range(1, 140))
    assert set(table["base_n"]) == {2777}


def test_indicators_describe_the_published_rows_in_order() -> None:
    columns = ["indicator", "kind", "level", "domain", "base_unit"]
    pd.testing.assert_frame_equal(indicators()[columns], published()[columns])


@pytest.mark.parametrize("row", range(1, 140))
def test_every_printed_figure_is_met(records: Records, row: int) -> None:
    said = published().iloc[row - 1]
    name = f"ind_{row:03d}"
    entry, end = int(records.entry[name].sum()), int(records.exit[name].sum())
    change = Decimal(end - entry)
    found = {
        "entry_pct": printed(Decimal(100 * entry) / 2777),
        "exit_pct": printed(Decimal(100 * end) / 2777),
        "pp_change": printed(100 * change / 2777),
        "pct_change": printed(100 * change / entry),
    }
    differing = {key for key, text in found.items() if Decimal(text) != Decimal(said[key])}
    assert differing == {50: {"pp_change", "pct_change"}, 126: {"entry_pct"}}.get(row, set())


def test_the_two_misprints_are_what_the_other_figures_imply(records: Records) -> None:
    assert MISPRINTED == {50: "sign", 126: "entry"}
    assert (records.entry["ind_050"].sum(), records.exit["ind_050"].sum()) == (39, 21)
    assert (records.entry["ind_126"].sum(), records.exit["ind_126"].sum()) == (1131, 1529)


def test_both_records_are_of_the_same_2777_families(records: Records) -> None:
    assert len(records.entry) == len(records.exit) == 2777
    assert list(records.entry["urn"]) == list(records.exit["urn"])
    assert records.entry["urn"].is_unique
    assert 250 < records.entry["urn"].isin(members()["urn"]).sum() < 400


def test_most_families_keep_their_state_and_some_go_against_the_trend(records: Records) -> None:
    for name, at_entry, at_exit in indicator_counts().itertuples(index=False):
        entry, end = records.entry[name] == 1, records.exit[name] == 1
        gained, lost = (~entry & end).sum(), (entry & ~end).sum()
        assert gained - lost == at_exit - at_entry
        assert (entry == end).mean() > 0.6
        if min(at_entry, at_exit) >= 50:
            assert gained > 0 and lost > 0


def test_another_seed_moves_the_families_but_not_the_counts(records: Records) -> None:
    other = monitoring_records(members(7), 7)
    names = list(indicators()["variable"])
    assert (other.entry[names].sum() == records.entry[names].sum()).all()
    assert not other.entry["ind_001"].equals(records.entry["ind_001"])


def test_the_dictionary_describes_every_column(records: Records) -> None:
    assert list(records_dictionary("exit").names) == list(records.exit.columns)
