"""What is said of every place where a member appears: what was done there, or is left to be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .places import ERASING, Places

__all__ = ["Telling"]

_USED_NO_MORE = "kept; it enters no further table, file, quote or report"
_READ = {
    "members": "register", "member_facts": "facts about the member", "events": "events",
    "documents": "transcripts in the store", "decisions": "decisions about cells",
    "problems": "problems found in cells", "erasures": "notes of what was erased",
}  # fmt: skip


class Telling:
    """The answer of one withdrawal, place by place; in a dry run it says what would be done."""

    def __init__(self, places: Places, scope: str, delivered: bool, dry_run: bool, recorded: bool) -> None:
        self.places, self.scope, self.delivered, self.dry_run = places, scope, delivered, dry_run
        self.recorded, self.erasing = recorded, scope in ERASING

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give one row {place, n, done, open} a place."""
        yield from self._contacts()
        yield from self._tables()
        yield from self._waves()
        yield from self._delivered()
        yield from self._generated()
        yield from self._built()
        yield from self._rest()

    def _contacts(self) -> Iterator[dict[str, Any]]:
        n = self.places.routes
        yield _row("contacts.db", n, self._did("deleted and overwritten") if n else "nothing was there")

    def _tables(self) -> Iterator[dict[str, Any]]:
        for table, n in self.places.tables.items():
            yield _row(f"study.db: {_READ.get(table, table)}", n, self._of_table(table))
        if "events" not in self.places.tables:
            yield _row("study.db: events", 0, self._withdrawal())
        if self.places.ledger:
            redacted = self._did("taken out") if self.scope == "everything" else "kept"
            yield _row(
                "study.db: ledger of deliveries, where it names the member", self.places.ledger, redacted
            )

    def _of_table(self, table: str) -> str:
        everything = self.scope == "everything"
        if table == "members":
            left = "kept: URN and cohort, so that no delivery brings the member back"
            return f"{self._did('emptied')}; {left}" if everything else "kept: counted as withdrawn"
        if table == "events":
            return f"{self._did('deleted')}; {self._withdrawal()}" if everything else self._withdrawal()
        if table in ("member_facts", "erasures"):
            gone = everything and table == "member_facts"
            return self._did("deleted") if gone else "kept"
        if table == "decisions" and self.erasing:
            return self._did("deleted") + ", but for whose row of a file it is"
        if self.erasing:
            return self._did("deleted") + (
                ", with turns and codings, and their words in the log of coding"
                if table == "documents"
                else ""
            )
        return "kept" if self.scope == "contact" else _USED_NO_MORE

    def _withdrawal(self) -> str:
        return (
            "the withdrawal was recorded before" if self.recorded else self._did("recorded: the withdrawal")
        )

    def _waves(self) -> Iterator[dict[str, Any]]:
        for sha256, n in self.places.waves.items():
            named = ", ".join(self.places.versions[sha256]) or "no version names it"
            yield _row(f"store/waves/{sha256[:12]}... ({named})", n, self._of_wave())

    def _of_wave(self) -> str:
        if self.erasing:
            return self._did("written again without the row, under a new hash; the old file deleted")
        return "kept" if self.scope == "contact" else _USED_NO_MORE

    def _delivered(self) -> Iterator[dict[str, Any]]:
        by_hand = self.erasing and not self.delivered
        done = "kept"
        if self.erasing:
            done = (
                self._did("deleted")
                if self.delivered
                else ("by hand: the row stands among those of others; --delivered deletes the file")
            )
        yield from self._files(self.places.files.delivered, done, by_hand)
        gone = self._did("deleted") if self.erasing else self._kept()
        yield from self._files(self.places.files.transcripts, gone)
        yield from self._files(self.places.files.backups, gone if self.erasing else "kept")
        anew = f"{gone}; the next search makes it anew, without the member" if self.erasing else gone
        yield from self._files(self.places.files.said, anew)

    def _generated(self) -> Iterator[dict[str, Any]]:
        files = self.places.files
        yield from self._files(files.personal, self._did("deleted"))
        if self.erasing:
            yield from self._files(files.made, self._did("deleted") + "; make it again if it is needed")
        else:
            made = "by hand: made before; delete it, above all a call sheet, or make it again"
            yield from self._files(files.made, made, True)

    def _built(self) -> Iterator[dict[str, Any]]:
        """Name what was given to analysts, whose copies nobody knows."""
        for name in self.places.built if self.scope != "contact" else ():
            yield _row(
                f"copies of {name}",
                1,
                "by hand: a panel file that was built; have copies deleted, build it again",
                True,
            )

    def _rest(self) -> Iterator[dict[str, Any]]:
        if self.erasing:
            yield from self._files(
                self.places.files.other, "by hand: take the member out, or delete it", True
            )
            yield from self._files(
                self.places.files.unseen, "by hand: nobody can see into it; look yourself", True
            )
        else:
            yield from self._files(self.places.files.other, "kept; if it holds contact details, delete it")

    def _kept(self) -> str:
        return "kept" if self.scope == "contact" else _USED_NO_MORE

    def _did(self, verb: str) -> str:
        return f"would be {verb}" if self.dry_run else verb

    def _files(self, files: tuple[Path, ...], done: str, by_hand: bool = False) -> Iterator[dict[str, Any]]:
        for path in files:
            yield _row(self.places.shown(path), 1, done, by_hand)


def _row(place: str, n: int, done: str, by_hand: bool = False) -> dict[str, Any]:
    return {"place": place, "n": n, "done": done, "open": by_hand}
