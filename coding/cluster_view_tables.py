"""Ward's tree and the parts of NMF as tables: the same texts divided otherwise than by KMeans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from ..study.table import Column

__all__ = ["NAMES", "View", "agreement_note", "own_letter", "view_columns", "view_notes", "view_rows"]

View = Literal["kmeans", "ward", "nmf"]
#: What the views beside KMeans are called.
NAMES: Mapping[str, str] = {"ward": "Ward's tree", "nmf": "NMF"}
_MEASURE = "adjusted Rand index; 1 the same, 0 chance"


def own_letter(group: int) -> str:
    """Give the letter of a group of another view: small, so that nobody takes it for one of KMeans."""
    return chr(ord("a") + group % 26)


def view_columns() -> tuple[Column, ...]:
    """Give the columns of `view_rows`."""
    return (
        Column("letter", "group"), Column("texts", kind="count"), Column("keywords"),
        Column("shares", "KMeans groups"), Column("nearest"),
    )  # fmt: skip


def view_rows(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give a row a group of a view, as it stands among the facts of `cluster`."""
    return [
        {"cluster": at, "letter": own_letter(at), **group, "shares": told_shares(group["shared"])}
        for at, group in enumerate(view["groups"])
    ]


def told_shares(shared: Mapping[str, int]) -> list[str]:
    """Say how many texts of a group lie in which group of KMeans, the most first."""
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{letter} {count:,}" for letter, count in ranked]


def agreement_note(views: Mapping[str, Any]) -> str:
    """Say how far the other views agree with KMeans, and how to see them."""
    told = ", ".join(f"{name} {views[key]['agreement']:.2f} (--view {key})" for key, name in NAMES.items())
    return f"Other views of the same texts, and how far they agree ({_MEASURE}): {told}."


def view_notes(key: str, view: Mapping[str, Any]) -> Iterator[str]:
    """Say what a view is, how far it agrees with KMeans, and how a tree comes together."""
    looked = f"{view['texts']:,} texts were looked at"
    yield f"{NAMES[key]} agrees with KMeans to {view['agreement']:.2f} ({_MEASURE}); {looked}."
    if view.get("merges"):
        yield f"The tree, nearest groups first: {'; '.join(map(_joined, view['merges']))}."


def _joined(merge: Mapping[str, Any]) -> str:
    left, right = (_letters(merge[side]) for side in ("left", "right"))
    return f"{left} with {right} at {merge['height']:.2f}"


def _letters(groups: Sequence[int]) -> str:
    return "+".join(map(own_letter, groups))
