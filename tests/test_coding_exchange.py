"""REFI-QDA projects and codebooks: other programs' habits, round trips, and the order the schema asks for."""

from __future__ import annotations

import os
import random
import re
import unicodedata
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from exchange_files import QUOTES, TALK, counted, guid, packed, project_file, project_xml, selections
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from refi_schema import CODEBOOK, PROJECT, faults

from familypanel.coding import Project, ProjectCode, read_qdc, read_qdpx, write_qdc_file, write_qdpx_file
from familypanel.coding.interchange.canonical_places import composed
from familypanel.coding.interchange.codebook_files import parse_qdc, qdc_bytes
from familypanel.coding.interchange.plain_values import revive
from familypanel.coding.interchange.project import (
    AppliedCode,
    Note,
    Positions,
    Selection,
    Source,
    Unread,
    User,
    guid_for,
)
from familypanel.coding.interchange.qdpx_reading import parse_qdpx
from familypanel.coding.interchange.qdpx_writing import qdpx_bytes

SCHEMAS = os.environ.get("FAMILYPANEL_REFI_QDA")
"""A folder with Project.xsd and Codebook.xsd, as REFI publishes them; no package of a registry holds them."""


@cache
def judge(name):
    return etree.XMLSchema(etree.parse(Path(SCHEMAS) / name))


def quotes_of(project):
    return [source.text[mark.start : mark.end] for source in project.sources for mark in source.selections]


def read(content):
    return parse_qdpx(content, "talks.qdpx")


# -- What is read --


def test_a_project_is_read_with_all_that_it_holds():
    project = read(project_file())
    assert (project.name, project.origin) == ("Talks", "Some program 1.0")
    assert project.users == (User(guid(1), "Ann"),)
    (family,) = project.codes
    assert (family.name, family.definition, family.codable) == ("Family", "Life at home", False)
    assert [(c.name, c.colour, c.codable) for c in family.children] == [("Calm", "#11bb66", True)]
    (source,) = project.sources
    assert (source.name, source.text, source.facts) == ("Talk 1", TALK, {"wave": "m12"})
    assert quotes_of(project) == list(QUOTES)
    mark = source.selections[1]
    assert (mark.name, mark.memo, mark.user, mark.moment) == (
        "mark 1",
        "memo 1",
        guid(1),
        "2025-03-02T10:00:00Z",
    )
    assert [coding.code for coding in mark.codings] == [family.children[0].guid]
    assert project.unread == ()


WAYS = [
    pytest.param(
        {"units": units, "newline": width, "ends": ends}, stored, id=f"{units}, {name}, {width}, {ends}"
    )
    for units, (name, stored, width), ends in product(
        ("code points", "UTF-16 units"),
        (
            ("LF", TALK, 1),
            ("LF counted as two", TALK, 2),
            ("CRLF", TALK.replace("\n", "\r\n"), 2),
            ("CRLF counted as one", TALK.replace("\n", "\r\n"), 1),
        ),
        ("after", "on"),
    )
]


@pytest.mark.parametrize(("how", "stored"), WAYS)
def test_whatever_was_counted_the_quotes_are_found(how, stored):
    project = read(project_file(how=how, stored=stored))
    assert quotes_of(project) == list(QUOTES)
    assert project.sources[0].text == TALK
    assert project.positions.units == how["units"]
    assert project.positions.ends == how["ends"]
    assert (project.positions.fitting, project.positions.selections) == (4, 4)
    assert str(project.positions).startswith(f"Positions count {how['units']}, line ends as")
    assert project.positions.decided


@pytest.mark.parametrize("quotes", [("....,,,,\n....",), ("....,,,,\n....", ",,,,\n")])
def test_the_standard_is_taken_where_nothing_decides_and_that_is_said(quotes):
    project = read(project_file("....,,,,\n....,,,,", quotes))
    assert project.positions.units == "code points"
    assert project.positions.newlines == "as stored"
    assert not project.positions.decided
    assert "Another way of counting fits as well" in str(project.positions)


