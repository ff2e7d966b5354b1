"""Forms of other programs taken into the bank: what is carried says the same, what is not is reported."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from openpyxl import Workbook
from questionnaires_bank import made

from familypanel import questionnaires
from familypanel.questionnaires import compile_instrument, read_bank
from familypanel.questionnaires.adopting.conditions import Known, condition
from familypanel.questionnaires.adopting.expressions import read_expression
from familypanel.questionnaires.adopting.tokens import OutsideError
from familypanel.questionnaires.outputs.form_fields import asks_why
from familypanel.questionnaires.outputs.limesurvey import limesurvey
from familypanel.questionnaires.outputs.redcap import redcap
from familypanel.questionnaires.outputs.xlsform import xlsform
from familypanel.study.config_reader import read_config
from familypanel.study.folder import Study
from familypanel.study.missing import Reason
from familypanel.study.problems import ProblemError
from familypanel.study.routing import Has, Name, names, one, parse, show, walk
from familypanel.study.yaml_source import parse_yaml

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "improving_futures"
CONFIG = read_config(parse_yaml((EXAMPLE / "study.yaml").read_text(encoding="utf-8"), "study.yaml"))


@pytest.fixture
def study(tmp_path) -> Study:
    (tmp_path / "questionnaires").mkdir()
    return Study(tmp_path, CONFIG)


def table(text: str) -> list[list[str]]:
    """Read a table as people write it: ``| type | name |``, one row a line."""
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    return [[cell.strip().replace("¦", "|") for cell in line] for line in lines]


def workbook(path: Path, **sheets: str) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for row in table(text):
            sheet.append([cell or None for cell in row])
    book.save(path)
    return path


def text_file(path: Path, text: str, delimiter: str) -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(table(text))
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def lost(done) -> list[tuple[int, str, str]]:
    return [(row["row"], row["construct"], row["result"]) for row in done.rows]


def items(study: Study) -> dict[str, object]:
    return {item.variable: item for item in read_bank(study.questionnaires).items}


SURVEY = """
| type                     | name    | label::English (en)      | label::Cymraeg (cy)     | hint::English (en) | relevant                                  | constraint         |
| begin_group              | home    | Your home                | Eich cartref            |                    |                                           |                    |
| select_one yesno         | consent | Shall we go ahead?       | Awn ni ymlaen?          |                    |                                           |                    |
| integer                  | adults  | How many adults?         | Faint o oedolion?       | Count yourself     | ${consent} = 1                            | . >= 1 and . <= 12 |
| select_multiple bills    | bills   | Which bills?             | Pa filiau?              |                    | ${consent} = 1 and ${adults} > 1          | not(selected(., '97') and count-selected(.) > 1) |
| note                     | said    | You have ${adults}.      | Mae gennych ${adults}.  |                    | selected(${bills}, '1')                   |                    |
| date                     | since   | Since when?              | Ers pryd?               |                    | not(${consent} = 2) and ${adults} != ''   |                    |
| decimal                  | share   | What share?              | Pa gyfran?              |                    |                                           | . >= 0 and . <= 1  |
| text                     | why     | Why?                     | Pam?                    |                    | ${since} >= date('2014-09-01')            |                    |
| end_group                |         |                          |                         |                    |                                           |                    |
"""  # noqa: E501
CHOICES = """
| list_name | name | label::English (en) | label::Cymraeg (cy) |
| yesno     | 1    | Yes                 | Ydw                 |
| yesno     | 2    | No                  | Nac ydw             |
| yesno     | -2   | I would rather not  | Gwell gen i beidio  |
| bills     | 1    | Water               | Dŵr                 |
| bills     | 97   | None                | Dim                 |
"""


class TestXlsform:
    def test_a_form_is_carried_whole(self, study, tmp_path):
        path = workbook(tmp_path / "Home visit.xlsx", survey=SURVEY, choices=CHOICES)
        done = questionnaires.adopt(study, path, waves=["baseline", "m24"])
        assert done.rows == () and done.exit_code is None and done.problems == ()
        module = read_bank(study.questionnaires).modules[0]
        assert (module.name, done.facts["file"]) == ("home_visit", "questionnaires/10_home_visit.yaml")
        assert module.title == {"en": "Your home", "cy": "Eich cartref"}
        found = items(study)
        assert {name: str(item.type) for name, item in found.items()} == {
            "consent": "one of yesno", "adults": "whole 1..12", "bills": "any of bills", "said": "note",
            "since": "date", "share": "number 0..1", "why": "text",
        }  # fmt: skip
        assert {name: item.ask_in("m24").text for name, item in found.items() if item.ask} == {
            "adults": "consent = 1",
            "bills": "consent = 1 and adults > 1",
            "said": "bills has 1",
            "since": "(consent is missing or consent != 2) and adults is answered",
            "why": 'since >= "2014-09-01"',
        }
        assert found["consent"].allow == (Reason.REFUSED,) and found["bills"].exclusive == (97,)
        assert found["said"].versions["v1"].text["cy"] == "Mae gennych {adults}."
        assert found["adults"].instruct_by("telephone") == {"en": "Count yourself"}
        assert dict(found["why"].use) == {"baseline": "v1", "m24": "v1"}
        assert [item.id for item in module.items][:2] == ["HOM010", "HOM020"]

    def test_the_form_is_one_that_pyxform_accepts(self, tmp_path):
        convert = pytest.importorskip("pyxform.xls2xform").convert
        path = workbook(tmp_path / "form.xlsx", survey=SURVEY, choices=CHOICES)
        assert all("missing the survey hint" in warning for warning in convert(str(path)).warnings)

    HOUSEHOLD = """
