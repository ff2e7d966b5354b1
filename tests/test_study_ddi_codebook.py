"""DDI-Codebook 2.5: its shape always, and its schema where a folder with codebook.xsd is named.

No package of a registry carries the schema: ``FAMILYPANEL_DDI_CODEBOOK=FOLDER`` names a folder that holds it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from nasty_bank import nasty
from questionnaires_bank import STUDY, made

from familypanel.questionnaires import Bank, compile_instrument, read_bank
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.questionnaires.outputs.ddi_codebook import ddi_codebook as of_instrument
from familypanel.study.config_reader import read_config
from familypanel.study.ddi_codebook import ddi_codebook
from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.study.folder import load
from familypanel.study.missing import Reason
from familypanel.study.yaml_source import parse_yaml

EXAMPLE = Path(__file__).parent.parent / "examples" / "improving_futures"
SCHEMA = os.environ.get("FAMILYPANEL_DDI_CODEBOOK")
C, XML = "{ddi:codebook:2_5}", "{http://www.w3.org/XML/1998/namespace}"

# DDI-Codebook 2.5: element | what stands in it, in this order (+ at least one, * any number) | attributes
SHAPE = """
    codeBook  | stdyDscr+ dataDscr*                                       | version
    stdyDscr  | citation+ method*                                         |
    citation  | titlStmt                                                  |
    titlStmt  | titl IDNo*                                                |
    method    | dataColl*                                                 |
    dataColl  | timeMeth* collMode*                                       |
    dataDscr  | varGrp* var*                                              |
    varGrp    | labl*                                                     | type=section,multipleResp name var
    var       | labl* qstn* valrng* invalrng* universe* catgry* varFormat? notes* | ID name! intrvl=contin,discrete dcml nature=nominal,ordinal,interval representationType=text,numeric,code,datetime,other
    qstn      | preQTxt? qstnLit ivuInstr?                                | language seqNo responseDomainType=text,numeric,category,datetime,multiple
    valrng    | range                                                     |
    invalrng  | item|range+                                               |
    item      |                                                           | UNITS=INT,REAL VALUE!
    range     |                                                           | UNITS=INT,REAL min max
    catgry    | catValu? labl*                                            | missing=Y,N missType
    varFormat |                                                           | type=character,numeric category=date,time,currency,other
    universe  |                                                           | clusion=I,E
    notes     |                                                           | type
