"""The programme's own words in printed questionnaires, in every language it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..study.missing import Reason

__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "MODE_LABELS", "REASON_LABELS", "VARIABLE_LABELS", "phrase"]

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType({"en": "English", "cy": "Cymraeg"})
"""Each language by its own name."""

LANGUAGES = tuple(LANGUAGE_NAMES)

REASON_LABELS: Mapping[Reason, Mapping[str, str]] = MappingProxyType(
    {
        Reason.DONT_KNOW: {"en": "Don't know", "cy": "Ddim yn gwybod"},
        Reason.REFUSED: {"en": "Prefer not to say", "cy": "Gwell gen i beidio â dweud"},
    }
)

MODE_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "face_to_face": {"en": "Face to face", "cy": "Wyneb yn wyneb"},
        "telephone": {"en": "By telephone", "cy": "Dros y ffôn"},
        "self": {"en": "Completed by the respondent", "cy": "Wedi'i lenwi gan yr ymatebydd"},
    }
)

VARIABLE_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "urn": {"en": "Unique Reference Number", "cy": "Cyfeirnod Unigryw"},
        "int_date": {"en": "Date of the interview", "cy": "Dyddiad y cyfweliad"},
        "int_mode": {"en": "How the interview was held", "cy": "Sut y cynhaliwyd y cyfweliad"},
        "int_language": {"en": "Language of the interview", "cy": "Iaith y cyfweliad"},
        "last_q": {"en": "Last question reached", "cy": "Y cwestiwn olaf a gyrhaeddwyd"},
    }
)

_PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ask_if": {"en": "Ask if {rule}", "cy": "Gofynnwch os {rule}"},
        "read_if": {"en": "Read out if {rule}", "cy": "Darllenwch os {rule}"},
        "not_asked": {"en": "Not asked at this wave", "cy": "Ni ofynnir hwn yn y don hon"},
        "go_to": {"en": "Go to {number}", "cy": "Ewch i {number}"},
        "go_to_end": {"en": "Go to the end", "cy": "Ewch i'r diwedd"},
        "one_answer": {"en": "One answer", "cy": "Un ateb"},
        "any_answers": {"en": "All that apply", "cy": "Pob un sy'n berthnasol"},
        "exclusive": {"en": "no other answer with this one", "cy": "dim ateb arall gyda hwn"},
        "whole": {"en": "A whole number", "cy": "Rhif cyfan"},
        "whole_range": {"en": "A whole number from {low} to {high}", "cy": "Rhif cyfan o {low} i {high}"},
        "number": {"en": "A number", "cy": "Rhif"},
        "number_range": {"en": "A number from {low} to {high}", "cy": "Rhif o {low} i {high}"},
        "text": {"en": "In words", "cy": "Mewn geiriau"},
        "date": {"en": "Day, month, year", "cy": "Diwrnod, mis, blwyddyn"},
        "card": {"en": "Show card {card}", "cy": "Dangoswch gerdyn {card}"},
        "remind_if": {
            "en": "If there is an answer from last time, say:",
            "cy": "Os oes ateb o'r tro diwethaf, dywedwch:",
        },
        "remind_then": {
            "en": "Then ask the question; if nothing has changed, enter the same answer again.",
            "cy": "Yna gofynnwch y cwestiwn; os nad oes dim wedi newid, nodwch yr un ateb eto.",
        },
        "soft": {"en": "Check with the respondent if {rule}.", "cy": "Gwiriwch gyda'r ymatebydd os {rule}."},
        "hard": {
            "en": "It cannot be right if {rule}: ask again.",
            "cy": "Ni all fod yn gywir os {rule}: gofynnwch eto.",
        },
        "nothing_kept": {
            "en": "This page is for reading and printing. Nothing that is typed or ticked here is kept.",
            "cy": "Tudalen i'w darllen a'i hargraffu yw hon. Ni chedwir dim a nodir yma.",
        },
        "why_empty": {"en": "Why is there no answer?", "cy": "Pam nad oes ateb?"},
        "one_alone": {
            "en": "One of these answers cannot go with any other",
            "cy": "Ni all un o'r atebion hyn fynd gydag un arall",
        },
        "urn": {"en": "Unique Reference Number", "cy": "Cyfeirnod Unigryw"},
        "urn_wrong": {
            "en": "This is not a number of this study. Use capitals and no spaces, as on the list.",
            "cy": "Nid rhif yr astudiaeth hon yw hwn. Defnyddiwch briflythrennau heb fylchau, fel y rhestr.",
        },
        "date_of_interview": {"en": "Date", "cy": "Dyddiad"},
        "interviewer": {"en": "Interviewer", "cy": "Cyfwelydd"},
        "wave": {"en": "Wave", "cy": "Ton"},
        "mode": {"en": "Mode", "cy": "Dull"},
        "language": {"en": "Language", "cy": "Iaith"},
        "questions": {"en": "{count} questions", "cy": "{count} cwestiwn"},
        "last_question": {"en": "Last question reached", "cy": "Y cwestiwn olaf a gyrhaeddwyd"},
        "end": {"en": "End of the questionnaire. Thank you.", "cy": "Diwedd yr holiadur. Diolch yn fawr."},
        "number_of": {"en": "Q{number}", "cy": "C{number}"},
        "prior": {"en": "{name} last time", "cy": "{name} y tro diwethaf"},
        "baseline": {"en": "{name} at the baseline", "cy": "{name} yn y don gyntaf"},
        "own_answer": {"en": "this answer", "cy": "ateb y cwestiwn hwn"},
        "own_prior": {"en": "the answer last time", "cy": "beth a ddywedwyd y tro diwethaf"},
        "own_baseline": {"en": "the answer at the baseline", "cy": "beth a ddywedwyd yn y don gyntaf"},
        "last_answer": {"en": "answer from last time", "cy": "ateb y tro diwethaf"},
        "answer_to": {"en": "answer to {number}", "cy": "ateb i {number}"},
        "diagram": {"en": "The way through the questionnaire", "cy": "Y ffordd drwy'r holiadur"},
        "diagram_key": {
            "en": "A diamond is a condition: where it holds, go right; otherwise go on down. "
            "An arrow on the right says where one answer leads.",
            "cy": "Amod yw diemwnt: os yw'n wir, ewch i'r dde; os nad yw, ewch ymlaen i lawr. "
            "Mae saeth ar y dde yn dweud i ble mae un ateb yn arwain.",
        },
        "if": {"en": "If {rule}", "cy": "Os {rule}"},
        "module_if": {"en": "All of this part only if {rule}", "cy": "Y rhan hon i gyd dim ond os {rule}"},
        "row_else": {"en": "Otherwise go to {number}", "cy": "Fel arall, ewch i {number}"},
        "start": {"en": "Start", "cy": "Dechrau"},
        "stop": {"en": "End", "cy": "Diwedd"},
        "page": {"en": "Page", "cy": "Tudalen"},
        "known": {"en": "What this family told us before", "cy": "Yr hyn a ddywedodd y teulu hwn o'r blaen"},
        "known_lead": {
            "en": "For the interviewer only. Answers that are sensitive are never printed.",
            "cy": "I'r cyfwelydd yn unig. Nid yw atebion sensitif byth yn cael eu hargraffu.",
        },
        "known_nothing": {
            "en": "This questionnaire uses no answer of an earlier interview.",
            "cy": "Nid yw'r holiadur hwn yn defnyddio unrhyw ateb o gyfweliad cynharach.",
        },
        "known_never": {
            "en": "There was no earlier interview with this family.",
            "cy": "Ni fu cyfweliad cynharach gyda'r teulu hwn.",
        },
        "known_question": {"en": "Question", "cy": "Cwestiwn"},
        "known_when": {"en": "When", "cy": "Pryd"},
        "known_answer": {"en": "Answer", "cy": "Ateb"},
        "known_prior": {"en": "Last time", "cy": "Y tro diwethaf"},
        "known_baseline": {"en": "First interview", "cy": "Cyfweliad cyntaf"},
        "known_none": {"en": "no answer", "cy": "dim ateb"},
        "remind_told": {"en": "Say:", "cy": "Dywedwch:"},
        "decided_ask": {"en": "This family: ask.", "cy": "Y teulu hwn: gofynnwch."},
        "decided_skip": {"en": "This family: do not ask.", "cy": "Y teulu hwn: peidiwch â gofyn."},
        "card_named": {"en": "Card", "cy": "Cerdyn"},
        "no_cards": {
            "en": "No showcards are used in these interviews.",
            "cy": "Ni ddefnyddir cardiau yn y cyfweliadau hyn.",
        },
        "read_sentence": {"en": "Question {number} of {count}", "cy": "Cwestiwn {number} o {count}"},
        "easy_one": {"en": "Please tick one box.", "cy": "Ticiwch un blwch."},
        "easy_any": {"en": "Tick every box that is true for you.", "cy": "Ticiwch bob blwch sy'n wir i chi."},
        "easy_number": {"en": "Please write a number.", "cy": "Ysgrifennwch rif."},
        "easy_text": {
            "en": "Please write in your own words.",
            "cy": "Ysgrifennwch yn eich geiriau eich hun.",
        },
        "easy_date": {"en": "Please write the date.", "cy": "Ysgrifennwch y dyddiad."},
        "easy_help": {
            "en": "You can ask somebody to help you. You can leave out any question.",
            "cy": "Gallwch ofyn i rywun eich helpu. Gallwch adael unrhyw gwestiwn heb ei ateb.",
        },
        "easy_ask": {
            "en": "This question is not for everybody. {rule}.",
            "cy": "Nid yw'r cwestiwn hwn i bawb. {rule}.",
        },
    }
)


def phrase(key: str, language: str, **facts: object) -> str:
    """Give one of the programme's own phrases.

    Examples
    --------
    >>> phrase("go_to", "en", number="Q7")
    'Go to Q7'
    """
    return _PHRASES[key][language].format_map(facts)