@pytest.mark.parametrize("units", ["code points", "UTF-16 units"])
@pytest.mark.parametrize("newline", [1, 2])
@pytest.mark.parametrize("ends", ["after", "on"])
def test_whole_words_are_found_again_in_invented_talk(units, newline, ends):
    """Shifts can by chance lead from words to words, but hardly ever for ten selections at once."""
    right = 0
    for seed in range(60):
        chance = random.Random(seed)
        words = ["".join(chance.choices("abcdefgh", k=chance.randint(2, 9))) for _ in range(120)]
        marked = [f"{word}🙂" if chance.random() < 0.05 else word for word in words]
        text = "".join(word + chance.choice("    \n") for word in marked)
        spans = [match.span() for match in chance.sample(list(re.finditer("[a-h]+", text)), 10)]
        marks = [
            (n % 9, *counted(text, span, units=units, newline=newline, ends=ends))
            for n, span in enumerate(spans)
        ]
        project = read(packed({"project.qde": project_xml(marks), "sources/talk.txt": text}))
        right += [(mark.start, mark.end) for mark in project.sources[0].selections] == spans
    assert right >= 58


def test_atlas_ti_counts_a_line_end_as_one_where_nothing_else_decides():
    text = "....,,,,\n....,,,,"
    one_way = {"stored": text.replace("\n", "\r\n"), "how": {"newline": 1}}
    project = read(project_file(text, ("....,,,,\n....",), origin="ATLAS.ti for Windows 23", **one_way))
    assert quotes_of(project) == ["....,,,,\n...."]


def test_our_own_files_are_never_guessed():
    source = Source(
        guid(30), "Talk", "one 🙂\ntwo three", (Selection(guid(31), 1, 8), Selection(guid(32), 9, 12))
    )
    project = read(qdpx_bytes(Project("Talks", sources=(source,))))
    assert project.sources[0].selections == source.selections