"""  # noqa: E501
RULES = {
    name: (children.split(), dict(each.partition("=")[::2] for each in attributes.split()))
    for line in SHAPE.strip().splitlines()
    for name, children, attributes in [[cell.strip() for cell in f"{line} ".split(" | ")]]
}


def faults(content: bytes) -> Iterator[str]:
    """Give every way in which a document is not of the shape above."""
    root = etree.fromstring(content)
    if root.tag != f"{C}codeBook":
        yield f"{root.tag} is the outermost element"
    for node in root.iter():
        name = node.tag.removeprefix(C)
        children, attributes = RULES.get(name, ([], {}))
        yield from _order(name, [child.tag.removeprefix(C) for child in node], children)
        yield from _attributes(name, dict(node.attrib), attributes)
    ids = [node.get("ID") for node in root.iter() if node.get("ID")]
    told = [each for node in root.iter(f"{C}varGrp") for each in node.get("var").split()]
    if len(ids) != len(set(ids)) or not set(told) <= set(ids):
        yield "an ID stands twice, or a reference leads nowhere"


def _order(name: str, found: list[str], wanted: list[str]) -> Iterator[str]:
    for each in wanted:
        child, how = each.rstrip("+*?"), each[-1]
        count = 0
        while found and found[0] in child.split("|"):
            found, count = found[1:], count + 1
        if count < (0 if how in "*?" else 1) or (how not in "+*" and count > 1):
            yield f"{count} {child} in {name}"
    if found:
        yield f"{found[0]} in {name} is too late, or has no place there"


def _attributes(name: str, found: dict[str, str], known: dict[str, str]) -> Iterator[str]:
    language = found.pop(f"{XML}lang", "en")
    if not language.isalpha():
        yield f"{language} is no language"
    for key, value in found.items():
        rule = known.get(key, known.get(f"{key}!"))
        if rule is None or (rule and value not in rule.split(",")):
            yield f'{key}="{value}" in {name}'
    yield from (f"{name} without {key}" for key in known if key.endswith("!") and key[:-1] not in found)


FILE = Dictionary(
    (
        Variable("x", "A & <B>", "decimal", missing=(MissingRange(-math.inf, -1), MissingRange(99, 99)),
                 low=0, high=9.5, decimals=2),
        Variable("t", "", "text", missing=(MissingRange("-9", "-9", Reason.REFUSED),), width=3),
        Variable("c", "One", "choice", "yn", measure="ordinal", translations={"cy": "Un"}, module="m"),
        Variable("d", "When", "datetime"), Variable("z", "How long", "duration"), Variable("h", "At", "time"),
    ),
    {"yn": CodeList("yn", (Code(1.0, "Yes", {"cy": "Ydw"}), Code(2.5, "")))},
    (ResponseSet("s", "Set", ("c", "x")),), languages=("en", "cy"),
)  # fmt: skip


@cache
def documents() -> dict[str, bytes]:
    study, bank = load(EXAMPLE), read_bank(EXAMPLE / "questionnaires")
    config = read_config(parse_yaml(STUDY, "study.yaml"))
    drawn = compile_instrument(Bank((parse_module(nasty(2)),)), config, "m12")
    found = {
        "a file": ddi_codebook(FILE),
        "nothing": ddi_codebook(Dictionary()),
        "drawn": of_instrument(drawn),
    }
    for languages in ((), ("cy",), ("en",)):
        for wave in study.config.waves:
            instrument = compile_instrument(bank, study.config, wave.name, None, languages)
            found[f"{wave.name} {languages}"] = of_instrument(instrument)
        found[f"small {languages}"] = of_instrument(made("m12", None, languages))
    return found


def test_every_codebook_has_the_shape_of_the_format() -> None:
    assert {name: [*faults(content)] for name, content in documents().items() if [*faults(content)]} == {}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"catgry", b"category", "category in var"),
        (b'missing="Y"', b'missing="yes"', 'missing="yes" in catgry'),
        (b' name="urn"', b"", "var without name"),
        (b'ID="V2"', b'ID="V1"', "an ID stands twice"),
        (b"IDNo", b"idNo", "idNo in titlStmt"),
        (b"qstnLit", b"qstnlit", "0 qstnLit in qstn"),
    ],
)
def test_another_shape_is_noticed(old: bytes, new: bytes, found: str) -> None:
    assert any(found in each for each in faults(documents()["small ()"].replace(old, new)))


def test_a_codebook_of_a_file_says_what_its_dictionary_says() -> None:
    root = etree.fromstring(ddi_codebook(FILE))
    of = {node.get("name"): node for node in root.iter(f"{C}var")}
    spans = [(each.get("min"), each.get("max")) for each in of["x"].iterfind(f"{C}*/{C}range")]
    assert spans == [("0", "9.5"), (None, "-1")]
    assert [each.get("VALUE") for each in of["t"].iterfind(f"{C}invalrng/{C}item")] == ["-9"]
    assert of["t"].find(f"{C}catgry").get("missType") == "refused"
    labels = [(each.get(f"{XML}lang"), each.text) for each in of["c"].iterfind(f"{C}catgry/{C}labl")]
    assert labels == [("en", "Yes"), ("cy", "Ydw"), ("en", None)]
    assert {each.get("name"): each.get("var") for each in root.iter(f"{C}varGrp")} == {
        "m": "V3",
        "s": "V3 V1",
    }


if SCHEMA is not None:  # not skipped where it is not set: in CI nothing may skip

    @pytest.mark.parametrize("name", documents())
    def test_every_codebook_is_valid(name: str) -> None:
        judge = etree.XMLSchema(etree.parse(Path(SCHEMA) / "codebook.xsd"))
        judge.assertValid(etree.fromstring(documents()[name]))
