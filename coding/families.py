"""Which family said it: the unit that is drawn, since words within a family are not independent."""

from __future__ import annotations

from collections.abc import Iterable

from ..study.documents import Document
from ..study.folder import Study

__all__ = ["LEAST_FAMILIES", "families_of"]

LEAST_FAMILIES = 3
"""What fewer families say is not said about a group."""


def families_of(study: Study, documents: Iterable[Document]) -> dict[str, str]:
    """Give the family of each transcript by its name.

    A member without a family is one, and so is a transcript without a member.
    """
    from ..study.store.members import members_frame

    with study.store.reading() as connection:
        frame = members_frame(connection)
    known = {
        urn: family or f"member {urn}" for urn, family in zip(frame["urn"], frame["family"], strict=True)
    }
    return {one.name: known.get(one.urn, f"transcript {one.name}") for one in documents}
