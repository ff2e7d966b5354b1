"""Files that must be refused, whatever was done to them: a clear problem, little memory, little time."""

from __future__ import annotations

import copy
import io
import random
import struct
import sys
import time
import zipfile
from xml.etree import ElementTree

import pytest
from exchange_files import TALK, guid, packed, project_file, project_xml, selections, taguette_file

from familypanel.coding import read_codings_csv, read_qdc, read_qdpx, read_taguette
from familypanel.coding.interchange.codebook_files import parse_qdc
from familypanel.coding.interchange.project import Project
from familypanel.coding.interchange.qdpx_reading import parse_qdpx
from familypanel.coding.interchange.qdpx_writing import qdpx_bytes
from familypanel.study.problems import ProblemError

XML = project_xml(selections(TALK))
DECLARED = XML.index("<Project")
_ENTITIES = (f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
LAUGHS = f"<!DOCTYPE p [{''.join(_ENTITIES)}]>"
CODES = {"FP1021", "FP1022", "FP1023"}


def with_doctype(doctype, body=XML):
    return body[:DECLARED] + doctype + body[DECLARED:]


def archive_with(*names):
    """Pack a whole project and files with these names beside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.qde", XML)
        archive.writestr("sources/talk.txt", TALK)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")
    return out.getvalue()


def bomb(megabytes):
    """Pack so many megabytes of the same letter, without ever holding them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", XML)
        with archive.open("sources/talk.txt", "w") as member:
            for _ in range(megabytes):
                member.write(b"a" * (1 << 20))
    return out.getvalue()


def lying_about_sizes():
    """A bomb whose directory says that it is small."""
    content = bytearray(bomb(300))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    return bytes(content)


def encrypted():
    content = bytearray(project_file())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark)
        content[at + offset] |= 1
    return bytes(content)


def nested_codes(levels):
    codes = f'<Code guid="{guid(1)}" name="c" isCodable="true">' * levels + "</Code>" * levels
    return packed({"project.qde": XML.replace("<Codes>", f"<Codes>{codes}")})


