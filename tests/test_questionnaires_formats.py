"""SPSS syntax, REDCap, LimeSurvey, DDI and the diagram: each read back gives the same items."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import questionnaires_roster
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from questionnaires_bank import made
from rule_languages import LIMESURVEY, REDCAP

from familypanel import examples
from familypanel.questionnaires import Instrument, read_instrument
from familypanel.questionnaires.instrument import Question
from familypanel.questionnaires.outputs.ddi_codebook import ddi_codebook
from familypanel.questionnaires.outputs.ddi_lifecycle import ddi_lifecycle
from familypanel.questionnaires.outputs.diagram import diagram
from familypanel.questionnaires.outputs.diagram_plan import plan_of
from familypanel.questionnaires.outputs.limesurvey import limesurvey
from familypanel.questionnaires.outputs.redcap import COLUMNS, redcap
from familypanel.questionnaires.outputs.redcap_longitudinal import (
    redcap_events,
    redcap_forms,
    redcap_longitudinal,
)
from familypanel.questionnaires.outputs.spss_syntax import spss_syntax
from familypanel.questionnaires.printers.limesurvey import code_of
from familypanel.questionnaires.skips import skips
from familypanel.questionnaires.wording import plain_wording
from familypanel.study.folder import load
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import one
from familypanel.surveys.spss_write import write_sav

NAME, FORM, KIND, LABEL = COLUMNS[0], COLUMNS[1], COLUMNS[3], COLUMNS[4]
CHOICES, NOTE, VALIDATION, LOW, HIGH = COLUMNS[5:10]
BRANCHING, NUMBER, MATRIX, ANNOTATION = COLUMNS[11], COLUMNS[14], COLUMNS[15], COLUMNS[17]


@pytest.fixture(params=[made, questionnaires_roster.made], ids=["items", "rosters"])
def bank(request) -> Callable[[str], Instrument]:
    return request.param


@pytest.fixture(params=["baseline", "m12"])
def instrument(request, bank) -> Instrument:
    return bank(request.param)


@pytest.mark.parametrize(
    "write",
    [spss_syntax, lambda i: redcap(i, "cy"), lambda i: redcap_longitudinal([i, M12], "cy"), limesurvey,
     ddi_codebook, ddi_lifecycle, lambda i: diagram(i, "en")],
)  # fmt: skip
def test_the_same_instrument_gives_the_same_bytes(instrument: Instrument, bank, write) -> None:
    assert write(instrument) == write(bank(instrument.wave))


def lime_rows(instrument: Instrument, language: str = "") -> list[dict[str, str]]:
    text = limesurvey(instrument).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t")
    return [row for row in rows if row["language"] == language]


def variable_of(row: dict[str, str]) -> str:
    return row["cssclass"].removeprefix("variable-")


def variables_by_code(instrument: Instrument) -> dict[str, str]:
    return {row["name"]: variable_of(row) for row in lime_rows(instrument, "en") if row["class"] == "Q"}


# --- who is shown what --------------------------------------------------------------------------------------


def asked_in_turn(instrument: Instrument, given_answers: Mapping[str, object]) -> dict[str, object]:
    """Hold an interview: what is not asked is not applicable; earlier waves are given."""
    told = {name: value for name, value in given_answers.items() if "." in name}
    told |= dict.fromkeys(("int_date", "urn"), Reason.NO_ANSWER)
    for question in instrument.questions:
        if question.stores:
            shown = question.reachable and (question.ask is None or one(question.ask, told) is True)
            told[question.variable] = given_answers[question.variable] if shown else Reason.NOT_APPLICABLE
    return told


def answers_to(question: Question) -> st.SearchStrategy[object]:
    reasons = [each.reason for each in question.reasons]
    gaps = [st.sampled_from(reasons)] if reasons else []
    match question.kind:
        case "one":
            return st.one_of(st.sampled_from([choice.code for choice in question.choices]), *gaps)
        case "any":
            return st.one_of(st.sampled_from([frozenset([float(c.code)]) for c in question.choices]), *gaps)
        case "date":
            return st.one_of(st.sampled_from(["2014-09-01", "2015-03-02"]), *gaps)
        case "text":
            return st.just("words")
    return st.one_of(st.integers(int(question.low or 0), int(question.high or 3)), *gaps)


def interviews(instrument: Instrument) -> st.SearchStrategy[dict[str, object]]:
    own = {question.variable: answers_to(question) for question in instrument.questions if question.stores}
    earlier = {
        f"{fed.scope}.{fed.variable}": answers_to(instrument.earlier[fed.variable])
        if fed.variable in instrument.earlier
        else st.sampled_from(["2014-09-01", Reason.NOT_IN_INSTRUMENT])
        for fed in instrument.fed_forward
    }
    return st.fixed_dictionaries(own | earlier)


EXAMPLE = load(Path(examples.__file__).parent / "improving_futures", search=False)
M12 = read_instrument(EXAMPLE, "m12")
REDCAP_M12 = {row[NAME]: row for row in csv.DictReader(io.StringIO(redcap(M12, "en").decode("utf-8")))}


def in_form(value: object, codes: Mapping[Reason, int], code=str) -> str:
    if isinstance(value, Reason):
        return code(codes[value]) if value in codes else ""
    if isinstance(value, frozenset):
        return " ".join(code(int(each)) for each in sorted(value))
    return str(value)


def codes_of(question: Question | None) -> dict[Reason, int]:
    if question is None or question.kind in ("date", "text"):
        return {}
    return {each.reason: each.code for each in question.reasons if each.reason is not None}


@settings(max_examples=150, deadline=None)
@given(interviews(M12))
def test_redcap_shows_what_the_interviewer_asks(given_answers: dict) -> None:
    told = asked_in_turn(M12, given_answers)
    known = M12.by_variable | M12.earlier
    held = {
        name.replace(".", "_"): in_form(value, codes_of(known.get(name.rpartition(".")[2])))
        for name, value in told.items()
    }
    for variable in M12.by_variable:
        logic = REDCAP_M12[variable][BRANCHING]
        shown = not logic or REDCAP.true(logic, held)
        assert shown is (told[variable] is not Reason.NOT_APPLICABLE), (variable, logic)


LIME_M12 = {variable_of(row): row for row in lime_rows(M12, "en") if row["class"] == "Q"}


@settings(max_examples=150, deadline=None)
@given(interviews(M12))
def test_limesurvey_shows_what_the_interviewer_asks(given_answers: dict) -> None:
    told = asked_in_turn(M12, given_answers)
    questions = LIME_M12
    known = M12.by_variable | M12.earlier
    held = {}
    for name, value in told.items():
        question = known.get(name.rpartition(".")[2])
        row = questions.get(name.replace(".", "_"))
        code = code_of if question is not None and question.is_choice else str
        if row is not None:
            held[row["name"]] = in_form(value, codes_of(question), code)
    for variable in M12.by_variable:
        rule = questions[variable]["relevance"]
        assert (rule == "1" or LIMESURVEY.true(rule, held)) is (told[variable] is not Reason.NOT_APPLICABLE)


def test_what_is_never_asked_is_never_shown() -> None:
    never = replace(made("m12").questions[1], reachable=False)
    shut = replace(made("m12"), questions=(never,))
    assert {row[NAME]: row[BRANCHING] for row in redcap_rows(redcap(shut, "en"))}["adults"] == "1 = 0"
    relevance = {variable_of(row): row["relevance"] for row in lime_rows(shut, "en") if row["class"] == "Q"}
    assert relevance["adults"] == "0"


# --- REDCap -------------------------------------------------------------------------------------------------


def redcap_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_redcap_dictionary_holds_the_same_items(instrument: Instrument, language: str) -> None:
    rows = redcap_rows(redcap(instrument, language))
    found = {row[NAME]: row for row in rows}
    assert tuple(rows[0]) == COLUMNS and len(COLUMNS) == 18 and len(found) == len(rows)
    assert rows[0][NAME] == "urn" and not any("__" in name for name in found)
    assert [row[NAME] for row in rows if row[NUMBER]] == list(instrument.by_variable)
    for variable, question in instrument.by_variable.items():
        row = found[variable]
        choices = [tuple(part.split(", ", 1)) for part in row[CHOICES].split(" | ") if part]
        offered = (*question.choices, *question.reasons) if question.is_choice else ()
        assert choices == [(str(each.code), each.label[language]) for each in offered]
        assert row[FORM] == question.module
        assert f"item={question.id} version={question.version}" in row[ANNOTATION]
        assert row[LABEL] == plain_wording(question.words[language], lambda pipe: f"[{pipe.name}]")


def test_redcap_keeps_ranges_reasons_and_exclusive_answers() -> None:
    found = {row[NAME]: row for row in redcap_rows(redcap(made("m12"), "en"))}
    adults = found["adults"]
    assert [adults[key] for key in (VALIDATION, LOW, HIGH)] == ["integer", "1", "12"]
    assert adults[NOTE] == "-1 = Don't know · -2 = Prefer not to say"
    assert found["bills"][ANNOTATION].startswith("@NONEOFTHEABOVE='97,-1' ")
    assert found["since"][VALIDATION] == "date_dmy" and found["since_why"][CHOICES] == "-2, Prefer not to say"
    assert found["since_why"][BRANCHING] == "([consent] = '1') and ([since] = \"\")"
    assert found["prior_adults"][ANNOTATION] == "@HIDDEN @READONLY"
    assert found["adults_remind"][LABEL] == "You said [prior_adults]."
    assert found["adults_must"][LABEL] == "It cannot be right if this answer is 12 or more: ask again."
    assert found["int_mode"][ANNOTATION] == "@DEFAULT='2' @HIDDEN"


def test_a_redcap_form_is_never_interrupted(instrument: Instrument) -> None:
    forms = [row[FORM] for row in redcap_rows(redcap(instrument, "en"))]
    turns = [form for form, last in zip(forms, [None, *forms], strict=False) if form != last]
    assert len(turns) == len(set(turns))


WAVES = tuple(read_instrument(EXAMPLE, wave) for wave in ("baseline", "m12", "m24"))
TOGETHER = list(csv.DictReader(io.StringIO(redcap_longitudinal(WAVES, "en").decode("utf-8"))))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WAVES).flatmap(lambda wave: st.tuples(st.just(wave), interviews(wave))))
def test_a_longitudinal_project_asks_at_every_event_what_its_wave_asks(drawn: tuple) -> None:
    wave, given_answers = drawn
    told = asked_in_turn(wave, given_answers)
    known = wave.by_variable | wave.earlier
    held = {
        name.replace(".", "_"): in_form(value, codes_of(known.get(name.rpartition(".")[2])))
        for name, value in told.items()
    } | {"event-name": f"{wave.wave}_arm_1"}
    by_name = {row[NAME]: row for row in TOGETHER}
    for variable in {name for each in WAVES for name in each.by_variable}:
        logic = by_name[variable][BRANCHING]
        shown = not logic or REDCAP.true(logic, held)
        expected = variable in wave.by_variable and told[variable] is not Reason.NOT_APPLICABLE
        assert shown is expected, (wave.wave, variable, logic)


def test_a_longitudinal_project_shows_the_wording_of_each_event() -> None:
    shown = [(row[NAME], row[LABEL], row[BRANCHING]) for row in TOGETHER if row[NAME].startswith("hh_tenure")]
    assert [name for name, *_ in shown] == ["hh_tenure_remind", "hh_tenure_v1", "hh_tenure_v2", "hh_tenure"]
    assert shown[1][1] == "Which of these best describes your home?<br>Show card B"
    assert shown[1][2] == "(([event-name] = 'baseline_arm_1') and ([int_consent] = '1'))"
    assert shown[2][1] == "Which of these best describes your home? Please stop me when I come to it."
    assert shown[3][2] == "[int_consent] = '1'"
    names = [row[NAME] for row in TOGETHER]
    assert len(set(names)) == len(names) and names[0] == "urn"
    forms = [row[FORM] for row in TOGETHER]
    turns = [form for form, last in zip(forms, [None, *forms], strict=False) if form != last]
    assert len(turns) == len(set(turns))
    headed = [row[FORM] for row in TOGETHER if row[COLUMNS[2]]]
    assert len(headed) == len(set(headed))


def test_events_and_forms_fit_the_dictionary() -> None:
    events = list(csv.DictReader(io.StringIO(redcap_events(WAVES).decode())))
    assert [row["unique_event_name"] for row in events] == ["baseline_arm_1", "m12_arm_1", "m24_arm_1"]
    mapped = list(csv.DictReader(io.StringIO(redcap_forms(WAVES).decode())))
    assert {row["form"] for row in mapped} == {row[FORM] for row in TOGETHER}
    asked = {(f"{each.wave}_arm_1", question.module) for each in WAVES for question in each.questions}
    assert asked <= {(row["unique_event_name"], row["form"]) for row in mapped}


# --- LimeSurvey ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_limesurvey_holds_the_same_items(instrument: Instrument, language: str) -> None:
    rows = lime_rows(instrument, language)
    questions = [row for row in rows if row["class"] == "Q"]
    names = [row["name"] for row in questions]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", name) for name in names)
    variables = variables_by_code(instrument)
    by_variable = {variables[row["name"]]: row for row in questions}
    for variable, question in instrument.by_variable.items():
        row = by_variable[variable]
        under = rows[rows.index(row) + 1 :]
        answers = []
        for each in under:
            if each["class"] not in ("A", "SQ"):
                break
            answers.append((each["class"], each["name"], each["text"]))
        kind = "SQ" if question.kind == "any" else "A"
        offered = (*question.choices, *question.reasons) if question.is_choice else ()
        assert answers == [(kind, code_of(each.code), each.label[language]) for each in offered]
        assert row["text"].startswith(plain_wording(question.words[language]).split("{")[0])
    assert [name for name in by_variable if name in instrument.by_variable] == list(instrument.by_variable)


def test_limesurvey_has_its_settings_and_the_same_codes_in_every_language() -> None:
    made_for = made("m12")
    settings_ = {row["name"]: row["text"] for row in lime_rows(made_for)}
    assert (settings_["language"], settings_["additional_languages"]) == ("en", "cy")
    codes = [
        [(row["class"], row["name"], row["relevance"]) for row in lime_rows(made_for, language)
         if row["class"] in ("Q", "A", "SQ")]
        for language in made_for.languages
    ]  # fmt: skip
    assert codes[0] == codes[1]
    assert not any(row["cssclass"] or row["hidden"] for row in lime_rows(made_for, "cy"))
    assert any(row["em_validation_q_tip"] for row in lime_rows(made_for, "cy"))


def test_limesurvey_keeps_ranges_and_exclusive_answers() -> None:
    found = {variable_of(row): row for row in lime_rows(made("m12"), "en") if row["class"] == "Q"}
    assert found["bills"]["exclude_all_others"] == "97;m1"
    assert (found["prior_adults"]["hidden"], found["adults"]["num_value_int_only"]) == ("1", "1")
    assert found["words"]["text"] == "Why, after {since.shown}?"
    allowed = found["adults"]["em_validation_q"].replace("this", "q.NAOK")
    passed = [each for each in ("0", "1", "11", "12", "13", "-1", "-2", "-3")
              if LIMESURVEY.true(allowed, {"q": each})]  # fmt: skip
    assert passed == ["1", "11", "-1", "-2"]


def test_long_names_stay_apart_in_limesurvey() -> None:
    from familypanel.questionnaires.outputs.limesurvey import _Codes

    codes = _Codes(made("m12"))
    given_codes = [
        codes(name) for name in ("a_very_long_name_of_a_variable_1", "a_very_long_name_of_a_variable_2")
    ]
    assert len(set(given_codes)) == 2 and all(len(code) <= 20 for code in given_codes)
    assert codes("a_very_long_name_of_a_variable_1") == given_codes[0]
    assert codes("to_ken") == "tokenx2"


# --- SPSS ---------------------------------------------------------------------------------------------------


def run_pspp(program: str, folder: Path, syntax: str) -> str:
    (folder / "run.sps").write_text(syntax, encoding="utf-8")
    done = subprocess.run(
        [program, "-o", "-", "-O", "format=txt", "run.sps"],
        cwd=folder, capture_output=True, encoding="utf-8", env={"LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "error:" not in said and "warning:" not in said, said
    return done.stdout


def described(path: Path) -> tuple[object, ...]:
    import pyreadstat

    _, meta = pyreadstat.read_sav(path, user_missing=True)
    return (
        meta.column_names_to_labels, meta.variable_value_labels, meta.missing_ranges, meta.variable_measure,
        {name: form for name, form in meta.original_variable_types.items() if not form.startswith("A")},
    )  # fmt: skip


def test_the_syntax_describes_a_bare_file_as_the_template_is_described(
    instrument: Instrument, judge, tmp_path: Path
) -> None:
    """PSPP runs it on a data file without any labels; what it saves is described as our .sav."""
    import pyreadstat

    book = instrument.dictionary
    write_sav(tmp_path / "template.sav", book)
    (tmp_path / "wave.sps").write_text(spss_syntax(instrument), encoding="utf-8")
    bare = pd.DataFrame({each.name: ["x" * (each.width or 1)] if each.is_text else [1.0] for each in book})
    pyreadstat.write_sav(bare, str(tmp_path / "bare.sav"))
    said = run_pspp(
        judge("pspp"),
        tmp_path,
        """\
