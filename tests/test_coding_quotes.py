"""What may be quoted, and as whose words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interviews import CODEBOOK, put, tell

from familypanel.coding import quote_bank, quotes, release
from familypanel.coding.attribution import attributions
from familypanel.coding.disclosure import flags, watch
from familypanel.coding.watched_words import watch_of
from familypanel.study import ProblemError, Quote, Study
from familypanel.study.config import Consent, Disclosure
from familypanel.study.documents import Document, Turn
from familypanel.study.store.members import Member, add_members

Cells = dict[tuple[str, str], int]


def interviews(cells: Cells) -> list[Document]:
    """Make as many people as said for each role and wave."""
    return [
        Document(0, f"{role}{wave}{n}", 1, "", "", "Yes.", f"{role}-{n}", wave, None, None, None, "", "",
                 (Turn(1, 0, 4, "X", role, "Yes."),))
        for (role, wave), people in cells.items() for n in range(people)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells, expected",
    [
        # enough of everybody: role and wave
        ({("mother", "m0"): 3, ("mother", "m12"): 3}, {"m0": ("mother", "m0"), "m12": ("mother", "m12")}),
        # one wave too small: no wave for either, or the small one would be known by its absence
        ({("mother", "m0"): 5, ("mother", "m12"): 2}, {"m0": ("mother", None), "m12": ("mother", None)}),
        # the same two people twice are two people
        ({("mother", "m0"): 2, ("mother", "m12"): 2}, {"m0": (None, None), "m12": (None, None)}),
    ],
)
def test_waves_are_named_only_where_all_are_large_enough(
    cells: Cells, expected: dict[str, tuple[str | None, str | None]]
) -> None:
    found = attributions(interviews(cells), 3)
    assert {wave: found["mother", wave] for wave in expected} == expected


def test_few_fathers_make_everybody_a_parent() -> None:
    found = attributions(interviews({("mother", "m0"): 6, ("father", "m0"): 2, ("teacher", "m0"): 2}), 3)
    assert found["mother", "m0"] == found["father", "m0"] == ("parent", "m0")
    assert found["teacher", "m0"] == (None, None)


@pytest.mark.parametrize("least", [1, 2, 3, 5])
def test_no_label_ever_covers_fewer_people_unless_nothing_is_said(least: int) -> None:
    documents = interviews(
        {("mother", "m0"): 6, ("mother", "m12"): 4, ("father", "m0"): 3, ("teacher", "m0"): 1}
    )
    found = attributions(documents, least)
    covered: dict[tuple[str | None, str | None], set[str | None]] = {}
    for document in documents:
        covered.setdefault(found[document.turns[0].role, document.wave], set()).add(document.urn)
    assert all(len(who) >= least for label, who in covered.items() if label != (None, None))


@pytest.mark.parametrize(
    "quote, found",
    [
        ("I rang on Monday in May, I'm sure.", []),
        ("She said, “We are fine.” Then he left.", []),
        ("Dw i'n siarad Cymraeg. Mae'n dda.", []),
        ("It was good. Then bath, book, bed.", []),
        ("Rhys broke the door.", ["name"]),
        ("Zorbix stopped eating.", ["name"]),
        ("my worker dave is lovely", ["name"]),
        ("i live in llanelli with jac", ["name"]),
        ("It was on the 4th of June.", ["date"]),
        ("She rang on 3/4/2015.", ["date"]),
        ("zero seven seven double oh nine", ["number in words"]),
        ("one two buckle my shoe", []),
        ("I'd told Denise before.", ["name"]),
        ("Well, Denise came.", ["name"]),
        ("We moved to Larkspur Road.", ["name"]),
        ("It was the NHS.", ["name"]),
        ("ring 01632 960123", ["telephone number"]),
        ("ring +44 (0)7700 900-123", ["telephone number"]),
        ("we are at zz99 3ab", ["postcode"]),
        ("mail me@example.org", ["e-mail address"]),
        ("on www.example.org it says", ["web address"]),
        ("in 2016 there were 12 of us, 3 or 4 weeks", []),
    ],
)
def test_what_could_give_somebody_away_is_flagged(quote: str, found: list[str]) -> None:
    assert flags(quote) == found
    assert flags(quote.replace("'", "’")) == found


def test_a_study_is_watched_for_the_names_its_own_transcripts_write() -> None:
    learned = watch(["We saw Quill on the road. The road was wet. She is a quiet one."], ["Hartley Centre"])
    assert learned.flags("quill came back") == ["name"]
    assert learned.flags("Quiet nights are best") == []
    assert learned.flags("up at the hartley") == ["name"]
    assert learned.flags("The road is long.") == []


@pytest.mark.parametrize(
    "span, reason",
    [
        ("I trust h", "a word is cut"),
        ("So?", "not a respondent's words"),
        ("So?\nMUM: I trust her.", "more than one speaker"),
        ("They all cried.", "not a respondent's words"),
    ],
)
def test_only_a_respondents_whole_words_are_quoted(study: Study, span: str, reason: str) -> None:
    text = "INTERVIEWER: So?\nMUM: I trust her.\nSISTER: They all cried.\nSISTER: They did."
    told = tell(study, "t", text, wave="m12", role="mother")
    put(study, told, span, "trust")
    found = quotes(study)
    assert found.rows == () and reason in found.facts["to_check"][0]["reasons"]


def test_a_language_that_few_of_a_role_speak_is_not_quoted(study: Study) -> None:
    for number in range(4):
        language = "cy" if number == 0 else "en"
        told = tell(study, f"t{number}", "MUM: I trust her.", wave="m12", urn=f"U{number}", language=language)
        put(study, told, "I trust her.", "trust")
    found = quotes(study)
    assert [row["document"] for row in found.rows] == ["t1", "t2", "t3"]
    assert found.facts["to_check"] == [
        {"coding": 1, "document": "t0", "reasons": ["few speak this language"]}
    ]


@pytest.fixture
def said(study: Study) -> Study:
    for number in range(3):
        told = tell(
            study,
            f"t{number}",
            "INTERVIEWER: So?\nMUM: I trust her. Ask Denise.",
            wave="m12",
            urn=f"U{number}",
        )
        put(study, told, "I trust her.", "trust")
    put(study, told, "Ask Denise.", "trust")
    put(study, told, "I trust her.", "money")
    return study


def test_quotes_are_attributed_and_withheld_ones_counted(said: Study) -> None:
    found = quotes(said)
    assert {row["attribution"] for row in found.rows} == {"Mother, +12 months"}
    assert [row["code"] for row in found.rows] == ["trust", "trust", "trust", "money"]
    assert {key: found.facts[key] for key in ("codings", "shown", "withheld", "reasons")} == {
        "codings": 5, "shown": 4, "withheld": 1, "reasons": {"name": 1},
    }  # fmt: skip
    assert found.facts["to_check"] == [{"coding": 4, "document": "t2", "reasons": ["name"]}]
    assert "Denise" not in found.to_json()
    assert any(note.startswith("Withheld: 1,") for note in found.notes)


def test_one_code_only(said: Study) -> None:
    assert [row["code"] for row in quotes(said, "money").rows] == ["money"]
    with pytest.raises(ProblemError, match="FP5011"):
        quotes(said, "monye")


def test_words_with_two_codes_are_one_quote(said: Study) -> None:
    bank = quote_bank(said)
    assert len(bank) == 3
    assert bank[-1] == Quote("I trust her.", "Mother, +12 months", ("Trust", "Money"))


def test_a_report_shows_few_quotes_of_many_groups(said: Study) -> None:
    for number in range(3):
        put(said, tell(said, f"x{number}", "TEACHER: They trust us."), "They trust us.", "trust")
    chosen = [quote.attribution for quote in quote_bank(said, "trust", each=2)]
    assert chosen == ["Mother, +12 months", "Teacher, baseline"]
    assert len(quote_bank(said, each=None)) == 6


def test_nothing_coded_nothing_quoted(study: Study) -> None:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    assert quotes(study).rows == ()
    assert quote_bank(study) == ()


def consenting(study: Study, **facts: str) -> Study:
    """Two families who say the same; the facts say which of them may be quoted."""
    with study.store.transaction() as connection:
        add_members(
            connection,
            [Member(u, facts={"quote_ok": said} if said else {}) for u, said in facts.items()],
            "t",
        )
    for urn in facts:
        put(study, tell(study, f"i{urn}", "MUM: I trust her.", urn=urn), "I trust her.", "trust")
    consent = Consent("quote_ok", ("teacher",))
    return replace(study, config=replace(study.config, consent=consent, disclosure=Disclosure(attribution=1)))


def test_only_who_consented_is_quoted(study: Study) -> None:
    found = quotes(consenting(study, U1="Yes", U2="no", U3="", U4="Ie", U5="perhaps"))
    assert [row["document"] for row in found.rows] == ["iU1", "iU4"]
    assert found.facts["reasons"] == {"no consent to quote": 3}
    assert not any("Consent to quote is not checked" in note for note in found.notes)


def test_whose_consent_is_kept_elsewhere_is_quoted(study: Study) -> None:
    study = consenting(study, U1="yes")
    put(study, tell(study, "t", "TEACHER: I trust them."), "I trust them.", "trust")
    put(study, tell(study, "w", "PRACTITIONER: I trust them."), "I trust them.", "trust")
    assert [row["document"] for row in quotes(study).rows] == ["iU1", "t"]


def test_release_does_not_stand_in_for_consent(study: Study) -> None:
    study = consenting(study, U1="no")
    release(study, 1, "ann")
    assert quotes(study).rows == ()


def test_a_fact_that_nobody_has_is_told(study: Study) -> None:
    found = quotes(consenting(study, U1=""))
    assert found.rows == () and [one.code for one in found.problems] == ["FP5187"]


def test_where_consent_is_not_declared_it_is_said(study: Study) -> None:
    put(study, tell(study, "a", "MUM: I trust her."), "I trust her.", "trust")
    assert any("Consent to quote is not checked" in note for note in quotes(study).notes)


def test_the_withheld_are_listed_without_their_words(study: Study) -> None:
    study = consenting(study, U1="yes", U2="no")
    shown, held = quotes(study), quotes(study, withheld=True)
    assert [(row["document"], row["reasons"]) for row in held.rows] == [("iU2", ["no consent to quote"])]
    assert len(shown.rows) + len(held.rows) == held.facts["codings"]
    assert "trust her" not in held.to_json() and "trust her" in shown.to_json()


@pytest.mark.parametrize(
    ("projects", "named"),
    [(["A", "A", "B", "B"], True), (["A", "A", "A", "B"], False), (["A", "A", "A", None], False)],
)
def test_the_project_is_named_only_where_enough_people_speak_in_each(
    study: Study, projects: list[str | None], named: bool
) -> None:
    study = replace(study, config=replace(study.config, disclosure=Disclosure(attribution=2)))
    for place, project in enumerate(projects):
        told = tell(study, f"i{place}", "MUM: I trust her.", urn=f"U{place}", project=project)
        put(study, told, "I trust her.", "trust")
    attribution = quotes(study, project=True).rows[0]["attribution"]
    assert attribution == ("Mother, baseline, A" if named else "Mother, baseline")
    assert quotes(study).rows[0]["attribution"] == "Mother, baseline"


@pytest.mark.parametrize(
    ("said", "flagged"),
    [
        ("we live by zwyxham now", True), ("I met brenig there", True), ("in hope of better", False),
        ("it was Hope who came", True), ("nothing of the kind", False),
    ],
)  # fmt: skip
def test_what_the_register_names_is_found_however_it_is_written(
    study: Study, said: str, flagged: bool
) -> None:
    facts = {"first_name": "Hope", "town": "Zwyxham", "surname": "Brenig", "sex": "nothing"}
    with study.store.transaction() as connection:
        add_members(connection, [Member("U1", facts=facts)], "t")
    watched = watch_of(study, [])
    assert (watched.flags(said) == ["name"]) is flagged
    assert [said[one.start : one.end] for one in watched.found_in(said)] == (
        [word for word in said.split() if word.casefold() in {"hope", "zwyxham", "brenig"}] if flagged else []
    )


def test_what_is_found_says_where_it_stands() -> None:
    said = "Ring Siân's mum on 01632 960 123 or write to O'Neill at CF10 3AT."
    found = [
        (said[one.start : one.end], one.what) for one in watch(["We met O'Neill and Siân."]).found_in(said)
    ]
    assert found == [
        ("Ring", "name"), ("Siân", "name"), ("01632 960 123", "telephone number"), ("O'Neill", "name"),
        ("CF10 3AT", "postcode"),
    ]  # fmt: skip
