"""What the schemas of REFI-QDA ask of projects (18 March 2019) and codebooks (1.0), in our own notation.

Elements and attributes that this program never writes are left out, so that writing one is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element

__all__ = ["CODEBOOK", "PROJECT", "faults"]

# element | what stands in it, in this order (? at most one, * any, + at least one) | attributes (! needed)
PROJECT = """
    Project       | Users? CodeBook? Variables? Sources? Notes? Description? NoteRef* | name! origin creationDateTime
    Users         | User+                                                     |
    User          |                                                           | guid! name
    CodeBook      | Codes                                                     |
    Codes         | Code+                                                     |
    Code          | Description? NoteRef* Code*                               | guid! name! isCodable! color
    Variables     | Variable+                                                 |
    Variable      |                                                           | guid! name! typeOfVariable!
    Sources       | TextSource+                                               |
    TextSource    | Description? PlainTextSelection* Coding* NoteRef* VariableValue* | guid! name plainTextPath MADE
    PlainTextSelection | Description? Coding* NoteRef*                        | guid! name AT! MADE
    Coding        | CodeRef NoteRef*                                          | guid! MADE
    Notes         | Note+                                                     |
    Note          | Description? PlainTextContent? Coding*                    | guid! name MADE
    VariableValue | VariableRef TextValue?                                    |
    CodeRef       |                                                           | targetGUID!
    NoteRef       |                                                           | targetGUID!
    VariableRef   |                                                           | targetGUID!
    Description   |                                                           |
    PlainTextContent |                                                        |
    TextValue     |                                                           |
"""  # noqa: E501 - a table
CODEBOOK = """
    CodeBook      | Codes                                                     | origin
    Codes         | Code+                                                     |
    Code          | Description? Code*                                        | guid! name! isCodable! color
    Description   |                                                           |
"""
_SHORT = {"MADE": "creatingUser creationDateTime", "AT!": "startPosition! endPosition!"}
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"-?\d+")
_FORMS = {
    "guid": _GUID, "targetGUID": _GUID, "creatingUser": _GUID,
    "startPosition": _NUMBER, "endPosition": _NUMBER,
    "color": re.compile(r"#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})"), "isCodable": re.compile(r"true|false|0|1"),
    "typeOfVariable": re.compile(r"Text|Boolean|Integer|Float|Date|DateTime"),
    "creationDateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
}  # fmt: skip


def faults(root: Element, table: str) -> Iterator[str]:
    """Say what the schema does not allow in a document, element by element."""
    rules = {line[0]: (line[1], _attributes(line[2])) for line in map(_cells, table.strip().splitlines())}
    for element in root.iter():
        name = _local(element)
        if name not in rules:
            yield f"{name} has no place"
            continue
        children, attributes = rules[name]
        inside = " ".join(map(_local, element))
        if not re.fullmatch(_order(children), inside + " " * bool(inside)):
            yield f"{name} holds {inside or 'nothing'}"
        yield from (f"{name}: {fault}" for fault in _attribute_faults(element, attributes))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _order(children: str) -> str:
    """Make a pattern of the order of children: ``Code*`` stands for any number of ``Code`` and a blank."""
    return "".join(re.sub(r"(\w+)([?*+]?)", r"(\1 )\2", one) for one in children.split())


def _attributes(cell: str) -> Mapping[str, bool]:
    """Give the attributes, each with whether it is needed."""
    for short, written in _SHORT.items():
        cell = cell.replace(short, written)
    return {one.rstrip("!"): one.endswith("!") for one in cell.split()}


def _attribute_faults(element: Element, attributes: Mapping[str, bool]) -> Iterator[str]:
    yield from (
        f"{key} is missing" for key, needed in attributes.items() if needed and key not in element.attrib
    )
    for key, value in element.attrib.items():
        if key not in attributes:
            yield f"{key} has no place"
        elif key in _FORMS and not (
            _FORMS[key].fullmatch(value) and (key != "creationDateTime" or _is_moment(value))
        ):
            yield f"{key} is {value!r}"


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except ValueError:
        return False
    return True