GET FILE='bare.sav'.
INCLUDE 'wave.sps'.
DISPLAY ATTRIBUTES.
SAVE OUTFILE='described.sav'.
GET FILE='template.sav'.
INCLUDE 'wave.sps'.
SAVE OUTFILE='again.sav'.
""",
    )
    assert described(tmp_path / "described.sav") == described(tmp_path / "template.sav")
    assert described(tmp_path / "again.sav") == described(tmp_path / "template.sav")
    # What is long is written on several lines of a frame.
    shown = re.sub(r"[|\s]+", "", said)
    for question in instrument.by_variable.values():
        assert question.id in said and re.sub(r"\s+", "", question.routing or "") in shown


def test_multiple_responses_are_sets_in_spss(judge, tmp_path: Path) -> None:
    write_sav(tmp_path / "template.sav", made("m12").dictionary)
    (tmp_path / "wave.sps").write_text(spss_syntax(made("m12")), encoding="utf-8")
    said = run_pspp(
        judge("pspp"), tmp_path, "GET FILE='template.sav'.\nINCLUDE 'wave.sps'.\nMRSETS /DISPLAY NAME=ALL.\n"
    )
    assert "$bills" in said and "bills_97" in said


def test_missing_codes_that_would_swallow_an_answer_are_refused() -> None:
    from familypanel.study.dictionary import Code, CodeList

    made_for = made("m12")
    odd = CodeList("yesno", tuple(Code(value, str(value)) for value in (-8.5, -7.5, -3)))
    book = replace(made_for.dictionary, lists={**made_for.dictionary.lists, "yesno": odd})
    with pytest.raises(ProblemError, match="FP2200"):
        spss_syntax(replace(made_for, dictionary=book))


# --- DDI ----------------------------------------------------------------------------------------------------

C = "{ddi:codebook:2_5}"
ORDER = ("labl", "qstn", "valrng", "invalrng", "universe", "catgry", "varFormat", "notes")
"""The order in which DDI-Codebook 2.5 wants what describes a variable."""


def test_a_codebook_holds_the_same_variables(instrument: Instrument) -> None:
    root = etree.fromstring(ddi_codebook(instrument))
    variables = root.findall(f".//{C}var")
    book = instrument.dictionary
    assert root.tag == f"{C}codeBook" and [each.get("name") for each in variables] == list(book.names)
    for found in variables:
        variable = book[found.get("name")]
        order = [ORDER.index(child.tag.removeprefix(C)) for child in found]
        assert order == sorted(order)
        labels = {child.get("{http://www.w3.org/XML/1998/namespace}lang"): child.text
                  for child in found.findall(f"{C}labl")}  # fmt: skip
        assert labels == {"en": variable.label, **variable.translations}
        codes = book.code_list(variable.name)
        told = [(each.findtext(f"{C}catValu"), each.findtext(f"{C}labl"))
                for each in found.findall(f"{C}catgry") if each.get("missing") != "Y"]  # fmt: skip
        assert told == ([(str(code.value), code.label) for code in codes.codes] if codes else [])
        missing = {each.get("VALUE") for each in found.findall(f"{C}invalrng/{C}item")}
        assert missing == {str(part.low) for part in variable.missing}


def test_every_reference_in_a_codebook_leads_somewhere(instrument: Instrument) -> None:
    root = etree.fromstring(ddi_codebook(instrument))
    ids = {each.get("ID") for each in root.iter() if each.get("ID")}
    groups = {each.get("name"): each for each in root.findall(f".//{C}varGrp")}
    for group in groups.values():
        assert set(group.get("var").split()) <= ids
    sets = {name for name, group in groups.items() if group.get("type") == "multipleResp"}
    assert sets == {each.name for each in instrument.dictionary.sets} != set()
    rosters = {name for name, group in groups.items() if group.get("type") == "repetition"}
    assert rosters == {each.row.variable for each in instrument.questions if each.row}
    assert groups[instrument.questions[-1].module].get("type") == "section"


def test_a_codebook_says_who_was_asked_in_words() -> None:
    root = etree.fromstring(ddi_codebook(made("m12")))
    bills = root.find(f".//{C}var[@name='bills_1']")
    universe = {each.get("{http://www.w3.org/XML/1998/namespace}lang"): each.text
                for each in bills.findall(f"{C}universe")}  # fmt: skip
    assert universe["en"] == "Q1 is 1 (Yes) and Q3 is 1 (Yes) and Q2 is 2 or more"
    notes = {each.get("type"): each.text for each in bills.findall(f"{C}notes")}
    assert notes["routing"] == "consent = 1 and moved = 1 and adults >= 2" and notes["item"] == "H4"
    assert notes["sensitive"]


D, L, R = "{ddi:datacollection:3_3}", "{ddi:logicalproduct:3_3}", "{ddi:reusable:3_3}"


def identity(node: etree._Element) -> str:
    return str(node.findtext(f"{R}ID"))


def test_a_lifecycle_document_holds_the_same_items(instrument: Instrument) -> None:
    root = etree.fromstring(ddi_lifecycle(instrument))
    items = {node.findtext(f"{D}QuestionItemName/{R}String"): node for node in root.iter(f"{D}QuestionItem")}
    assert list(items) == list(instrument.by_variable)
    for variable, question in instrument.by_variable.items():
        texts = {node.get("audienceLanguage"): node.findtext(f"{D}LiteralText/{D}Text")
                 for node in items[variable].findall(f"{D}QuestionText")}  # fmt: skip
        assert texts == {language: plain_wording(words) for language, words in question.words.items()}
    names = [node.findtext(f"{L}VariableName/{R}String") for node in root.iter(f"{L}Variable")]
    assert tuple(names) == instrument.dictionary.names


def test_every_reference_in_a_lifecycle_document_leads_to_what_it_says(instrument: Instrument) -> None:
    root = etree.fromstring(ddi_lifecycle(instrument))
    kinds: dict[str, str] = {}
    for node in root.iter():
        if node.find(f"{R}ID") is not None and node.find(f"{R}TypeOfObject") is None:
            assert identity(node) not in kinds, identity(node)
            kinds[identity(node)] = etree.QName(node).localname
    references = [node for node in root.iter() if node.find(f"{R}TypeOfObject") is not None]
    assert references
    for node in references:
        assert kinds[identity(node)] == node.findtext(f"{R}TypeOfObject")


def test_the_flow_of_a_lifecycle_document_is_that_of_the_questionnaire(instrument: Instrument) -> None:
    root = etree.fromstring(ddi_lifecycle(instrument))
    parts = {identity(node): node for node in root.iter() if node.find(f"{R}ID") is not None
             and node.find(f"{R}TypeOfObject") is None}  # fmt: skip
    (start,) = (identity(node) for node in root.iterfind(f".//{D}Instrument/{D}ControlConstructReference"))
    walked: list[tuple[str, str | None]] = []

    def walk(name: str, rule: str | None) -> None:
        node = parts[name]
        for each in node.findall(f"{D}ControlConstructReference"):
            walk(identity(each), rule)
        for each in node.findall(f"{D}ThenConstructReference"):
            walk(identity(each), node.findtext(f"{D}IfCondition/{R}Command/{R}CommandContent"))
        if etree.QName(node).localname in ("QuestionConstruct", "StatementItem"):
            walked.append((name.removeprefix("ask-"), rule))

    walk(start, None)
    assert walked == [(each.id, each.routing if each.ask is not None else None)
                      for each in instrument.questions]  # fmt: skip


def test_a_study_in_one_language_has_no_text_in_another() -> None:
    alone = made("m12", languages=("cy",))
    spoken = {node.get("{http://www.w3.org/XML/1998/namespace}lang")
              for node in etree.fromstring(ddi_lifecycle(alone)).iter(f"{D}Text")}  # fmt: skip
    assert spoken == {"cy"}
    labels = etree.fromstring(ddi_lifecycle(alone)).iter(f"{L}Category")
    said = {
        node.findtext(f"{R}Label/{R}Content") for node in labels if identity(node).startswith("category-yes")
    }
    assert said == {"Ydw", "Nac ydw"}


def test_a_lifecycle_document_is_valid(instrument: Instrument) -> None:
    carrier = find_spec("ddi_l")
    if carrier is None or carrier.origin is None:
        pytest.skip("ddi-l, which carries the schema of DDI-Lifecycle, is not installed")
    schema = Path(carrier.origin).parent / "schemas" / "ddi" / "v3_3" / "instance_3_3.xsd"
    judge = etree.XMLSchema(etree.parse(str(schema)))
    judge.assertValid(etree.fromstring(ddi_lifecycle(instrument)))
    broken = ddi_lifecycle(instrument).replace(b"d:QuestionText", b"d:QuestionWords")
    assert not judge.validate(etree.fromstring(broken))


# --- the diagram --------------------------------------------------------------------------------------------

S = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_diagram_shows_every_question_condition_and_skip(instrument: Instrument, language: str) -> None:
    root = etree.fromstring(diagram(instrument, language).encode())
    assert [child.tag for child in root[:2]] == [f"{S}title", f"{S}desc"]
    assert root.get("aria-labelledby") == "title desc" and root.get("role") == "img"
    drawn = " ".join(node.text or "" for node in root.iter(f"{S}text"))
    plan = plan_of(instrument, language)
    lines = [line for part in plan.parts for block in part.blocks for line in block.lines]
    assert [line.id for line in lines] == [question.id for question in instrument.questions]
    said = [part.condition for part in plan.parts] + [b.condition for p in plan.parts for b in p.blocks]
    for words in [*said, *(line.text for line in lines)]:
        assert words in drawn
    leads = {(variable, target) for variable, ways in skips(instrument).items() for target in ways.values()}
    assert sum(node.get("class") == "skip" for node in root.iter(f"{S}path")) == len(leads)
    assert sum(node.get("class") == "diamond" for node in root.iter(f"{S}path")) == sum(map(bool, said))


def test_nothing_in_a_diagram_leaves_the_page_and_no_two_arrows_share_a_lane() -> None:
    root = etree.fromstring(diagram(made("m12"), "en").encode())
    width, height = float(root.get("width")), float(root.get("height"))
    for node in root.iter(f"{S}text"):
        assert float(node.get("x")) + 7 * len(node.text or "") < width and float(node.get("y")) < height
    spans: dict[str, list[tuple[float, float]]] = {}
    for node in root.iter(f"{S}path"):
        if node.get("class") == "skip":
            start, lane, end = re.fullmatch(r"M\d+ ([\d.]+)H(\d+)V([\d.]+)H\d+", node.get("d")).groups()
            spans.setdefault(lane, []).append((float(start), float(end)))
    assert spans
    for inside in spans.values():
        inside.sort()
        assert all(first[1] < second[0] for first, second in pairwise(inside))