| type             | name     | label::English (en) | label::Cymraeg (cy) | repeat_count    | relevant            | constraint         |
| integer          | size     | How many?           | Faint?              |                 |                     | . >= 0 and . <= 8  |
| begin_repeat     | people   | Person              | Person              | ${size} - 1     | ${size} != 1        |                    |
| text             | name     | Who?                | Pwy?                |                 |                     |                    |
| integer          | row      | How old is ${name}? | Oed ${name}?        |                 | ${name} != ''       | . >= 0 and . <= 99 |
| end_repeat       |          |                     |                     |                 |                     |                    |
| select_one yesno | children | Children, ${name}?  | Plant, ${name}?     |                 | sum(${row}) > 9     |                    |
| begin_repeat     | things   | Thing               | Peth                | 3               |                     |                    |
| text             | thing    | What?               | Beth?               |                 |                     |                    |
| end_repeat       |          |                     |                     |                 |                     |                    |
| begin_repeat     | visits   | Visit               | Ymweliad            | ${size}         |                     |                    |
| date             | seen     | When?               | Pryd?               |                 |                     |                    |
| begin_repeat     | inner    | Inner               | Mewnol              | 2               |                     |                    |
| text             | deep     | Deep?               | Dwfn?               |                 |                     |                    |
| end_repeat       |          |                     |                     |                 |                     |                    |
| end_repeat       |          |                     |                     |                 |                     |                    |
| begin_repeat     | odd      | Odd                 | Od                  | count(${name})  | ${size} > 2         |                    |
| text             | strange  | Odd?                | Od?                 |                 | ${size} < 7         |                    |
| end_repeat       |          |                     |                     |                 |                     |                    |
"""  # noqa: E501

    def test_what_is_repeated_becomes_a_roster(self, study, tmp_path):
        path = workbook(tmp_path / "Household.xlsx", survey=self.HOUSEHOLD, choices=CHOICES)
        done = questionnaires.adopt(study, path, waves=["baseline"])
        bank = read_bank(study.questionnaires)
        found = {item.variable: item for item in bank.authored}
        rosters = {name: item for name, item in found.items() if item.rows is not None}
        assert {name: str(item.type) for name, item in rosters.items()} == {
            "people": "roster of HOU030, HOU040", "things": "roster of HOU070",
            "visits": "roster of HOU090, HOU100",
        }  # fmt: skip
        counts = {name: item.rows.count and item.rows.count.text for name, item in rosters.items()}
        assert counts == {"people": "size - 1", "things": None, "visits": "size"}
        assert {name: item.rows.most for name, item in rosters.items()} == {
            "people": 10, "things": 3, "visits": 8,
        }  # fmt: skip
        assert dict(rosters["people"].called) == {"en": "Person", "cy": "Person"}
        assert rosters["people"].ask_in("baseline").text == "size is missing or size != 1"
        assert found["row_number"].ask_in("baseline").text == "name is answered"
        assert found["strange"].ask_in("baseline").text == "size > 2 and size < 7"
        assert found["row_number"].versions["v1"].text["en"] == "How old is {name}?"
        assert bank.by_id["HOU040_2"].versions["v1"].text["en"] == "How old is {name_2}?"
        assert {each for each in lost(done) if each[0] > 1} == {
            (3, "limit", "open"),
            (5, "name", "changed"),
            (7, "routing sum(${row}) > 9", "open"),
            (7, "text", "changed"),
            (13, "heading of a group", "dropped"),
            (13, "repeat", "open"),
            (17, "heading of a group", "dropped"),
            (17, "repeat count(${name})", "open"),
        }

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("| select_one yesno or_other | x | Which? | | | |", ("or_other", "dropped")),
            ("| geopoint | x | Where? | | | |", ("type geopoint", "open")),
            ("| calculate | x | | | | 1 + 1 |", ("calculate", "dropped")),
            ("| select_one yesno | x | Which? | | minimal | |", ("appearance minimal", "dropped")),
            ("| start | x | | | | |", ("start", "dropped")),
            ("| begin_repeat | x | | | | |", ("repeat", "open")),
            ("| text | x | Say | regex(${c}, '[a-z]') | | |", ("routing regex(${c}, '[a-z]')", "open")),
            ("| text | x | Say | ${nowhere} = 1 | | |", ("routing ${nowhere} = 1", "open")),
            ("| text | x | Say | selected(${c}, '9') | | |", ("routing selected(${c}, '9')", "open")),
            ("| text | x | | | | |", ("text", "open")),
            ("| text | x | Say {this} | | | |", ("text", "changed")),
            ("| text | x-1 | Say | | | |", ("name", "changed")),
            ("| integer | x | How many? | | | |", ("limits", "changed")),
        ],
        ids=lambda value: value if isinstance(value, str) else value[0],
    )
    def test_no_construct_is_dropped_silently(self, study, tmp_path, row, expected):
        head = "| type | name | label | relevant | appearance | calculation |\n"
        head += "| select_multiple yesno | c | C? | | | |\n"
        path = workbook(tmp_path / "f.xlsx", survey=head + row, choices=CHOICES)
        done = questionnaires.adopt(study, path)
        assert expected in [(construct, result) for _, construct, result in lost(done) if _ in (1, 3)]
        assert int(done.status) == (1 if expected[1] == "open" else 0)

    def test_a_column_that_is_never_carried_is_reported_once_with_its_count(self, study, tmp_path):
        survey = "| type | name | label | required |\n| text | a | A? | yes |\n| text | b | B? | yes |"
        done = questionnaires.adopt(study, workbook(tmp_path / "f.xlsx", survey=survey))
        assert [(row["row"], row["name"], row["construct"]) for row in done.rows] == [
            (2, "2 rows", "column required")
        ]

    def test_answers_without_numbers_are_numbered_and_rules_follow(self, study, tmp_path):
        survey = """
        | type             | name | label | relevant        |
        | select_one fruit | eat  | What? |                 |
        | text             | why  | Why?  | ${eat} = 'pear' |
        """
        choices = "| list_name | name | label |\n| fruit | apple | Apple |\n| fruit | pear | Pear |"
        done = questionnaires.adopt(study, workbook(tmp_path / "f.xlsx", survey=survey, choices=choices))
        assert [(row["result"], row["why"]) for row in done.rows] == [
            ("changed", "answers are stored as numbers here: apple is 1, pear is 2")
        ]
        assert items(study)["why"].ask_in("m12").text == "eat = 2"

    def test_open_routing_is_refused_until_a_person_has_written_it(self, study, tmp_path):
        survey = "| type | name | label::en | label::cy | relevant |\n| text | x | Say | Dweud | once(${x}) |"
        done = questionnaires.adopt(study, workbook(tmp_path / "f.xlsx", survey=survey))
        assert items(study)["x"].ask_in("m12").text == "TO DO: once(${x})"
        assert [(p.code, str(p.place)) for p in done.problems] == [("FP2322", "f.xlsx:2")]
        assert questionnaires.check(study).facts["errors"] >= 1
        assert questionnaires.build(study, ["m12"], ["dictionary"]).rows == ()

    def test_a_dry_run_reports_and_stores_nothing(self, study, tmp_path):
        path = workbook(tmp_path / "f.xlsx", survey=SURVEY, choices=CHOICES)
        assert questionnaires.adopt(study, path, dry_run=True).facts["items"] == 7
        assert list(study.questionnaires.iterdir()) == []

    def test_twice_is_refused_by_module_and_by_variable(self, study, tmp_path):
        path = workbook(tmp_path / "f.xlsx", survey=SURVEY, choices=CHOICES)
        questionnaires.adopt(study, path)
        for module, code in ((None, "FP2325"), ("other", "FP2006")):
            with pytest.raises(ProblemError) as raised:
                questionnaires.adopt(study, path, module=module)
            assert raised.value.problems[0].code == code
        assert len(list(study.questionnaires.iterdir())) == 1

    def test_a_formula_is_refused_by_its_cell(self, study, tmp_path):
        path = workbook(tmp_path / "f.xlsx", survey="| type | name | label |\n| text | x | =1+1 |")
        with pytest.raises(ProblemError) as raised:
            questionnaires.adopt(study, path)
        assert [(p.code, p.place.cell) for p in raised.value.problems] == [("FP2301", "survey!C2")]


REDCAP = """
| Variable / Field Name | Form Name | Section Header | Field Type | Field Label | Choices, Calculations, OR Slider Labels | Field Note | Text Validation Type OR Show Slider Number | Text Validation Min | Text Validation Max | Identifier? | Branching Logic (Show field only if...) | Field Annotation |
| moved | home | Your home | yesno | Have you moved? | | | | | | | | |
| adults | home | | text | How many <b>adults</b>? | | Count yourself | integer | 1 | 12 | | [moved] = '1' | |
| bills | home | | checkbox | Which bills? | 1, Water ¦ 2, Rent, or mortgage | | | | | y | [moved] <> '' and [adults] >= 2 | |
| late | home | | radio | Rent late? | 0, No ¦ 1, Yes | | | | | | [bills(2)] = '1' and [bills(1)] = '0' | |
| score | home | | calc | Score | [adults]*2 | | | | | | | |
| high | home | | text | Why? | | | | | | | [score] > 3 | |
| seen | home | | descriptive | You have [adults]. | | | | | | | datediff([a],[b],'d') > 3 | |
| doc | home | | file | A letter | | | | | | | | @HIDDEN-APP |
"""  # noqa: E501


class TestRedcap:
    def test_a_dictionary_is_carried_and_the_rest_reported(self, study, tmp_path):
        done = questionnaires.adopt(study, text_file(tmp_path / "home.csv", REDCAP, ","), waves=["m12"])
        found = items(study)
        assert {name: str(item.type) for name, item in found.items()} == {
            "moved": "one of moved", "adults": "whole 1..12", "bills": "any of bills", "late": "one of late",
            "high": "text", "seen": "note",
        }  # fmt: skip
        asked = {name: item.ask_in("m12").text for name, item in found.items() if item.ask}
        assert asked == {
            "adults": "moved = 1",
            "bills": "moved is answered and adults >= 2",
            "late": "bills has 2 and not (bills has 1)",
            "high": "TO DO: [score] > 3",
            "seen": "TO DO: datediff([a],[b],'d') > 3",
        }
        assert found["adults"].versions["v1"].text == {"en": "How many adults?"} and found["bills"].sensitive
        assert read_bank(study.questionnaires).lists["bills"].options[1].label == {"en": "Rent, or mortgage"}
        assert lost(done) == [
            (7, "routing [score] > 3", "open"),
            (8, "routing datediff([a],[b],'d') > 3", "open"),
            (9, "field type file", "open"),
            (2, "column form_name", "dropped"),
            (6, "calculated field", "dropped"),
            (3, "text", "changed"),
        ]


LIMESURVEY = """
| id | class | type/scale | name | relevance | text | help | language | other | em_validation_q | num_value_int_only | exclude_all_others |
|  | S |  | language |  | en |  |  |  |  |  | |
| 1 | G |  | Home | 1 |  |  | en |  |  |  | |
| 2 | Q | Y | moved | 1 | Moved? |  | en | N |  |  | |
| 3 | Q | N | adults | moved.NAOK == "Y" | Adults? | All | en | N | this >= 1 and this <= 9 | 1 | |
| 4 | Q | M | bills | adults > 1 && !is_empty(moved) | Bills of {adults.shown}? |  | en | Y |  |  | m1 |
|  | SQ | 0 | 1 |  | Water |  | en |  |  |  | |
|  | SQ | 0 | m1 |  | Cannot say |  | en |  |  |  | |
| 5 | Q | T | why | bills_1.NAOK == "Y" or count(a,b) > 1 | Why? |  | en | N |  |  | |
| 6 | Q | K | slide | 1 | How much? |  | en | N |  |  | |
| 1 | G |  | Cartref | 1 |  |  | cy |  |  |  | |
| 3 | Q | N | adults | 1 | Oedolion? | Pawb | cy | N |  |  | |
"""  # noqa: E501


class TestLimesurvey:
    def test_a_structure_is_carried_and_the_rest_reported(self, study, tmp_path):
        done = questionnaires.adopt(study, text_file(tmp_path / "home.txt", LIMESURVEY, "\t"), waves=["m12"])
        found = items(study)
        assert str(found["adults"].type) == "whole 1..9" and found["bills"].allow == (Reason.DONT_KNOW,)
        assert found["adults"].versions["v1"].text == {"en": "Adults?", "cy": "Oedolion?"}
        assert found["adults"].ask_in("m12").text == "moved = 1"
        assert found["bills"].ask_in("m12").text == "adults > 1 and moved is answered"
        assert found["bills"].versions["v1"].text == {"en": "Bills of {adults}?"}
        assert read_bank(study.questionnaires).modules[0].title == {"en": "Home", "cy": "Cartref"}
        assert [(row["construct"][:20], row["result"]) for row in done.rows] == [
            ("routing bills_1.NAOK", "open"), ("question type K", "open"),
            ("other", "dropped"), ("codes", "changed"),
        ]  # fmt: skip


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("f.xlsx", b"PK\x03\x04", "FP1021"),
            ("f.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "FP1021"),
            ("f.csv", b"a,b\n1,2\n", "FP2320"),
            ("f.csv", b"\xff\xfe\x00\x01", "FP2320"),
            ("f.csv", b"", "FP2320"),
            ("f.csv", b'field_name,x\n"open', "FP2320"),
            ("f.pdf", b"%PDF", "FP2320"),
        ],
    )
    def test_are_refused_and_nothing_is_stored(self, study, tmp_path, name, content, code):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ProblemError) as raised:
            questionnaires.adopt(study, tmp_path / name)
        assert raised.value.problems[0].code == code and not list(study.questionnaires.iterdir())


KNOWN = {
    "x": Known(Name("x"), "one", {"1": 1, "2": 2}, {"-1": Reason.DONT_KNOW}),
    "y": Known(Name("y"), "one", {"1": 1, "2": 2}),
    "m": Known(Name("m"), "any", {"1": 1, "2": 2}),
    "n": Known(Name("n"), "whole"),
}


class TestExpressions:
    @pytest.mark.parametrize(
        ("dialect", "text", "rule"),
        [
            ("xlsform", "${y} != 1", "y is missing or y != 1"),
            ("xlsform", "not(${n} > 3)", "n is missing or n <= 3"),
            ("xlsform", "3 < ${n}", "n > 3"),
            ("xlsform", "${n} + 2 * ${n} - 1 >= 4", "n + 2 * n - 1 >= 4"),
            ("xlsform", "${x} = -1 or ${x} = 1", "x is dont_know or x = 1"),
            ("xlsform", "${x} != '' and ${x} != -1 and ${x} != 2", "x != 2"),
            ("xlsform", "${y} = ''", "y is missing"),
            ("xlsform", "true() and ${y} = 1", "y = 1"),
            ("xlsform", "not(selected(${m}, '1') or ${y} = 2)",
             "(m is missing or not (m has 1)) and (y is missing or y != 2)"),
            ("redcap", "[m(1)] = '1' OR [m(2)] <> '1'", "m has 1 or m is missing or not (m has 2)"),
            ("redcap", '[y] <> "" AND [y] <> "1"', "y != 1"),
            ("limesurvey", '!(y.NAOK == "1") && n ge 2', "(y is missing or y != 1) and n >= 2"),
            ("limesurvey", 'm_2.NAOK == "Y"', "m has 2"),
        ],
    )  # fmt: skip
    def test_say_the_same_as_a_rule(self, dialect, text, rule):
        found = condition(read_expression(text, dialect), KNOWN)
        assert show(found) == rule and parse(rule) == found

    @pytest.mark.parametrize(
        ("dialect", "text"),
        [
            ("xlsform", "${x} = 3 +"), ("xlsform", "today() > ${x}"), ("xlsform", "${m} = 1"),
            ("xlsform", "${n} div 2 = 1"), ("xlsform", "(" * 100 + "1" + ")" * 100),
            ("redcap", "[e_arm_1][x] = 1"), ("redcap", "sum([n],[n]) > 2"),
            ("limesurvey", "x.question"), ("limesurvey", "regexMatch('/a/', x)"),
            ("xlsform", "${n} > 'many'"),
            ("xlsform", "${x}"), ("xlsform", ""),
        ],
    )  # fmt: skip
    def test_outside_the_subset_say_so(self, dialect, text):
        with pytest.raises(OutsideError):
            condition(read_expression(text, dialect), KNOWN)


def respondent(rules, chance: random.Random) -> dict[str, object]:
    """Draw an answer to everything the rules name; of several answers, only codes that are named."""
    codes: dict[str, set[float]] = {}
    for node in (node for rule in rules for node in walk(rule) if isinstance(node, Has)):
        codes.setdefault(str(node.name), set()).add(node.code.value)
    reasons = [Reason.NOT_APPLICABLE, Reason.DONT_KNOW, Reason.REFUSED]
    return {
        str(name): chance.choice(
            [frozenset({code}) for code in codes[str(name)]] + reasons if str(name) in codes
            else [*range(8), "2016-01-31", *reasons]
        )
        for name in sorted({name for rule in rules for name in names(rule)}, key=str)
    }  # fmt: skip


WRITERS = [
    ("f.xlsx", xlsform),
    ("f.csv", lambda made: redcap(made, "en")),
    ("f.txt", limesurvey),
]


class TestOurOwnOutputs:
    @pytest.mark.parametrize(("name", "write"), WRITERS, ids=["xlsform", "redcap", "limesurvey"])
    @pytest.mark.parametrize("wave", ["baseline", "m12", "m24"])
    def test_come_back_as_the_same_items(self, study, tmp_path, name, write, wave):
        bank = read_bank(EXAMPLE / "questionnaires")
        instrument = compile_instrument(bank, CONFIG, wave)
        (tmp_path / name).write_bytes(write(instrument))
        done = questionnaires.adopt(study, tmp_path / name, module="back", waves=[wave])
        assert done.facts["open"] == 0
        back = items(study)
        lists = read_bank(study.questionnaires).lists
        chance = random.Random(7)
        languages = instrument.languages if name != "f.csv" else ("en",)
        assert list(back) == [question.variable for question in instrument.questions]
        for question in instrument.questions:
            item = back[question.variable]
            assert (item.type.kind, item.type.low, item.type.high) == (
                question.kind,
                question.low,
                question.high,
            )
            if question.is_choice:
                options = lists[item.type.list].options
                assert [(o.code, {k: o.label[k] for k in languages}) for o in options] == [
                    (c.code, {k: c.label[k] for k in languages}) for c in question.choices
                ]
            if question.kind not in ("text", "date") or asks_why(
                question
            ):  # else no output asks for a reason
                assert set(item.allow) == {c.reason for c in question.reasons}
            assert set(item.exclusive) == {c.code for c in question.choices if c.exclusive}
            self.same_routing(question, item.ask_in(wave), chance)

    def same_routing(self, question, back, chance):
        mine = question.ask
        assert (mine is None) == (back is None)
        if mine is None:
            return
        theirs = parse(back.text)
        for _ in range(150):
            answers = respondent([mine, theirs], chance)
            assert (one(mine, answers) is True) == (one(theirs, answers) is True), (
                question.variable,
                show(mine),
                back.text,
            )

    @pytest.mark.parametrize(("name", "write"), WRITERS, ids=["xlsform", "redcap", "limesurvey"])
    def test_with_hard_checks_and_reasons_come_back(self, tmp_path, name, write):
        from questionnaires_bank import CONFIG as SMALL

        (tmp_path / "questionnaires").mkdir()
        mine = Study(tmp_path, SMALL)
        (tmp_path / name).write_bytes(write(made("m12")))
        done = questionnaires.adopt(mine, tmp_path / name, module="back", waves=["m12"])
        back = items(mine)
        assert done.facts["open"] == 0 and back["since"].allow == (Reason.REFUSED,)
        assert back["adults"].allow == (Reason.DONT_KNOW, Reason.REFUSED)
