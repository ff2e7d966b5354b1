"""What a study's own transcripts and register say about which words name somebody or something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..study.documents import Document
from ..study.folder import Study
from .disclosure import Watch, watch

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["watch_of"]

# Parts of the names of member facts that hold what names a person or a place.
_NAMING = frozenset(
    """
    address area borough child city contact county email estate forename given locality mail name names
    nickname place school street surname tenancy town village ward worker enw cyfeiriad ysgol tref
    """.split()  # noqa: SIM905
)
_PARTS = re.compile(r"[^\W\d_]+")


def watch_of(study: Study, documents: Iterable[Document]) -> Watch:
    """Learn what to look for from what was said, and from the register of members.

    Of the register: projects and regions, and every fact whose name says that it holds a name or an address
    (``first_name``, ``town``, ``school``).
    """
    from ..study.store.members import members_frame

    texts = [turn.text for document in documents for turn in document.turns]
    with study.store.reading() as connection:
        register = members_frame(connection)
    places = _values(register, [name for name in ("project", "region") if name in register])
    return watch(
        texts, places, _values(register, [name for name in map(str, register) if _names_somebody(name)])
    )


def _names_somebody(fact: str) -> bool:
    return not _NAMING.isdisjoint(_PARTS.findall(fact.replace("_", " ").lower()))


def _values(register: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    return sorted({str(value) for column in columns for value in register[column].dropna()})
