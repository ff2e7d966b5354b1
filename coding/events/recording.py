"""Writing events, and bringing the stored codings to what the events say."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ...study.coding_events import CodingEvent
from ...study.problems import ProblemError, problem
from .replaying import CODEBOOK_ACTIONS, Placed, replay

if TYPE_CHECKING:
    from ...study.store.engine import Connection

__all__ = ["codebook_number", "plain_name", "record", "settle", "the_coder"]

# Events that make a coding are read only for the codings in question; all others are few.
_MANY = ("tag",)
_APART = ("document", "text", "known")


def the_coder(name: str) -> str:
    """Give the coder's name in its one form; see `plain_name`.

    Raises
    ------
    ProblemError
        FP5016 if there is none.
    """
    if not plain_name(name):
        raise ProblemError(problem("FP5016"))
    return plain_name(name)


def plain_name(name: str) -> str:
    """Bring a name to one form, whatever keyboard wrote it: composed letters, single blanks.

    Examples
    --------
    >>> plain_name(" Zoe\u0308  B ") == "Zo\u00eb B"
    True
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def record(connection: Connection, coder: str, action: str, payload: Mapping[str, Any]) -> CodingEvent:
    """Write an event at the end of the log; the connection holds the write lock."""
    from ...study.store.coding_log import append_event

    return append_event(connection, coder, action, payload)


def codebook_number(connection: Connection) -> int:
    """Give the number of the last change of the codebook that is known here."""
    from ...study.store.coding_log import last_number

    return last_number(connection, CODEBOOK_ACTIONS)


def settle(connection: Connection, uids: Collection[str] | None = None) -> list[Placed]:
    """Bring stored codings to what the log says; gives those whose transcript is not here, which wait.

    Parameters
    ----------
    connection : Connection
        Of a transaction.
    uids : collection of str, optional
        Only these codings; default: all.
    """
    from ...study.store.coding_log import logged_events
    from ...study.store.codings import sync_codings
    from ...study.store.documents import newest_texts

    events = logged_events(connection) if uids is None else logged_events(connection, but=_MANY, hashes=uids)
    wanted = [one for uid, one in replay(events).items() if uids is None or uid in uids]
    texts = newest_texts(connection)
    sync_codings(connection, [_row(one, texts.get(_key(one))) for one in wanted])
    return [one for one in wanted if _key(one) not in texts]


def _key(one: Placed) -> tuple[str, str]:
    return one.document, one.text


def _row(one: Placed, document: int | None) -> dict[str, Any]:
    kept = {key: value for key, value in asdict(one).items() if key not in _APART}
    return kept | {"document": document, "decided": int(one.decided)}
