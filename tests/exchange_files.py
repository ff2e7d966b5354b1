"""Project files as other programs write them, made by hand for the tests of the exchange."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from xml.sax.saxutils import escape, quoteattr

TALK = """INTERVIEWER: How is it at home?
MOTHER: My Café is quiet now 🙂 and "he" sleeps.
MOTHER: We laugh again.
"""
QUOTES = ("quiet now 🙂", "sleeps", "We laugh again", "How is it at home?")


def guid(number):
    return f"0000000A-0000-4000-8000-{number:012d}"


def packed(members):
    """Make a zip archive of names and contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def counted(text, span, *, units="code points", newline=1, ends="after"):
    """Count a span the way some program does."""

    def position(at):
        before = text[:at]
        wide = sum(ord(c) > 0xFFFF for c in before) if units == "UTF-16 units" else 0
        return at + wide + before.count("\n") * (newline - 1)

    start, end = span
    return position(start), position(end) - (ends == "on")


def selections(text, quotes=QUOTES, **how):
    """Find the quotes and count where they stand."""
    found = []
    for number, quote in enumerate(quotes):
        at = text.index(quote)
        found.append((number, *counted(text, (at, at + len(quote)), **how)))
    return found


def project_xml(
    marks,
    *,
    origin="Some program 1.0",
    path="internal://talk.txt",
    inline=None,
    more_sources="",
    more="",
    code=None,
):
    """Write a project of one user, two codes and one source."""
    coded = "".join(
        f'<PlainTextSelection guid="{guid(100 + n)}" name="mark {n}" startPosition="{start}"'
        f' endPosition="{end}"'
        f' creatingUser="{guid(1)}" creationDateTime="2025-03-0{n + 1}T10:00:00Z">'
        f"<Description>memo {n}</Description>"
        f'<Coding guid="{guid(200 + n)}" creatingUser="{guid(1)}">'
        f'<CodeRef targetGUID="{code or guid(11)}"/></Coding></PlainTextSelection>'
        for n, start, end in marks
    )
    stored = f"plainTextPath={quoteattr(path)}" if inline is None else ""
    content = "" if inline is None else f"<PlainTextContent>{escape(inline)}</PlainTextContent>"
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="Talks" origin={quoteattr(origin)}>'
        f'<Users><User guid="{guid(1)}" name="Ann"/></Users>'
        f'<CodeBook><Codes><Code guid="{guid(10)}" name="Family" isCodable="false">'
        f"<Description>Life at home</Description>"
        f'<Code guid="{{{guid(11).lower()}}}" name="Calm" isCodable="true" color="#1B6"/></Code>'
        "</Codes></CodeBook>"
        f'<Variables><Variable guid="{guid(20)}" name="wave" typeOfVariable="Text"/></Variables>'
        f'<Sources><TextSource guid="{guid(30)}" name="Talk 1" {stored}>{content}{coded}'
        f'<VariableValue><VariableRef targetGUID="{guid(20)}"/><TextValue>m12</TextValue></VariableValue>'
        f"</TextSource>{more_sources}</Sources>{more}</Project>"
    )


def project_file(
    text=TALK, quotes=QUOTES, *, stored=None, folder="sources", encoding="utf-8", how=None, **xml
):
    """Pack a project whose selections were counted in some program's way."""
    marks = selections(text, quotes, **(how or {}))
    body = (text if stored is None else stored).encode(encoding)
    return packed({"project.qde": project_xml(marks, **xml), f"{folder}/talk.txt": body})


def taguette_file(path, documents, *, tags=("care", "care.family"), log=True):
    """Write a database as Taguette keeps it; a document is its HTML and (start, end, tag numbers)."""
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT);"
        "CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT,"
        " project_id INTEGER, contents TEXT);"
        "CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,"
        " end_offset INTEGER, snippet TEXT);"
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);"
        "CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);"
        "CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, project_id INTEGER,"
        " document_id INTEGER, payload TEXT);"
        "INSERT INTO projects VALUES (1, 'Talks', 'About home'), (2, 'Other', '');"
    )
    for number, path_ in enumerate(tags, start=1):
        database.execute("INSERT INTO tags VALUES (?, 1, ?, ?)", [number, path_, f"about {path_}"])
    highlight = 0
    for number, (html, marks) in enumerate(documents, start=1):
        values = [number, f"talk {number}", "", "talk.html", 1, html]
        database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", values)
        for start, end, numbers in marks:
            highlight += 1
            database.execute(
                "INSERT INTO highlights VALUES (?, ?, ?, ?, '')", [highlight, number, start, end]
            )
            for tag in numbers:
                database.execute("INSERT INTO highlight_tags VALUES (?, ?)", [highlight, tag])
            if log:
                payload = f'{{"type": "highlight_add", "highlight_id": {highlight}}}'
                values = [f"coder{highlight % 2}", 1, number, payload]
                database.execute(
                    "INSERT INTO commands (user_login, project_id, document_id, payload) VALUES (?, ?, ?, ?)",
                    values,
                )
    database.commit()
    database.close()
    return path
