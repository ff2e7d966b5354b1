"""No English is left on a Welsh page: every page is walked with a catalogue in which every word is marked.

In the marked catalogue each piece of Welsh stands between brackets; everything that people brought along
(names, quotes, codes, waves) holds "zz".  What is then left on a page was written by us and put into no
catalogue.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from urllib.parse import quote

import pytest
from interviews import enrol, tell
from ruamel.yaml import YAML
from test_coding_desk_blind import ADDRESSES
from test_coding_desk_doors import HOME, OURS
from test_coding_desk_hostile import _inside

from familypanel.coding import adjudicate, assign, define, matrix, tag
from familypanel.coding.web import phrases as spoken_phrases
from familypanel.coding.web import strings
from familypanel.coding.web.phrases import Interpreter
from familypanel.coding.web.sessions import set_word
from familypanel.study.folder import Study, load
from familypanel.study.store.events import Event, add_events
from familypanel.study.store.members import Member, add_members

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "coding" / "web"
# What is called the same in every language, and the marks of speakers that a transcript carries.
EVERYWHERE = frozenset({"familypanel", "FP", "en", "mis", "UTC", "INTERVIEWER", "MOTHER", "FATHER"})
SHOWN = ("alt", "aria-label", "placeholder", "title", "data-choose", "data-away")
STUDY = """\
title: zztitle
waves:
  baseline: {months: 0, mode: face_to_face, label: {en: First, cy: zzfirst}}
  m12: {months: 12, mode: telephone}
languages: [en, cy]
missing: ukhls
roles: {mother: zzmother, father: zzfather, interviewer: zzinterviewer}
"""
CODEBOOK = """\
title: zzbook
codes:
  zztrust: {label: zztrust, definition: zzdef, include: zzin, exclude: zzout, example: zzex}
  zzmoney: {label: zzmoney, definition: zzdef}
