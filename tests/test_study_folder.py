"""study.yaml and the study folder: what is declared, what is refused, and how a study is found."""

from __future__ import annotations

import textwrap

import pytest

from familypanel.study import ProblemError, Reason
from familypanel.study.beginning import begin
from familypanel.study.config_reader import read_config
from familypanel.study.folder import load
from familypanel.study.standing import standing
from familypanel.study.yaml_source import did_you_mean, parse_yaml

WHOLE = """\
title: Families over time
waves:
  baseline: {months: 0, mode: face_to_face, window: {before: 0, after: 112}}
  m12: {months: 12, mode: telephone, unknown: booster, label: One year on}
records:
  entry: {label: At entry}
  exit:
languages: [en, cy]
missing: ukds
urn: {pattern: "[0-9]{6}", check: luhn, width: 6}
roles: {mother: Mother}
speakers: {mam: mother}
disclosure: {threshold: 10}
indicators: indicators.csv
report: {by: [project, lone]}
"""


def config(text):
    return read_config(parse_yaml(textwrap.dedent(text), "study.yaml"))


def refused(text) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        config(text)
    return [str(found) for found in caught.value.problems]


class TestConfig:
    def test_everything_that_can_be_declared(self):
        read = config(WHOLE)
        assert [wave.name for wave in read.occasions] == ["baseline", "m12", "entry", "exit"]
        baseline, m12 = read.waves
        assert (baseline.prefix, baseline.window.after, m12.prefix) == ("a", 112, "b")
        assert m12.unknown == "booster"
        assert m12.label == "One year on"
        assert [wave.kind for wave in read.records] == ["records", "records"]
        assert read.records[1].label == "Exit"
        assert read.missing.codes[-1] is Reason.NOT_APPLICABLE
        assert read.urn.fault("789498") is not None
        assert read.speakers == {"MAM": "mother"}
        assert (read.disclosure.threshold, read.disclosure.attribution) == (10, 3)
        assert read.report_by == ("project", "lone")

    def test_only_title_and_waves_are_needed(self):
        read = config("title: T\nwaves: {baseline: }\n")
        assert read.waves[0].label == "Baseline"
        assert read.missing.name == "ukhls"

    def test_a_missing_scheme_of_its_own_stands_before_the_shipped_one(self):
        head = "title: T\nwaves: {baseline: }\n"
        own = config(head + "missing: {name: ukhls, codes: {95: refused, -9: no_answer}}").missing
        assert (own.codes[95], own.codes[-9], own.codes[-1]) == (
            Reason.REFUSED,
            Reason.NO_ANSWER,
            Reason.DONT_KNOW,
        )
        assert dict(config(head + "missing: {codes: {99: dont_know}}").missing.codes) == {
            99: Reason.DONT_KNOW
        }

    def test_a_wave_is_named_in_every_language(self):
        label = "{cy: Blwyddyn wedyn, en: A year on}"
        waves = f"waves: {{baseline: , m12: {{months: 12, label: {label}}}, m24: {{label: Last}}}}"
        first, second, third = config(f"title: T\nlanguages: [en, cy]\n{waves}\n").waves
        assert (first.label, first.label_in("cy")) == ("Baseline", "Y don gyntaf")
        assert (second.label, second.label_in("cy")) == ("A year on", "Blwyddyn wedyn")
        assert third.label_in("en") == third.label_in("cy") == "Last"

    def test_a_wave_label_in_some_languages_only_is_refused(self):
        [found] = refused("title: T\nlanguages: [en, cy]\nwaves: {baseline: {label: {en: Start}}}\n")
        assert "FP1005" in found and "'cy'" in found and "baseline label" in found
        [found] = refused("title: T\nwaves: {baseline: {label: {en: Start, de: Anfang}}}\n")
        assert "FP1003" in found and "'de'" in found

    def test_no_is_a_word_in_yaml_1_2(self):
        assert config("title: no\nwaves: {baseline: }\n").title == "no"

    @pytest.mark.parametrize(
        ("typo", "says"),
        [
            ("titel: T", "study.yaml:1:1: Unknown key 'titel' in study.yaml. Did you mean 'title'?"),
            ("title: 7", "study.yaml:1:1: 'title' in study.yaml must be a text."),
            ("title: ''", "study.yaml:1:1: 'title' in study.yaml must be a text."),
            ("title: [", "The YAML cannot be read"),
            ("title: T\ntitle: U", "study.yaml:2:1: The key 'title' stands twice"),
            (
                "title: T\nmissing: spss",
                "study.yaml:2:1: 'missing' in study.yaml must be one of ukhls, ukds.",
            ),
            (
                "title: T\nmissing: {codes: {95: refuse}}",
                "study.yaml:2:19: '95' in missing codes must be one of",
            ),
            ("title: T\nmissing: {codes: {a: refused}}", "'a' in missing codes must be a whole number"),
            ("title: T\nurn: {check: md5}", "study.yaml:2:7: 'check' in urn must be one of"),
            ("title: T\nurn: {pattern: '['}", "'pattern' in urn must be a regular expression"),
            ("title: T\nwaves: {M12: }", "'M12' in the names of waves must be a name of small letters"),
            ("title: T\nwaves: {m12: {months: soon}}", "'months' in wave m12 must be a whole number"),
            ("title: T\nwaves: {m12: {months: -1}}", "'months' in wave m12 must be a whole number"),
            ("title: T\nwaves: {m12: {mode: phone}}", "must be one of face_to_face, telephone, self"),
            ("title: T\nwaves: {m12: {mod: self}}", "Did you mean 'mode'?"),
            ("title: T\nwaves: m12", "'waves' in study.yaml must be a block"),
            ("title: T\nlanguages: en", "'languages' in study.yaml must be a list"),
            ("title: T\nwaves: {m12: {prefix: 1 x}}", "'prefix' in wave m12 must be letters, digits and _"),
            ("title: T\nwaves: {m12: {window: 5}}", "'window' in wave m12 must be a block"),
        ],
    )
    def test_a_typo_is_named_with_its_place(self, typo, says):
        assert any(says in line for line in refused(typo + "\n")), refused(typo + "\n")

    def test_every_problem_is_reported_at_once(self):
        assert len(refused("titel: T\nmissing: x\n")) == 4

    def test_suggestions_only_for_near_misses(self):
        assert did_you_mean("waevs", ["waves"]) == " Did you mean 'waves'?"
        assert did_you_mean("zzz", ["waves"]) == ""


class TestFolder:
    def test_a_new_study_is_valid_at_once_and_says_what_comes_next(self, study):
        table = standing(study)
        assert [row["wave"] for row in table.rows] == ["baseline", "m12", "m24"]
        assert table.next_step == "familypanel surveys receive FILE.sav --wave baseline"

    def test_it_is_found_from_any_folder_inside(self, study):
        inside = study.root / "instruments" / "deep"
        inside.mkdir(parents=True)
        assert load(inside).root == study.root

    def test_not_a_study(self, tmp_path):
        with pytest.raises(ProblemError, match="FP1001"):
            load(tmp_path, search=False)

    def test_init_never_writes_into_a_folder_that_holds_something(self, tmp_path):
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(ProblemError, match="FP1008"):
            begin(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]

    @pytest.mark.parametrize("name", ["it's", 'a "b"', "#1: x", "Astudiaeth Ŵyn"])
    def test_odd_folder_names_make_valid_titles(self, tmp_path, name):
        assert begin(tmp_path / name).config.title == name

    def test_unknown_wave_with_suggestion(self, study):
        with pytest.raises(ProblemError, match=r"no wave 'm_12'. Did you mean 'm12'"):
            study.wave("m_12")
