"""Several coders: blind until released, by every route; agreement, disagreements and what was decided."""

from __future__ import annotations

import json
from itertools import pairwise, product

import numpy as np
import pytest
from interviews import CODEBOOK, tell, with_example

from familypanel import coding
from familypanel.coding import (
    adjudicate,
    agreement,
    assign,
    assignments,
    codes,
    codings,
    exchange,
    history,
    kwic,
    memo,
    memos,
    quotes,
    release,
    release_assignment,
    suggest,
    tag,
    themes,
    untag,
    write_qdpx,
)  # fmt: skip
from familypanel.coding.corpus import stored_documents
from familypanel.coding.reliability.krippendorff import alpha
from familypanel.coding.reliability.many_coders import fleiss
from familypanel.coding.reliability.paired_coders import cohen
from familypanel.coding.reliability.shared_choices import percent_agreement
from familypanel.coding.reliability.unitizing import u_alpha
from familypanel.coding.team.lots import drawn
from familypanel.everyday import status
from familypanel.study import ProblemError, Study

TALK = "INTERVIEWER: What helped?\nMUM: The worker came every single week and she kept her word to us."
SECRET = "kept her word"


@pytest.fixture
def talks(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    for number in range(6):
        wave = "baseline" if number % 2 else "m12"
        tell(study, f"t{number}", TALK + f" Number {number}.", wave, role="mother")
    return study


def mark(study: Study, document: str, quote: str, code: str, coder: str) -> int:
    text = next(one.text for one in stored_documents(study) if one.name == document)
    start = text.index(quote)
    return tag(study, document, (start, start + len(quote)), code, coder).rows[0]["coding"]


class TestLots:
    def test_everybody_gets_the_same_number_in_every_stratum(self, study):
        with_example(study)
        lots = drawn(stored_documents(study), ["a", "b", "c"], 2, 1.0, seed=4)
        loads = {who: sum(who in lot for lot in lots.values()) for who in "abc"}
        assert max(loads.values()) - min(loads.values()) <= 1 and sum(loads.values()) == 48
        strata = {}
        for one in stored_documents(study):
            strata.setdefault((one.wave, one.role, one.project), []).append(lots[one.name])
        for group in strata.values():
            counts = [sum(who in lot for lot in group) for who in "abc"]
            assert max(counts) - min(counts) <= 1

    def test_the_seed_decides_and_not_the_order(self, study):
        with_example(study)
        documents = stored_documents(study)
        first = drawn(documents, ["a", "b", "c"], 2, 1.0, seed=1)
        assert first == drawn(documents[::-1], ["a", "b", "c"], 2, 1.0, seed=1)
        assert first != drawn(documents, ["a", "b", "c"], 2, 1.0, seed=2)

    @pytest.mark.parametrize("share, doubled", [(0.0, 0), (0.25, 6), (0.5, 12), (1.0, 24)])
    def test_a_share_is_coded_twice(self, study, share, doubled):
        with_example(study)
        lots = drawn(stored_documents(study), ["a", "b"], 2, share, seed=0)
        assert sum(len(lot) == 2 for lot in lots.values()) == doubled

    def test_what_is_assigned_is_not_assigned_again(self, talks):
        assert assign(talks, ["ann", "bea"], "lead", wave="m12").facts["assigned"] == 3
        rest = assign(talks, ["ann", "bea"], "lead").facts
        assert (rest["documents"], rest["assigned"], rest["left_out"]) == (6, 3, 3)
        with pytest.raises(ProblemError, match="FP5105"):
            assign(talks, ["ann", "bea"], "lead")
        assert len(assignments(talks, "ann").rows) == 6

    @pytest.mark.parametrize(
        "coders, more", [(["ann"], {}), (["ann", " ann "], {}), (["a", "b"], {"share": 2})]
    )
    def test_what_cannot_be_assigned(self, talks, coders, more):
        with pytest.raises(ProblemError, match="FP5105"):
            assign(talks, coders, "lead", **more)

    def test_a_dry_run_assigns_nothing(self, talks):
        assign(talks, ["ann", "bea"], "lead", dry_run=True)
        assert assignments(talks).rows == ()


class TestBlind:
    """Nothing of Ann's work reaches Bea, or anybody without a name, by any route."""

    @pytest.fixture
    def sworn(self, talks) -> Study:
        assign(talks, ["ann", "bea"], "lead")
        number = mark(talks, "t1", SECRET, "trust", "ann")
        memo(talks, "ANNS THOUGHT", "ann", coding=number)
        memo(talks, "ANNS THOUGHT", "ann", document="t1")
        memo(talks, "ANNS THOUGHT", "ann", code="trust")
        return talks

    @pytest.mark.parametrize("who", [None, "bea", "lead"])
    def test_no_reader_shows_it(self, sworn, who):
        for answer in (
            codings(sworn, coder=who), quotes(sworn, coder=who), themes(sworn, coder=who),
            history(sworn, coder=who), memos(sworn, coder=who), codes(sworn, coder=who),
            codings(sworn, coder=who, as_at="2999-01-01"), quotes(sworn, coder=who, as_at="2999-01-01"),
            coding.keywords(sworn, "code", coder=who),
        ):  # fmt: skip
            said = json.dumps(answer.to_dict())
            assert "ANNS" not in said and '"ann"' not in said
            assert not any(row.get("codings") for row in answer.rows)
        assert all(row["codes"] == [] for row in kwic(sworn, "word", coder=who).rows)
        with pytest.raises(ProblemError, match="FP5022"):
            kwic(sworn, "word", code="trust", coder=who)
        with pytest.raises(ProblemError, match="FP5115"):
            agreement(sworn)
        with pytest.raises(ProblemError, match="FP5030"):
            suggest(sworn, coder=who)

    def test_no_file_holds_it(self, sworn, tmp_path):
        write_qdpx(sworn, tmp_path / "a.qdpx")
        exchange(sworn, tmp_path / "b.csv", coder="bea")
        assert not coding.read_qdpx(tmp_path / "a.qdpx").sources[1].selections
        assert "trust" not in (tmp_path / "b.csv").read_text()

    def test_no_writer_tells_of_it(self, sworn):
        (number,) = (row["coding"] for row in codings(sworn, coder="ann").rows)
        for deed in (untag, release):
            with pytest.raises(ProblemError, match="FP5015"):
                deed(sworn, number, "bea")
        with pytest.raises(ProblemError, match="FP5015"):
            memo(sworn, "x", "bea", coding=number)
        with pytest.raises(ProblemError, match="FP5117"):
            adjudicate(sworn, "t1", "40:60", "trust", "bea", "because")
        assert coding.rename(sworn, "trust", "faith", "bea", dry_run=True).facts["codings"] == 0
        assert mark(sworn, "t1", SECRET, "trust", "bea") != number
        assert status(sworn).facts["codings"] == 0

    def test_her_own_is_hers(self, sworn):
        assert len(codings(sworn, coder="ann").rows) == 1 and len(memos(sworn, coder="ann").rows) == 3
        assert any(row["codes"] for row in kwic(sworn, "word", coder="ann").rows)
        assert "coded blind" in " ".join(quotes(sworn).notes)

    def test_what_was_coded_before_is_hidden_too(self, talks):
        mark(talks, "t1", SECRET, "trust", "lead")
        assign(talks, ["ann", "bea"], "lead")
        assert codings(talks, coder="ann").rows == () and len(codings(talks, coder="lead").rows) == 1

    def test_released_everybody_sees_it(self, sworn):
        release_assignment(sworn, "lead", dry_run=True)
        assert codings(sworn).rows == ()
        release_assignment(sworn, "lead")
        assert len(codings(sworn).rows) == 1 and len(memos(sworn, coder="bea").rows) == 3
        with pytest.raises(ProblemError, match="FP5106"):
            release_assignment(sworn, "lead")
        assert agreement(sworn).facts["documents"] == 1


class TestConsent:
    def test_what_may_not_be_used_is_neither_coded_nor_shown(self, study):
        from interviews import enrol

        from familypanel.panel import record

        study.codebook.write_text(CODEBOOK, encoding="utf-8")
        enrol(study, U1="F1")
        tell(study, "t1", TALK, urn="U1")
        mark(study, "t1", SECRET, "trust", "ann")
        record(study, "U1", "withdrawal", detail="use")
        assert codings(study).rows == () and quotes(study).rows == ()
        assert "consent was taken back: 1" in " ".join(quotes(study).notes)
        with pytest.raises(ProblemError, match="FP5100"):
            tag(study, "t1", "40:50", "trust", "ann")


class TestAgreement:
    @pytest.fixture
    def coded(self, talks) -> Study:
        """Ann and Bea on six transcripts: the same, other borders, only Ann, other codes."""
        for number in range(6):
            mark(talks, f"t{number}", SECRET, "trust", "ann")
        for number, (quote, code) in enumerate(
            [(SECRET, "trust"), (SECRET, "trust"), ("she kept her word", "trust"), ("her word", "trust"),
             (SECRET, "money"), ("every single week", "sleep")]
        ):  # fmt: skip
            mark(talks, f"t{number}", quote, code, "bea")
        return talks

    def test_the_figures_are_those_of_every_character_by_itself(self, coded):
        """An independent way: lists of characters, handed to the coefficients one by one."""
        documents, found = stored_documents(coded), codings(coded).rows
        rows = {(row["code"], row["text"]): row for row in agreement(coded).rows}
        for code in ("trust", "money", "sleep"):
            lists = {"ann": [], "bea": []}
            anyone = []
            for one in documents:
                for at in range(len(one.text)):
                    here = [r for r in found if r["document"] == one.name and r["start"] <= at < r["end"]]
                    anyone.append(bool(here))
                    for who, marks in lists.items():
                        marks.append(any(r["coder"] == who and r["code"] == code for r in here))
            for basis in ("all", "coded"):
                keep = [basis == "all" or flag for flag in anyone]
                ann, bea = ([x for x, k in zip(lists[who], keep, strict=True) if k] for who in ("ann", "bea"))
                row = rows[code, basis]
                assert row["characters"] == len(ann)
                assert row["percent"] == pytest.approx(sum(map(lambda a, b: a == b, ann, bea)) / len(ann))
                assert row["cohen"] == pytest.approx(cohen(ann, bea).value)
                assert row["alpha"] == pytest.approx(alpha([ann, bea]).value)

    def test_u_alpha_lays_transcripts_end_to_end(self, coded):
        units, at = [], 0
        for one in stored_documents(coded):
            units += [
                (row["coder"], row["start"] + at, row["end"] - row["start"], row["code"])
                for row in codings(coded, one.name).rows
            ]
            at += len(one.text)
        expected = u_alpha(units, at)
        rows = {row["code"]: row for row in agreement(coded).rows if row["text"] == "all"}
        assert rows["overall"]["u_alpha"] == pytest.approx(expected.overall)
        assert rows["trust"]["u_alpha"] == pytest.approx(expected.per_code["trust"])

    def test_borders(self, coded):
        row = next(row for row in agreement(coded).rows if (row["code"], row["text"]) == ("trust", "all"))
        assert (row["f1"], row["f1_overlap"]) == (2 * 2 / 10, 2 * 4 / 10)

    def test_the_interval_comes_from_the_seed(self, coded):
        ends = [
            tuple((row["alpha_low"], row["alpha_high"]) for row in agreement(coded, seed=seed).rows)
            for seed in (1, 1, 2)
        ]
        assert ends[0] == ends[1] != ends[2]
        row = agreement(coded, code="trust", seed=1).rows[0]
        assert row["alpha_low"] < row["alpha"] < row["alpha_high"]

    def test_every_interval_is_that_of_the_coefficients_of_drawn_transcripts(self, coded):
        """An independent way: the characters of every draw, one by one, given to the coefficients."""
        texts, draws = stored_documents(coded), 30
        found = codings(coded, code="trust").rows

        def rated(one, who):
            mine = [row for row in found if (row["document"], row["coder"]) == (one.name, who)]
            return [any(row["start"] <= at < row["end"] for row in mine) for at in range(len(one.text))]

        lists = {(one.name, who): rated(one, who) for one in texts for who in ("ann", "bea")}
        values = {name: [] for name in ("percent", "cohen", "fleiss", "alpha")}
        for places in np.random.default_rng(4).integers(len(texts), size=(draws, len(texts))):
            ann, bea = ([x for at in places for x in lists[texts[at].name, who]] for who in ("ann", "bea"))
            values["percent"].append(percent_agreement([ann, bea]).value)
            values["cohen"].append(cohen(ann, bea).value)
            values["alpha"].append(alpha([ann, bea]).value)
            values["fleiss"].append(fleiss([[2 - a - b, a + b] for a, b in zip(ann, bea, strict=True)]).value)
        row = next(
            r
            for r in agreement(coded, seed=4, draws=draws).rows
            if (r["code"], r["text"]) == ("trust", "all")
        )
        for name, several in values.items():
            low, high = np.quantile(several, [0.025, 0.975])
            assert (row[f"{name}_low"], row[f"{name}_high"]) == pytest.approx((low, high)), name
        assert row["f1_low"] <= row["f1"] <= row["f1_high"]

    def test_perfect_agreement_and_none_to_differ(self, talks):
        for who in ("ann", "bea"):
            mark(talks, "t1", SECRET, "trust", who)
        first, second = agreement(talks, code="trust").rows
        assert (first["cohen"], first["alpha"], first["u_alpha"], first["f1"]) == (1, 1, 1, 1)
        assert second["cohen"] is None and second["undefined"]["cohen"].startswith("undefined because")
        assert "only one document" in first["undefined"]["alpha_interval"]

    @pytest.mark.parametrize("level", ["nominal", "interval"])
    @pytest.mark.parametrize("people", [["a", "b"], ["a", "b", "c"]])
    @pytest.mark.parametrize("documents", [1, 2])
    @pytest.mark.parametrize(
        "quotes", [[SECRET], ["every single week", SECRET], [TALK.splitlines()[1][5:-1]]]
    )
    def test_every_empty_figure_says_why(self, talks, level, people, documents, quotes):
        """One document, everybody alike, not everybody everywhere, one passage and several."""
        for number, who in product(range(documents), people[: None if len(people) == 2 else -1]):
            for quote in quotes:
                mark(talks, f"t{number}", quote, "trust", who)
        if len(people) > 2:
            mark(talks, "t0", SECRET, "sleep", people[-1])
        ends = {
            f"{name}_{end}": f"{name}_interval"
            for name in ("percent", "cohen", "fleiss", "alpha", "u", "f1", "f1_overlap")
            for end in ("low", "high")
        }
        found = agreement(talks, level=level, draws=20)
        for row in found.rows:
            empty = {ends.get(key, key) for key, value in row.items() if value is None}
            assert empty <= row["undefined"].keys()
            assert all(why.startswith("undefined because ") for why in row["undefined"].values())
            assert all(f"An empty cell is {why}." in found.notes for why in row["undefined"].values())

    def test_every_transcript_is_accounted_for(self, talks):
        for number, people in enumerate(("ab", "ab", "a")):
            for who in people:
                mark(talks, f"t{number}", SECRET, "trust", who)
        found = agreement(talks)
        counted = ("documents", "single", "uncoded", "blind")
        assert [found.facts[key] for key in counted] == [2, 1, 3, 0]
        assert "because nobody coded anything in them: 3 transcripts" in " ".join(found.notes)

    def test_three_coders_and_not_everybody_everywhere(self, talks):
        for number, people in enumerate((("a", "b"), ("b", "c"), ("a", "c"), ("a", "b"))):
            for who in people:
                mark(talks, f"t{number}", SECRET, "trust", who)
        found = agreement(talks)
        row = found.rows[0]
        assert row["cohen"] is None and "3 coders" in row["undefined"]["cohen"] and row["alpha"] == 1
        assert [pair["documents"] for pair in found.facts["pairs"]] == [2, 1, 1]
        assert agreement(talks, ["a", "b"]).rows[0]["cohen"] == 1

    def test_a_coder_who_found_nothing_counts_once_it_is_released(self, talks):
        mark(talks, "t1", SECRET, "trust", "ann")
        assign(talks, ["ann", "bea"], "lead")
        release_assignment(talks, "lead")
        row = agreement(talks).rows[0]
        assert row["documents"] == 1 and row["alpha"] < 0.05 and row["f1"] == 0

    @pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
    def test_how_often_a_code_was_used_at_other_levels(self, coded, level):
        found = next(row for row in agreement(coded, level=level).rows if row["code"] == "trust")
        counts = [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]
        assert found["alpha"] == pytest.approx(alpha(counts, level).value)

    @pytest.mark.parametrize("ask", [{"coders": ["zed"]}, {"code": "sleeep"}])
    def test_unknown_names(self, coded, ask):
        with pytest.raises(ProblemError, match=r"FP5022|FP5115"):
            agreement(coded, **ask)


class TestDisagreements:
    @pytest.fixture
    def differing(self, talks) -> Study:
        for number in range(3):
            mark(talks, f"t{number}", SECRET, "trust", "ann")
        mark(talks, "t0", SECRET, "trust", "bea")
        mark(talks, "t1", "she kept her word", "trust", "bea")
        mark(talks, "t2", "every single week", "sleep", "bea")
        return talks

    def test_they_are_listed_by_kind(self, differing):
        found = agreement(differing, disagreements=True)
        assert [(row["document"], row["code"], row["kind"], row["without"]) for row in found.rows] == [
            ("t1", "trust", "border", []),
            ("t2", "sleep", "missing", ["ann"]),
            ("t2", "trust", "missing", ["bea"]),
        ]
        assert found.facts == {"disagreements": 3, "decided": 0, "open": 3}

    def test_a_decision_takes_their_place_and_agreement_stays(self, differing):
        before = agreement(differing).rows
        text = stored_documents(differing)[1].text
        start = text.index("she kept")
        adjudicate(differing, "t1", (start, start + 17), "trust", "lead", "The pronoun belongs to it.")
        start = text.index("every")
        adjudicate(differing, "t2", (start, start + 17), "sleep", "lead", "Not about sleep.", reject=True)
        assert [(r["coder"], r["decided"]) for r in codings(differing, "t1").rows] == [("lead", True)]
        assert [r["code"] for r in codings(differing, "t2").rows] == ["trust"]
        assert agreement(differing).rows == before
        found = agreement(differing, disagreements=True)
        assert [row["decision"] for row in found.rows] == ["holds", "rejected", None]
        assert found.rows[0]["reason"] == "The pronoun belongs to it." and found.facts["open"] == 1

    def test_a_decision_is_made_anew_and_undone(self, differing):
        text = stored_documents(differing)[1].text
        span = (text.index("kept"), text.index("kept") + 13)
        adjudicate(differing, "t1", span, "trust", "lead", "Yes.")
        adjudicate(differing, "t1", span, "trust", "lead", "No.", reject=True)
        assert codings(differing, "t1").rows == ()
        coding.undo(differing, "lead")
        assert [r["coder"] for r in codings(differing, "t1").rows] == ["lead"]
        coding.undo(differing, "lead")
        assert [r["coder"] for r in codings(differing, "t1").rows] == ["bea", "ann"]

    def test_it_needs_a_reason_and_something_to_decide(self, differing):
        with pytest.raises(ProblemError, match="FP5116"):
            adjudicate(differing, "t1", "60:70", "trust", "lead", " ")
        with pytest.raises(ProblemError, match="FP5118"):
            adjudicate(differing, "t1", "30:40", "money", "lead", "x")


def test_events_count_up_whoever_writes(talks):
    for who in ("ann", "bea", "ann"):
        mark(talks, "t1", SECRET, "trust", who)
        mark(talks, "t1", "week", "trust", who)
    numbers = [row["number"] for row in history(talks).rows]
    assert all(after == before + 1 for before, after in pairwise(numbers))