"""


def _marked(words: str) -> str:
    """Put brackets round every piece of words, not round the slots: what stands in them is looked at too."""
    pieces = []
    for said, slot, _, how in Formatter().parse(words):
        pieces.append(re.sub(r"\S(?:.*\S)?", lambda found: f"⟦{found[0]}⟧", said, flags=re.DOTALL))
        pieces.append("" if slot is None else "{" + slot + (f"!{how}" if how else "") + "}")
    return "".join(pieces)


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    content = YAML(typ="safe").load((WEB / "strings.yaml").read_text(encoding="utf-8"))
    for both in (*(one for key, one in content.items() if key != "phrases"), *content["phrases"]):
        both["cy"] = _marked(both["cy"])
    file = tmp_path / "strings.yaml"
    with file.open("w", encoding="utf-8") as out:
        YAML().dump(content, out)
    monkeypatch.setattr(strings, "_FILE", file)
    caches = (strings._content, strings.catalogue, strings.phrases, spoken_phrases._known)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


class _Texts(HTMLParser):
    """Collects what a page says: its texts and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in SHOWN if name in given]
        # Names of programs and keys, and the names of languages in themselves, are the same everywhere.
        if tag in {"code", "kbd", "style", "script"} or (tag == "button" and "lang" in given) or self._silent:
            self._silent += tag not in {"br", "input", "link", "meta", "img"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def _left(page: str) -> list[str]:
    """Give the texts of a page that hold a word which is neither ours to say, nor brought along."""
    reader = _Texts()
    # A picture breaks its lines itself.
    reader.feed(re.sub(r"</text>\s*<text[^>]*>", " ", page))
    bare = [re.sub(r"⟦[^⟦⟧]*⟧", " ", text) for text in reader.found]
    return sorted({" ".join(text.split()) for text in bare if _words(text)})


def _words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:['-]\w+)*", re.sub(r"(?i)\w*zz\w*", " ", text))
    return [one for one in words if len(one) > 1 and one not in EVERYWHERE]


def _tell(study: Study, name: str, urn: str, role: str, *, wave: str | None = "baseline") -> None:
    words = [f"zzw{number % 40} zzx{(number * 7) % 31} zzy{number % 17} zzhome zzday" for number in range(12)]
    text = "\n\n".join(f"INTERVIEWER: zzask?\n\n{role.upper()}: {line} zzend." for line in words)
    tell(study, name, text, wave, urn=urn, role=role, project="zzproject")


# Whole words of what `_tell` tells.
WIDE, NARROW, SPAN = (29, 50), (29, 38), "29:50"


@pytest.fixture
def study(tmp_path: Path, study: Study) -> Study:
    (study.root / "study.yaml").write_text(STUDY, encoding="utf-8")
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    return load(study.root)


@pytest.fixture
def full(study: Study) -> Study:
    enrol(study, **{f"zzU{number}": f"zzF{number}" for number in range(6)})
    for number in range(6):
        _tell(study, f"zzt{number}", f"zzU{number}", "mother" if number % 2 else "father")
    _tell(study, "zzlater", "zzU1", "mother", wave="m12")
    _tell(study, "zznowhere", "zzU2", "father", wave=None)
    tell(study, "zzwelsh", "MOTHER: zzgair zzarall 01632 960123.", urn="zzU1", role="mother", language="cy")
    for name in ("zzt0", "zzt1", "zzt2", "zzt3", "zzlater", "zznowhere"):
        tag(study, name, WIDE, "zztrust", "zzann")
        tag(study, name, NARROW, "zztrust", "zzben")
        tag(study, name, WIDE, "zzmoney", "zzann")
    tag(study, "zzwelsh", (8, 30), "zztrust", "zzann")
    adjudicate(study, "zzt0", SPAN, "zztrust", "zzlead", "zzreason")
    define(study, "zzmoney", "zzann", definition="zznew", example="zzother")
    return study


def _walk(visitor, *more: str) -> dict[str, list[str]]:
    """Give, for each address, what is left of English on its page."""
    found = {}
    for address in (*ADDRESSES, "/who", "/nowhere", *more):
        answer = visitor.get(address, base_url=HOME)
        if answer.mimetype in {"text/html", "image/svg+xml"} and not answer.location:
            found[address] = _left(answer.text)
    return {address: left for address, left in found.items() if left}


def _welsh(study: Study, coder: str = "zzann"):
    _, visitor = _inside(study, coder)
    visitor.post("/language", base_url=HOME, headers=OURS, data={"language": "cy"})
    return visitor


MORE = (
    "/?wave=baseline&progress=begun", "/documents/2", "/documents/9", "/search?pattern=zzhome&how=stem",
    "/search?pattern=", "/search?pattern=%5B&how=regex", "/search?pattern=zznone", "/quotes?code=zztrust",
    "/quotes?code=zzno", "/clusters", "/clusters?k=find", "/clusters?k=3&adjust=role", "/clusters.svg?k=find",
    "/agreement?code=zztrust", "/agreement?code=zzno", "/matrix?by=wave", "/matrix?by=project",
    "/matrix/cases?by=case", "/matrix/cases?by=wave&wave=-", "/matrix/cases?theme=zzmoney", "/codebook",
    "/matrix/cell?case=zzF0&wave=baseline&code=zztrust", "/matrix/cell?case=*&wave=*&code=*",
)  # fmt: skip


@pytest.mark.usefixtures("marked")
class TestNothingEnglishIsLeft:
    def test_on_the_pages_of_a_study_that_is_being_coded(self, full: Study, tmp_path: Path) -> None:
        _summarise(full, tmp_path)
        assert _walk(_welsh(full), *MORE) == {}

    def test_on_the_pages_of_a_study_without_anything(self, study: Study) -> None:
        assert _walk(_welsh(study), *MORE) == {}

    def test_where_there_is_no_codebook_the_fault_is_told_and_marked_as_english(self, full: Study) -> None:
        full.codebook.write_text("codes: [zz\n", encoding="utf-8")
        page = _welsh(full).get("/codebook", base_url=HOME).text
        assert "<h1>⟦" in page and '<span lang="en">' in page

    def test_while_others_code_blind_and_somebody_took_back_consent(self, full: Study) -> None:
        with full.store.transaction() as connection:
            add_events(connection, [Event("zzU3", "withdrawal", "2016-01-01", None, "use")], "test")
        assign(full, ["zzann", "zzben"], "zzlead", share=0.5)
        for coder in ("zzann", "zzcara"):
            assert _walk(_welsh(full, coder), *MORE) == {}

    def test_where_a_panel_is_in_the_field(self, study: Study) -> None:
        _field(study)
        assert _walk(_welsh(study)) == {}

    def test_before_somebody_came_in_and_after_the_desk_was_locked(self, study: Study) -> None:
        stranger = _inside(study)[1].application.test_client()
        page = stranger.get("/", base_url=HOME, headers={"Accept-Language": "cy"}).text
        assert _left(page) == []
        locked = _welsh(study)
        (session,) = locked.application.extensions["desk"].sessions._sessions.values()
        for word in ("zz", ""):
            set_word(session, word)
            session.locked = True
            for address in ("/unlock", "/unlock?wrong"):
                page = locked.get(address, base_url=HOME, headers={"Accept-Language": "cy"}).text
                assert _left(page) == []

    @pytest.mark.parametrize(
        ("path", "fields"),
        [
            ("/codebook/add", {"label": "zzlabel", "definition": " "}),
            ("/codebook/define", {"code": "zztrust", "definition": ""}),
            ("/codebook/define", {"code": "zztrust", "definition": "zz" * 3000}),
            ("/codebook/define", {"code": "zztrust", "definition": "zz", "seen_definition": "zzold"}),
            ("/codebook/rename", {"old": "zztrust", "new": "ZZ!"}),
            ("/codebook/rename", {"old": "zztrus", "new": "zznew"}),
            ("/codebook/merge", {"old": "zztrust", "into": "zztrust"}),
            ("/documents/1/codings", {"start": "0", "end": "0", "code": "zztrust"}),
            ("/documents/1/codings", {"start": "0", "end": "9", "code": "zzno"}),
            ("/documents/1/codings/remove", {"coding": "999"}),
            ("/quotes/release", {"coding": "999"}),
            (
                "/agreement/decide",
                {"document": "zzt1", "span": SPAN, "code": "zztrust", "reason": ""},
            ),
            (
                "/agreement/decide",
                {"document": "zzt5", "span": SPAN, "code": "zztrust", "reason": "zz"},
            ),
            (
                "/agreement/decide",
                {"document": "zzno", "span": SPAN, "code": "zztrust", "reason": "zz"},
            ),
            ("/agreement/decide", {"document": "zzt1", "span": "zz", "code": "zztrust", "reason": "zz"}),
            ("/documents/1/memos", {"text": ""}),
            ("/who", {"name": "zzother"}),
            ("/matrix/cell", {"case": "zzno", "wave": "zz", "code": "zz", "text": "zz"}),
            ("/matrix/cell", {"case": "zzF0", "wave": "baseline", "code": "zztrust", "text": "zz" * 20_000}),
            (
                "/matrix/cell",
                {"case": "zzF0", "wave": "baseline", "code": "zztrust", "text": "zz", "replaces": "zz"},
            ),
        ],
    )
    def test_in_what_cannot_be_done(self, full: Study, path: str, fields: dict[str, str]) -> None:
        visitor = _welsh(full)
        answer = visitor.post(path, base_url=HOME, headers=OURS, data=fields)
        assert answer.status_code >= 400 and _left(answer.text) == []
        told = visitor.post(
            path, base_url=HOME, headers=OURS | {"Accept": "application/json"}, data=fields
        ).json
        for problem in (told or {}).get("problems", ()):
            assert [_left(problem[key]) for key in ("message", "why", "remedy")] == [[], [], []]

    def test_in_what_is_said_after_an_act(self, full: Study) -> None:
        visitor, json = _welsh(full), OURS | {"Accept": "application/json"}
        for path, fields in (
            ("/documents/1/codings", {"start": "28", "end": "33", "code": "zztrust"}),
            ("/documents/1/codings", {"start": "28", "end": "33", "code": "zztrust"}),
            ("/documents/1/codings", {"start": "28", "end": "33", "create": "zzfresh"}),
            ("/documents/1/memos", {"text": "zzmemo"}),
            ("/documents/1/undo", {}), ("/documents/2/undo", {}),
        ):  # fmt: skip
            told = visitor.post(path, base_url=HOME, headers=json, data=fields).json
            assert _left(told["said"]) == []
            assert [left for part in told["parts"].values() for left in _left(part)] == []


def _summarise(study: Study, folder: Path) -> None:
    import openpyxl

    file = folder / "matrix.xlsx"
    matrix(study, file)
    book = openpyxl.load_workbook(file)
    sheet = book["Matrix"]
    for row in (3, sheet.max_row):
        sheet.cell(row, 5).value = "zzsummary"
    book.save(file)
    matrix(study, from_file=file, coder="zzann")


def _field(study: Study) -> None:
    """Put members into every state in which `due` and `attrition` may find them."""
    with study.store.transaction() as connection:
        dates = {
            "zzA": "2015-01-01",
            "zzB": "2026-11-01",
            "zzC": "2025-11-10",
            "zzD": None,
            "zzE": "2025-12-20",
        }
        add_members(connection, [Member(urn, referral_date=day) for urn, day in dates.items()], "test")
        events = [
            Event("zzA", "interview", "2015-01-20", "baseline", "full"),
            Event("zzC", "interview", "2025-11-20", "baseline", "full"),
            Event("zzC", "attempt", "2026-11-21", "m12", "no_reply"),
            Event("zzE", "interview", "2025-12-20", "baseline", "partial"),
            Event("zzE", "refusal", "2026-11-21", "m12", "soft"),
        ]
        add_events(connection, events, "test")


def test_a_page_that_says_english_is_found_out() -> None:
    assert _left("<p>⟦Dangos⟧ zzname: 3</p><p aria-label='Next'>⟦Dangos⟧</p>") == ["Next"]
    assert _left("<p>⟦Mae cell wag⟧ undefined zz</p>") == ["undefined zz"]


def test_no_page_has_words_of_its_own() -> None:
    for path in WEB.glob("templates/*.html"):
        bare = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        reader = _Texts()
        reader.feed(bare)
        assert [text for text in reader.found if _words(text)] == [], path.name


def _constants(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_phrase_is_still_said_by_some_room() -> None:
    said = {one for folder in ("coding", "panel", "study") for path in (ROOT / folder).rglob("*.py")
            for one in _constants(path)}  # fmt: skip
    said |= set(_constants(Path(re._parser.__file__)))  # why a pattern is none
    all_said = "\n".join(said).casefold()
    for both in strings.phrases():
        pieces = [text.strip() for text, _, _, _ in Formatter().parse(both["en"])]
        assert all(_is_said(piece, all_said) for piece in pieces if len(piece) > 3), both["en"]


def _is_said(piece: str, said: str) -> bool:
    """Say whether some room says it, as it stands or put together of parts."""
    plain = piece.casefold()
    return plain in said or all(word in said for word in re.findall(r"\w{3,}", plain))


def test_what_a_phrase_keeps_is_never_said_anew() -> None:
    welsh = Interpreter("cy", {})
    assert welsh.say("The codebook has no code 'open'.") == "Nid oes cod 'open' yn y llyfr codau."
    assert welsh.say("somebody's own words") == "somebody's own words"
    assert Interpreter("en", {}).say("open") == "open"


def test_what_somebody_sends_in_bulk_is_not_searched_for_sentences() -> None:
    welsh, begun = Interpreter("cy", {}), time.process_time()
    for sent in (": " * 500_000, "1 and " * 200_000, "x, 1 texts, " * 80_000):
        assert len(welsh.say(f"The codebook has no code '{sent}'.")) > len(sent)
    assert time.process_time() - begun < 2


def test_the_longest_sentence_that_fits_is_taken() -> None:
    welsh = Interpreter("cy", {"+12 months": "+12 mis"})
    assert welsh.say("+12 months: 9 at baseline = 3 answered + 6 tried, not reached.") == (
        "+12 mis: 9 yn y don gyntaf = 3 wedi ateb + 6 wedi ceisio, heb gyrraedd."
    )


@pytest.mark.parametrize("both", strings.phrases(), ids=lambda both: quote(both["en"][:40]))
def test_a_phrase_is_there_in_every_language_with_the_same_slots(both: dict[str, str]) -> None:
    assert set(both) == set(strings.LANGUAGES)
    slots = [{(slot, how) for _, slot, _, how in Formatter().parse(words) if slot} for words in both.values()]
    assert slots[0] == slots[1]
