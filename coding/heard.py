"""Whose words count: respondents', and by request interviewers'; what is left out is counted and said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..study.documents import INTERVIEWER, Document, Turn

__all__ = ["heard", "unheard"]


def heard(document: Document, interviewer: bool = False) -> list[Turn]:
    """Give the turns whose words count.

    Where nobody is marked every paragraph is the respondent's.  Where speakers are marked, what stands before
    the first of them is a heading, and a speaker without a role may be one who asks or one who answers.
    """
    turns = [turn for turn in document.turns if turn.text]
    if _nobody_marked(document):
        return turns
    return [turn for turn in turns if turn.role is not None and (interviewer or turn.role != INTERVIEWER)]


def unheard(documents: Iterable[Document], interviewer: bool = False) -> Iterator[str]:
    """Say what `heard` leaves out, and what it takes for the respondent's."""
    several = list(documents)
    if not interviewer:
        yield "Interviewers' turns are left out."
    unmarked = sum(map(_nobody_marked, several))
    if unmarked:
        yield f"{unmarked} transcripts mark no speaker: every paragraph counts as the respondent's."
    open_ = [turn for one in several for turn in one.turns if turn.speaker and turn.role is None]
    if open_:
        marks = len({turn.speaker for turn in open_})
        yield (
            f"{len(open_)} turns of {marks} speakers without a role are left out: nobody knows whether they "
            "ask or answer. 'familypanel coding speakers' proposes and confirms roles."
        )


def _nobody_marked(document: Document) -> bool:
    return not any(turn.speaker or turn.role for turn in document.turns)
