"""How data producers word the reasons for a missing answer, in English and Welsh.

A label is taken for a reason only if the whole of it, or the whole of a part set off by a dash, a slash, a
comma or brackets, is one of the known phrases: "Refused to answer" is a refusal, "Refused help from school"
is an answer.  A label whose parts name two reasons ("Don't know / refused") names none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ..study.missing import Reason

__all__ = ["folded", "is_neutral", "reason_of"]

_WHO = (
    r"(?:(?:the )?(?:respondent|participant|member|parent|mother|father|carer|person|interviewee|question"
    r"|item|response|answer|r|he|she|they|i) (?:was |is |were |has |have )?)?"
)
_SPEAK = r"(?:say|answer|state|respond|reply|give an answer)"
_TO_WHAT = rf"(?: to {_SPEAK})?(?: (?:the |this |that )?(?:question|item|answer))?"
_NOT = r"(?:do|does|did)(?: not|n't|nt)"
_PHRASES: Mapping[Reason, tuple[str, ...]] = {
    Reason.DONT_KNOW: (
        rf"(?:{_NOT}|not|can't|cannot) know(?: the answer)?", r"not known", r"dk", r"no idea",
        r"(?:dd|d)im yn gwybod", r"heb wybod", r"ni wyr", r"nid yw'n gwybod", r"dw i ddim yn gwybod",
        r"anhysbys",
    ),
    Reason.REFUSED: (
        rf"(?:refused|refuses|refusal|declined|declines|unwilling){_TO_WHAT}",
        rf"(?:prefer|prefers|preferred|would prefer|chose|choose) not{_TO_WHAT}",
        rf"(?:would |i'd |i would )?rather not {_SPEAK}", r"(?:would not|wouldn't) (?:say|answer)",
        rf"{_NOT} (?:want|wish){_TO_WHAT}", r"refused by (?:respondent|participant)",
        r"gwrthod(?:wyd|odd|iad)?(?: ateb)?", r"wedi gwrthod(?: ateb)?",
        r"(?:byddai'n )?well gen(?:nyf|i|nych|nym) beidio (?:a|â|ag) (?:dweud|ateb)",
        r"dewis peidio (?:a|â|ag) (?:dweud|ateb)",
    ),
    Reason.PROXY: (
        r"(?:by |via )?proxy(?: respondent| interview| response)?",
        r"(?:interview|answered|response) by proxy",
        r"not (?:available|asked) (?:for|of|in) prox(?:y|ies)(?: respondents?| interviews?)?",
        r"(?:drwy )?d?dirprwy",
    ),
    Reason.NOT_APPLICABLE: (
        r"not applicable", r"non applicable", r"inapplicable", r"na", rf"{_NOT} apply",
        r"(?:routed|filtered) (?:past|out|around)", r"(?:legitimate|valid|logical|routed) skip",
        r"skipped (?:by|through) routing", r"not routed", r"not eligible for (?:the |this )?question",
        r"(?:dd|d)im yn berthnasol", r"amherthnasol", r"nid yw'n berthnasol", r"nid yn berthnasol",
    ),
    Reason.NO_ANSWER: (
        r"no (?:answer|response|reply)(?: given)?", r"not (?:answered|stated|given)", r"unanswered",
        r"(?:left )?blank", r"(?:item )?non ?response", rf"{_NOT} (?:answer|respond|reply)",
        r"(?:dim|heb|heb ei) ateb", r"dim ymateb", r"ni atebwyd", r"heb ei nodi",
    ),
    Reason.ERROR: (
        r"(?:data |coding |edit |entry |interviewer |routing )?error", r"invalid(?: answer| code| response)?",
        r"missing or wild", r"wild(?: code| value)?", r"implausible(?: value)?",
        r"gwall", r"annilys",
    ),
    Reason.NOT_REACHED: (
        r"not reached", r"(?:interview )?(?:broke|broken|break) ?off", r"interview ended(?: before| early)?",
        r"heb gyrraedd", r"heb ei gyrraedd",
    ),
    Reason.NOT_IN_INSTRUMENT: (
        r"not asked (?:at|in) this wave", r"not in (?:this |the )?(?:wave|questionnaire|instrument)",
        r"nid yn yr holiadur hwn",
    ),
}  # fmt: skip
_KNOWN = {reason: re.compile(_WHO + "(?:" + "|".join(phrases) + ")") for reason, phrases in _PHRASES.items()}
# Says that a code is missing, but not why.
_NEUTRAL = re.compile(r"(?:user |system |sys)?missing(?: values?| data)?|coll|data coll|ar goll")
_APART = re.compile(r"\s-+\s|[:;/,()\[\]|=]|\bor\b|\bneu\b|\band\b")
_OWN_CODE = re.compile(r"^[\[(]?\s*-?\d+\s*[\])]?\s*[.:=)-]*\s*(?=[^\W\d])")
_QUOTES = dict.fromkeys(map(ord, "‘’`´ʼ"), "'") | dict.fromkeys(map(ord, "–—−‐‑"), "-")


def folded(text: str) -> str:
    """Give a label without differences of case and space."""
    return " ".join(text.split()).casefold()


def reason_of(label: str) -> Reason | None:
    """Recognise the reason that a label words, or None.

    Examples
    --------
    >>> reason_of("Refused to answer").word, reason_of("Not applicable - not asked").word
    ('refused', 'not_applicable')
    >>> reason_of("Ddim yn gwybod").word, reason_of("Refused help from school"), reason_of("DK / refused")
    ('dont_know', None, None)
    """
    said = {found for part in _parts(label) if (found := _whole(part)) is not None}
    # "No answer (refused)" says why there is no answer.
    said = said - {Reason.NO_ANSWER} or said
    return said.pop() if len(said) == 1 else None


def is_neutral(label: str) -> bool:
    """Say whether a label says nothing about why an answer is missing."""
    return all(_NEUTRAL.fullmatch(part) for part in _parts(label))


def _parts(label: str) -> list[str]:
    text = unicodedata.normalize("NFKC", label).translate(_QUOTES).casefold()
    text = _OWN_CODE.sub("", text.strip())
    text = re.sub(r"\b(n|d)\s*[/.]\s*(a|k)\b\.?", r"\1\2", text)
    parts = (re.sub(r"[^\w' ]+", " ", part) for part in _APART.split(text))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _whole(part: str) -> Reason | None:
    return next((reason for reason, known in _KNOWN.items() if known.fullmatch(part)), None)