REFUSED = {
    "billion laughs": packed({"project.qde": with_doctype(LAUGHS, XML.replace("memo 1", "&a9;"))}),
    "file entity": packed(
        {"project.qde": with_doctype('<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]>')}
    ),
    "outside dtd": packed({"project.qde": with_doctype('<!DOCTYPE p SYSTEM "http://example.org/p.dtd">')}),
    "empty doctype": packed({"project.qde": with_doctype("<!DOCTYPE Project>")}),
    "doctype in UTF-16": packed(
        {"project.qde": with_doctype("<!DOCTYPE Project>").replace("utf-8", "utf-16").encode("utf-16")}
    ),
    "parent folder": archive_with("../outside.txt"),
    "parent folder further in": archive_with("sources/../../outside.txt"),
    "Windows parent folder": archive_with("..\\outside.txt"),
    "root": archive_with("/etc/passwd"),
    "drive": archive_with("C:\\outside.txt"),
    "network share": archive_with("\\\\server\\share\\x"),
    "bomb": bomb(300),
    "bomb that lies": lying_about_sizes(),
    "too many files": archive_with(*(f"sources/{n}.txt" for n in range(5001))),
    "encrypted": encrypted(),
    "codes nested too deep": nested_codes(150),
    "codes nested far too deep": nested_codes(50_000),
    "empty": b"",
    "text": b"just some words",
    "pdf": b"%PDF-1.7 and so on",
    "another archive": packed({"word/document.xml": "<x/>"}),
    "another XML": packed({"project.qde": "<Project/>"}),
    "a codebook": packed({"project.qde": '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'}),
    "cut XML": packed({"project.qde": XML[: len(XML) // 2]}),
    "unknown encoding": packed({"project.qde": XML.replace("utf-8", "x-none")}),
    "no text encoding": packed({"project.qde": XML.replace("utf-8", "base64")}),
    "zero bytes": packed({"project.qde": XML.replace("memo", "me\x00mo")}),
    "unknown prefix": packed({"project.qde": XML.replace("<Users>", "<x:Users>")}),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name(name):
    with pytest.raises(ProblemError) as caught:
        parse_qdpx(REFUSED[name], "talks.qdpx")
    (found,) = caught.value.problems
    assert found.code in {"FP1021", "FP1023"}
    assert found.place.file == "talks.qdpx"
    assert "talks.qdpx" in found.what
    assert found.remedy
    assert "Traceback" not in found.what
    assert "passwd" not in found.what


@pytest.mark.parametrize("name", ["billion laughs", "bomb", "parent folder", "empty doctype"])
def test_what_reaches_outside_or_expands_is_refused_and_not_called_damaged(name):
    with pytest.raises(ProblemError) as caught:
        parse_qdpx(REFUSED[name], "talks.qdpx")
    assert caught.value.problems[0].code == "FP1023"


def cut(content, chance):
    return content[: chance.randrange(len(content))]


def flipped(content, chance):
    out = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def spliced(content, chance):
    first, second = sorted(chance.sample(range(len(content)), 2))
    return content[:first] + content[second:]


def repeated(content, chance):
    first, second = sorted(chance.sample(range(len(content)), 2))
    return content[:second] + content[first:]


def changed_xml(content, chance):
    """Damage the XML below the compression, so that the change reaches our own code."""
    change = chance.choice((cut, flipped, spliced, repeated, misplaced, shuffled))
    return packed({"project.qde": change(XML.encode(), chance), "sources/talk.txt": TALK})


MISPLACED = [
    (b'guid="', b'giud="'), (b"<Coding ", b"<Codes "), (b"</Coding>", b"</Codes>"), (b"targetGUID", b"guid"),
    (b'startPosition="', b'startPosition="99999999999999999999999'), (b'endPosition="', b'endPosition="-'),
    (b"internal://", b"internal://../"), (b'name="', b'name="\xf0\x9f\x99\x82'), (b"Sources", b"Cases"),
    (b"<Users>", b"<Users><!-- <Code/> -->"), (b"memo", b"<![CDATA[<memo>]]>"), (b"true", b"perhaps"),
]  # fmt: skip


def misplaced(content, chance):
    """Put an element, an attribute or a number where it does not belong."""
    old, new = chance.choice(MISPLACED)
    return content.replace(old, new, chance.randint(1, 3))


def shuffled(content, chance):
    parts = content.split(b"><")
    at = chance.randrange(1, len(parts) - 1)
    parts[at], parts[-at] = parts[-at], parts[at]
    return b"><".join(parts)


def assert_nothing_is_lost(content, project):
    """Hold what was read and what was counted as unread against what is in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
    marks = [mark for source in project.sources for mark in source.selections]
    taken = {
        "TextSource": len(project.sources), "PlainTextSelection": len(marks),
        "Coding": sum(len(one.codings) for one in (*project.sources, *marks)),
    }  # fmt: skip
    for name, number in taken.items():
        there = sum(one.tag.endswith("}" + name) for one in root.iter() if isinstance(one.tag, str))
        assert number + sum(one.times for one in project.unread if one.what == name) == there, name


CHANGES = (cut, flipped, spliced, repeated, changed_xml, changed_xml, changed_xml)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("seed", range(400))
def test_a_damaged_file_is_refused_or_read_and_counted(seed):
    chance = random.Random(seed)
    content = chance.choice(CHANGES)(project_file(), chance)
    started = time.monotonic()
    try:
        project = parse_qdpx(content, "talks.qdpx")
    except ProblemError as error:
        assert {found.code for found in error.problems} <= CODES
    else:
        assert isinstance(project, Project)
        for source in project.sources:
            assert all(0 <= mark.start < mark.end <= len(source.text) for mark in source.selections)
        assert_nothing_is_lost(content, project)
    assert time.monotonic() - started < 5


def rearranged(chance):
    """Move, double, drop and change elements and attributes; the XML stays well-formed."""
    root = ElementTree.fromstring(XML)
    for _ in range(chance.randint(1, 6)):
        parent = chance.choice([one for one in root.iter() if len(one)])
        element = parent[chance.randrange(len(parent))]
        what = chance.choice(["move", "double", "drop", "attribute", "value", "text"])
        if what in {"move", "double"}:
            chance.choice([root, *root.iter()]).append(copy.deepcopy(element))
        if what in {"move", "drop"}:
            parent.remove(element)
        if element.attrib:
            name = chance.choice(sorted(element.attrib))
            if what == "attribute":
                del element.attrib[name]
            elif what == "value":
                element.set(
                    name,
                    chance.choice(["", "-1", "1e9", "9" * 30, "\u202e🙂", "internal://", "true", guid(10)]),
                )
        if what == "text":
            element.text = chance.choice([None, "", "\u0301", "x" * 10_000])
    return packed({"project.qde": ElementTree.tostring(root), "sources/talk.txt": TALK})


@pytest.mark.parametrize("seed", range(200))
def test_what_stands_in_odd_places_is_read_or_counted(seed):
    content = rearranged(random.Random(seed))
    try:
        project = parse_qdpx(content, "talks.qdpx")
    except ProblemError as error:
        assert {found.code for found in error.problems} <= CODES
    else:
        assert_nothing_is_lost(content, project)
        again = parse_qdpx(qdpx_bytes(project), "again.qdpx")
        assert [source.text for source in again.sources] == [source.text for source in project.sources]


def test_most_damaged_files_are_refused():
    refused = 0
    for seed in range(100):
        chance = random.Random(seed)
        try:
            parse_qdpx(chance.choice((cut, flipped, spliced))(project_file(), chance), "x.qdpx")
        except ProblemError:
            refused += 1
    assert refused > 80


# -- In the child process --


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["billion laughs", "bomb", "bomb that lies", "codes nested far too deep", "empty"]
)
def test_the_child_process_answers_within_its_limits(tmp_path, name):
    path = tmp_path / "talks.qdpx"
    path.write_bytes(REFUSED[name])
    started = time.monotonic()
    with pytest.raises(ProblemError) as caught:
        read_qdpx(path)
    assert time.monotonic() - started < 10
    assert caught.value.problems[0].code in CODES
    assert caught.value.exit_code == 4


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.slow
def test_a_bomb_needs_less_than_a_gigabyte(tmp_path):
    import resource

    path = tmp_path / "talks.qdpx"
    path.write_bytes(bomb(1500))
    with pytest.raises(ProblemError):
        read_qdpx(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20


def test_a_file_that_is_not_there(tmp_path):
    for read in (read_qdpx, read_qdc, read_taguette, read_codings_csv):
        with pytest.raises(ProblemError) as caught:
            read(tmp_path / "none.file")
        assert caught.value.problems[0].code == "FP1020"


ONE_CODE = f'<Codes><Code guid="{guid(1)}" name="Trust"/></Codes>'
QDC = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0">{ONE_CODE}</CodeBook>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS + QDC.replace("Trust", "&a9;"), "FP1023"),
        ("<!DOCTYPE CodeBook>" + QDC, "FP1023"),
        (QDC.replace("</Codes>", ""), "FP1021"),
        ("<CodeBook/>", "FP1021"),
        ("", "FP1021"),
        (QDC.replace("<Codes>", "<Codes>" + '<Code guid="x" name="n">' * 200 + "</Code>" * 200), "FP1023"),
    ],
)
def test_codebooks_are_guarded_alike(content, code):
    with pytest.raises(ProblemError) as caught:
        parse_qdc(content.encode(), "codes.qdc")
    assert caught.value.problems[0].code == code


# -- Taguette --


def test_a_damaged_database_is_refused(tmp_path):
    path = taguette_file(tmp_path / "talks.sqlite3", [("<p>Hello there</p>", [(0, 5, [1])])])
    whole = path.read_bytes()
    for seed in range(40):
        chance = random.Random(seed)
        path.write_bytes(chance.choice((cut, spliced))(whole, chance))
        try:
            read_in_process(path)
        except ProblemError as error:
            assert error.problems[0].code == "FP1021"


def read_in_process(path):
    from familypanel.coding.interchange.taguette import parse_taguette

    return parse_taguette(path)


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE tags",
        "ALTER TABLE tags RENAME COLUMN path TO name",
        "DROP TABLE projects; CREATE VIEW projects AS SELECT 1 AS id, 'x' AS name, '' AS description",
        "UPDATE highlights SET start_offset = 'x'",
        "UPDATE documents SET contents = NULL",
        "UPDATE documents SET contents = CAST(x'ff00' AS TEXT)",
    ],
)
def test_a_database_of_another_shape_is_refused(tmp_path, change):
    import sqlite3

    path = taguette_file(tmp_path / "talks.sqlite3", [("<p>Hello there</p>", [(0, 5, [1])])])
    database = sqlite3.connect(path)
    database.executescript(change)
    database.close()
    before = path.read_bytes()
    with pytest.raises(ProblemError) as caught:
        read_in_process(path)
    assert caught.value.problems[0].code == "FP1021"
    assert path.read_bytes() == before


def test_a_database_that_is_still_open_is_refused(tmp_path):
    path = taguette_file(tmp_path / "talks.sqlite3", [("<p>Hello there</p>", [(0, 5, [1])])])
    (tmp_path / "talks.sqlite3-wal").write_bytes(b"changes")
    with pytest.raises(ProblemError, match="another program has it open"):
        read_in_process(path)