@pytest.mark.parametrize(
    "path",
    [
        "internal://talk.txt", "internal:///talk.txt", "internal://TALK.TXT", "relative:///talk.txt",
        "relative:///AR/talk.txt", "absolute:///C:/Users/ann/talk.txt", "absolute://C:\\Users\\ann\\talk.txt",
        "sources/talk.txt", "talk.txt", "internal://t%61lk.txt", "internal://../../etc/talk.txt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_every_style_of_path_leads_into_the_archive(path, folder):
    assert quotes_of(read(project_file(path=path, folder=folder))) == list(QUOTES)


def test_a_text_outside_the_archive_is_not_opened_but_named(tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text(TALK)
    for path in (f"absolute://{outside}", f"relative:///{outside.name}", f"internal://../{outside.name}"):
        project = read(project_file(path=path))
        assert project.sources == ()
        scheme = path.partition("//")[0] + "//"
        reason = f"its text is not in the file (its path begins with {scheme})"
        assert project.unread == (
            Unread("Coding", "Talk 1", 4, reason),
            Unread("PlainTextSelection", "Talk 1", 4, reason),
            Unread("TextSource", "Talk 1", 1, reason),
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_with_and_without_a_byte_order_mark(encoding):
    assert quotes_of(read(project_file(encoding=encoding))) == list(QUOTES)


def test_a_text_that_is_no_text_is_named():
    project = read(project_file(encoding="cp1252", text="Café", quotes=("Café",)))
    assert {one.reason for one in project.unread} == {"its text is neither UTF-8 nor UTF-16"}


def test_text_within_the_project_file():
    content = packed({"project.qde": project_xml(selections(TALK), inline=TALK)})
    assert quotes_of(read(content)) == list(QUOTES)


def test_decomposed_letters_are_composed_and_selections_stay_on_their_words():
    text = unicodedata.normalize("NFD", TALK)
    project = read(project_file(text))
    assert project.sources[0].text == TALK
    assert quotes_of(project) == list(QUOTES)


def test_what_is_not_taken_over_is_counted():
    more_sources = (
        f'<PictureSource guid="{guid(40)}" name="Drawing"><PictureSelection guid="{guid(41)}"/>'
        f'</PictureSource><PDFSource guid="{guid(42)}" name="Report"><PDFSelection guid="{guid(43)}"/>'
        f'<Representation guid="{guid(44)}" plainTextPath="internal://talk.txt">'
        f'<PlainTextSelection guid="{guid(45)}" startPosition="0" endPosition="11"/></Representation>'
        "</PDFSource>"
    )
    more = f'<Links><Link guid="{guid(50)}"/><Link guid="{guid(51)}"/></Links>'
    project = read(project_file(more_sources=more_sources, more=more))
    assert [(source.name, source.kind, len(source.selections)) for source in project.sources] == [
        ("Talk 1", "text", 4),
        ("Report", "pdf", 1),
    ]
    assert [(one.what, one.where, one.times) for one in project.unread] == [
        ("Link", "", 2),
        ("PDFSelection", "Report", 1),
        ("PictureSelection", "Drawing", 1),
        ("PictureSource", "Drawing", 1),
    ]


def case(number, name, *values, sources=(30,), more=""):
    given = "".join(
        f'<VariableValue><VariableRef targetGUID="{guid(20)}"/><TextValue>{value}</TextValue></VariableValue>'
        for value in values
    )
    pointed = "".join(f'<SourceRef targetGUID="{guid(source)}"/>' for source in sources)
    return f'<Case guid="{guid(number)}" name="{name}">{given}{pointed}{more}</Case>'


def test_variables_of_a_case_are_those_of_its_sources_unless_they_have_their_own():
    content = project_xml(selections(TALK), inline=TALK)
    own = "<VariableValue>" + content.partition("<VariableValue>")[2].partition("</TextSource>")[0]
    cases = (
        f"<Cases>{case(80, 'Smith', 'm24')}{case(81, 'Jones', 'm36')}{case(82, 'Loose', sources=())}</Cases>"
    )
    without = content.replace(own, "").replace("<Sources>", f"{cases}<Sources>")
    project = read(packed({"project.qde": without}))
    assert project.sources[0].facts == {"case": "Smith", "wave": "m24"}
    assert [(one.what, one.where, one.times) for one in project.unread] == [
        ("Case", "Loose", 1),
        ("VariableValue", "Jones", 2),
    ]
    project = read(packed({"project.qde": content.replace("<Sources>", f"{cases}<Sources>")}))
    assert project.sources[0].facts == {"case": "Smith", "wave": "m12"}


def test_selections_and_codings_that_lead_nowhere_are_counted():
    marks = [(0, 0, 11), (1, 50, 50), (2, 90, 9000), (3, -4, 3), (4, "x", 3)]
    project = read(packed({"project.qde": project_xml(marks), "sources/talk.txt": TALK}))
    assert len(project.sources[0].selections) == 1
    assert [(one.what, one.times) for one in project.unread] == [
        ("Coding", 3),
        ("Coding", 1),
        ("PlainTextSelection", 3),
        ("PlainTextSelection", 1),
    ]
    project = read(project_file(code=guid(999)))
    assert [len(mark.codings) for mark in project.sources[0].selections] == [0, 0, 0, 0]
    assert [(one.what, one.times) for one in project.unread] == [("Coding", 4)]


# -- Round trip --


NOTE = Note(guid(60), "Visit", "Felt <at ease> & calm.\n", guid(1), "2025-03-01T10:00:00Z")


def full():
    calm = ProjectCode(
        guid(11), "Calm & <quiet>", "#1b6ca8", "Peace at home.\nAlso: sleep.", True, (), (NOTE,),
        {"include": "sleep", "exclude": "holidays", "example": "We laugh again"},
    )  # fmt: skip
    family = ProjectCode(guid(10), "Family", codable=False, children=(calm,))
    coding = AppliedCode(
        guid(70), calm.guid, guid(1), "2025-03-01T10:00:00.25Z", (), {"rank": "2", "version": "1"}
    )
    at = TALK.index("quiet")
    marks = (
        Selection(
            guid(71), at, at + 5, (coding,), "quiet", 'a "memo"', guid(1), "2025-03-01T10:00:00Z", (NOTE,)
        ),
        Selection(guid(72), 3, 40),
    )
    facts = {"urn": "A1B2C3", "wave": "m12", "role": "mother"}
    whole = (AppliedCode(guid(73), family.guid, guid(2)),)
    source = Source(
        guid(30), "Talk 1", TALK, marks, whole, "memo", (), facts, guid(1), "2025-03-01T09:00:00Z"
    )
    loose = Note(guid(61), "Diary", "Day one")
    users = (User(guid(1), "Ann"), User(guid(2), "Ben"))
    return Project(
        "Talks", "familypanel", users, (family,), (source,), (loose,), "About", "2025-03-01T00:00:00Z"
    )


def test_everything_survives_a_round_trip(tmp_path):
    write_qdpx_file(full(), tmp_path / "talks.qdpx")
    back = read_qdpx(tmp_path / "talks.qdpx")
    assert replace(back, positions=Positions()) == full()
    assert back.positions.selections == 2


def test_the_same_project_gives_the_same_bytes():
    assert qdpx_bytes(full()) == qdpx_bytes(full())
    again = read(qdpx_bytes(full()))
    assert qdpx_bytes(again) == qdpx_bytes(full())


def test_sources_that_came_with_the_same_guid_stay_apart():
    twins = (Source(guid(1), "a", "one"), Source(guid(1), "b", "two"))
    assert read(qdpx_bytes(Project("", sources=twins))).sources == twins


def test_a_foreign_project_is_the_same_after_a_round_trip():
    project = read(project_file(how={"units": "UTF-16 units", "newline": 2}))
    back = read(qdpx_bytes(project))
    assert replace(back, origin=project.origin, positions=project.positions) == project


GUIDS = st.integers(0, 10**9).map(guid)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Cs"), exclude_characters="\ufeff")
)
TEXTS = WORDS.map(lambda text: unicodedata.normalize("NFC", text))
LINES = (
    st.lists(TEXTS, min_size=1, max_size=4)
    .map("\n".join)
    .map(lambda text: unicodedata.normalize("NFC", text))
)
KEYS = st.text("abcdefghij_", min_size=1, max_size=8)


def codes(level=0):
    below = (
        st.just(()) if level == 2 else st.deferred(lambda: st.lists(codes(level + 1), max_size=2).map(tuple))
    )
    colour = st.just("") | st.integers(0, 0xFFFFFF).map("#{:06x}".format)
    extra = st.dictionaries(KEYS, LINES, max_size=2)
    return st.builds(ProjectCode, GUIDS, TEXTS, colour, LINES, st.booleans(), below, st.just(()), extra)


@settings(max_examples=60, deadline=None)
@given(st.lists(codes(), max_size=3).map(tuple))
def test_any_codebook_survives_both_formats(book):
    assert parse_qdc(qdc_bytes(book), "b.qdc") == book
    unique = {code.guid for code in Project("", codes=book).all_codes()}
    if len(unique) == sum(1 for _ in Project("", codes=book).all_codes()):
        assert read(qdpx_bytes(Project("", codes=book))).codes == book


@settings(max_examples=60, deadline=None)
@given(LINES.filter(bool), st.data())
def test_any_text_and_selection_survives(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    mark = Selection(guid(1), start, data.draw(st.integers(start + 1, len(text))))
    source = Source(
        guid(2), data.draw(TEXTS), text, (mark,), facts=data.draw(st.dictionaries(TEXTS.filter(bool), LINES))
    )
    assert read(qdpx_bytes(Project("", sources=(source,)))).sources == (source,)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",))), st.data())
def test_offsets_follow_a_text_into_its_canonical_form(text, data):
    found = composed(text)
    assert found.text == unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = found.span(start, end)
    assert 0 <= first <= last <= len(found.text)
    assert unicodedata.normalize("NFC", text[start:end]) in unicodedata.normalize(
        "NFC", found.text[first:last]
    ) or any(unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff" for char in text)


def test_characters_that_xml_cannot_hold_are_replaced_one_for_one():
    source = Source(guid(2), "a\x0cb", "one\x0ctwo", (Selection(guid(3), 4, 7),))
    back = read(qdpx_bytes(Project("\x00", sources=(source,))))
    assert (back.name, back.sources[0].name, back.sources[0].text) == ("\ufffd", "a\ufffdb", "one\ufffdtwo")
    assert quotes_of(back) == ["two"]


def test_values_survive_the_way_through_a_child_process():
    from dataclasses import asdict
    from json import dumps, loads

    assert revive(Project, loads(dumps(asdict(full())))) == full()


# -- Codebooks --


def test_a_codebook_of_another_program(tmp_path):
    path = tmp_path / "codes.qdc"
    path.write_text(
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="NVivo"><Codes>'
        f'<Code guid="{guid(1)}" name="Trust" isCodable="true" color="#fa0">'
        "<Description>[x]\nas it is</Description>"
        f'<Code guid="{guid(2)}" name="Broken trust" isCodable="1"/></Code></Codes><Sets/></CodeBook>'
    )
    (trust,) = read_qdc(path)
    assert (trust.colour, trust.definition, trust.extra) == ("#ffaa00", "[x]\nas it is", {})
    assert [code.name for code in trust.children] == ["Broken trust"]


def test_our_fields_are_legible_in_another_program(tmp_path):
    write_qdc_file(full().codes, tmp_path / "codes.qdc")
    assert "[exclude]\nholidays\n[include]\nsleep" in (tmp_path / "codes.qdc").read_text()
    (family,) = read_qdc(tmp_path / "codes.qdc")
    assert family == replace(full().codes[0], children=(replace(full().codes[0].children[0], notes=()),))


# -- The schema --

PROJECTS = [full(), Project(""), Project("x", users=(User("odd guid"),))]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_what_is_written_has_the_order_and_the_attributes_of_the_schema(project):
    with zipfile.ZipFile(BytesIO(qdpx_bytes(project))) as archive:
        assert archive.namelist()[0] == "project.qde"
        root = ElementTree.fromstring(archive.read("project.qde"))
        texts = [name for name in archive.namelist() if name.startswith("sources/")]
    assert len(texts) == len(project.sources)
    assert list(faults(root, PROJECT)) == []
    guids = [one.get("guid") for one in root.iter() if "guid" in one.attrib]
    assert all(len(one) == 36 for one in guids)
    assert len(set(guids)) == len(guids)


@settings(max_examples=60, deadline=None)
@given(st.lists(codes(), min_size=1, max_size=3).map(tuple))
def test_any_codebook_keeps_to_both_schemas(book):
    root = ElementTree.fromstring(qdc_bytes(book))
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    assert list(faults(root, CODEBOOK)) == []
    with zipfile.ZipFile(BytesIO(qdpx_bytes(Project("", codes=book)))) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
    assert list(faults(root, PROJECT)) == []


@pytest.mark.parametrize(
    "moment",
    [
        "2025-13-01T10:00:00Z",
        "2025-02-30T10:00:00",
        "2025-01-01T24:61:00Z",
        "2025-01-01T10:00:00+15:00",
        "yesterday",
        "2025-01-01",
    ],
)
def test_a_moment_that_is_none_is_left_out(moment):
    project = replace(full(), moment=moment)
    with zipfile.ZipFile(BytesIO(qdpx_bytes(project))) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
    assert list(faults(root, PROJECT)) == []
    assert "creationDateTime" not in root.attrib


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<Codes>", "<Codes><Sets/>", "Sets has no place"), ('isCodable="true"', "", "isCodable is missing"),
        ("#1b6ca8", "blue", "color is 'blue'"), (guid(11), "{" + guid(11), "guid is"),
        ("<Description>", '<Code guid="x"/><Description>', "Code holds Code Description"),
    ],
)  # fmt: skip
def test_the_judge_finds_what_is_wrong(old, new, said):
    text = qdc_bytes(full().codes).decode()
    assert old in text
    found = list(faults(ElementTree.fromstring(text.replace(old, new)), CODEBOOK))
    assert any(said in one for one in found), found


if SCHEMAS is not None:  # not skipped where it is not set: in CI nothing may skip

    @pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
    def test_the_published_schemas_are_of_the_same_opinion(project):
        with zipfile.ZipFile(BytesIO(qdpx_bytes(project))) as archive:
            judge("Project.xsd").assertValid(etree.fromstring(archive.read("project.qde")))
        if project.codes:
            judge("Codebook.xsd").assertValid(etree.fromstring(qdc_bytes(project.codes)))

    @settings(max_examples=60, deadline=None)
    @given(st.lists(codes(), min_size=1, max_size=3).map(tuple))
    def test_any_codebook_is_valid_by_the_published_schemas(book):
        judge("Codebook.xsd").assertValid(etree.fromstring(qdc_bytes(book)))


def test_a_guid_of_ours_depends_on_nothing_but_what_it_names():
    assert guid_for("coding", 1, "trust") == guid_for("coding", 1, "trust")
    assert guid_for("coding", 1, "trust") != guid_for("coding", 11, "rust")
