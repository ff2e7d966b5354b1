"""What the commands of this room look at: stored transcripts, narrowed, and the words that were spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..study.documents import Coding, Document, Turn
from ..study.folder import Study
from ..study.problems import ProblemError, problem
from ..study.yaml_source import did_you_mean
from .heard import heard, unheard
from .visibility import shown_codings, view

__all__ = [
    "Spoken", "codings_of", "documents_of", "group_label", "group_of", "group_order", "known", "left_out",
    "narrowed", "role_label", "spoken", "spoken_codings", "stored_documents", "wave_label",
]  # fmt: skip

_GROUPS = ("role", "wave", "project")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn that counts, with the document it stands in."""

    document: Document
    turn: Turn

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other turn."""
        return self.document.name, self.turn.number


def documents_of(study: Study) -> list[Document]:
    """Give the study's transcripts, sorted by name.

    Raises
    ------
    ProblemError
        FP5031 if there are none.
    """
    found = stored_documents(study)
    if not found:
        raise ProblemError(problem("FP5031"))
    return found


def stored_documents(study: Study) -> list[Document]:
    """Give the study's transcripts that may be used, sorted by name; there may be none."""
    from ..study.store.documents import all_documents, withdrawn_documents

    with study.store.reading() as connection:
        gone = withdrawn_documents(connection)
        return [document for document in all_documents(connection) if document.name not in gone]


def codings_of(study: Study, coder: str | None = None) -> list[Coding]:
    """Give the codings that hold and that `coder` may see; see `familypanel.coding.visibility`."""
    return shown_codings(study, coder)


def left_out(study: Study, coder: str | None = None) -> list[str]:
    """Say which transcripts or codings `coder` is not shown, and why."""
    with study.store.reading() as connection:
        return list(view(connection, coder).notes)


def spoken(
    study: Study, coder: str | None = None, *, interviewer: bool = False
) -> tuple[list[Spoken], list[str]]:
    """Give the turns whose words can be compared, and notes about those left out.

    `heard` says which turns of a document count.  Documents in another language than the study's first are
    left out, because words of two languages would be told apart by language and by nothing else.
    """
    documents = documents_of(study)
    language = study.config.languages[0]
    same = [d for d in documents if (d.language or language).startswith(language)]
    notes = [*unheard(same, interviewer), *left_out(study, coder)]
    if len(same) < len(documents):
        notes.append(
            f"{len(documents) - len(same)} of {len(documents)} transcripts are left out: not in '{language}'."
        )
    return [Spoken(document, turn) for document in same for turn in heard(document, interviewer)], notes


def spoken_codings(study: Study, said: Sequence[Spoken], coder: str | None = None) -> list[Coding]:
    """Give the codings that `coder` may see and that lie in these turns."""
    documents = {one.document.name: one.document for one in said}
    turns = {one.key for one in said}

    def inside(one: Coding) -> bool:
        turn = documents[one.document].turn_at(one.start, one.end) if one.document in documents else None
        return turn is not None and (one.document, turn.number) in turns

    return [one for one in codings_of(study, coder) if inside(one)]


def narrowed(documents: Iterable[Document], wave: str | None) -> list[Document]:
    """Keep the documents of a wave, or all."""
    return [document for document in documents if wave is None or document.wave == wave]


def known(value: str | None, what: str, among: Iterable[str | None]) -> None:
    """Refuse a name that nothing carries (FP5022)."""
    words = sorted({word for word in among if word})
    if value is not None and value not in words:
        facts: dict[str, Any] = {"value": value, "what": what, "hint": did_you_mean(value, words)}
        raise ProblemError(problem("FP5022", **facts, known=", ".join(words)))


def group_of(by: str, document: Document, role: str | None) -> str | None:
    """Give the group that words belong to when told apart by role, wave or project.

    Raises
    ------
    ProblemError
        FP5022 if `by` is something else.
    """
    known(by, "a way to group", _GROUPS)
    return {"role": role, "wave": document.wave, "project": document.project}[by]


def role_label(study: Study, role: str | None) -> str:
    """Give a role as people read it."""
    if role is None:
        return "Respondent"
    return study.config.roles.get(role, role.replace("_", " ").capitalize())


def wave_label(study: Study, wave: str | None) -> str | None:
    """Give a wave as people read it."""
    labels = {declared.name: declared.label for declared in study.config.occasions}
    return None if wave is None else labels.get(wave, wave)


def group_label(study: Study, by: str, group: str) -> str:
    """Give a group as people read it."""
    if by in {"role", "code"}:
        return role_label(study, group) if by == "role" else group
    return (wave_label(study, group) if by == "wave" else group) or group


def group_order(study: Study, by: str, groups: Iterable[str]) -> list[str]:
    """Put waves in the order of the study, and anything else in the order of the alphabet."""
    waves: Sequence[str] = [wave.name for wave in study.config.occasions]
    if by == "wave":
        return sorted(groups, key=lambda group: (waves.index(group) if group in waves else len(waves), group))
    return sorted(groups)
