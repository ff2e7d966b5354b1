"""Bundles: the whole log in one file, carried to another computer and checked there before it is taken in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from ...study.archives import Archive
from ...study.child import run_limited
from ...study.coding_events import CodingEvent
from ...study.files import normalised_zip
from ...study.problems import Place, ProblemError, problem

__all__ = ["Bundle", "bundle_bytes", "read_bundle"]

FORMAT = "familypanel coding bundle"
VERSION = 1
SECONDS = 120
MEMORY_MB = 2048
MOST_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: the title of its study, its transcripts (name to hash of the text), its events."""

    title: str
    documents: Mapping[str, str]
    events: tuple[CodingEvent, ...]


def bundle_bytes(bundle: Bundle) -> bytes:
    """Write a bundle; the same log gives the same bytes."""
    head = {
        "format": FORMAT, "version": VERSION, "title": bundle.title,
        "documents": dict(sorted(bundle.documents.items())), "events": len(bundle.events),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", json.dumps(head, ensure_ascii=False, indent=2))
        lines = (json.dumps(asdict(event), ensure_ascii=False, sort_keys=True) for event in bundle.events)
        archive.writestr("events.jsonl", "".join(line + "\n" for line in lines))
    return normalised_zip(out.getvalue())


def read_bundle(path: Path | str) -> Bundle:
    """Read a bundle in a limited child process.

    Raises
    ------
    ProblemError
        FP1020 no such file, FP1021 damaged or no bundle, FP1022 too slow or too large, FP1023 refused.
    """
    target = f"{__name__}:open_bundle"
    value = run_limited(target, Path(path), seconds=SECONDS, memory_mb=MEMORY_MB).value
    return Bundle(
        value["title"], value["documents"], tuple(CodingEvent(**event) for event in value["events"])
    )


def open_bundle(_stream: IO[bytes], path: Path) -> Any:
    """Read in the child process: give what was read as JSON values."""
    if path.stat().st_size > MOST_BYTES:
        reason = f"it is larger than {MOST_BYTES >> 20} MB"
        raise ProblemError(problem("FP1023", Place(file=path.name), file=path.name, reason=reason))
    archive = Archive(path.read_bytes(), path.name)
    if not archive.members >= {"bundle.json", "events.jsonl"}:
        archive.broken("it is a zip archive, but no bundle")
    try:
        head = json.loads(archive.read("bundle.json"))
        events = [json.loads(line) for line in archive.read("events.jsonl").decode().splitlines()]
    except (ValueError, RecursionError) as error:
        archive.broken("a part of it is not JSON", error)
    return _checked(archive, head, events)


def _checked(archive: Archive, head: Any, events: list[Any]) -> dict[str, Any]:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        archive.broken("it is a zip archive, but no bundle")
    if head.get("version") != VERSION:
        archive.refuse(f"it is a bundle of version {head.get('version')}, and this program knows {VERSION}")
    if head.get("events") != len(events):
        archive.broken(f"it says that it holds {head.get('events')} events, and holds {len(events)}")
    documents = head.get("documents")
    if not _texts(documents) or not all(map(_is_event, events)):
        archive.broken("it holds something that is no event of coding")
    return {"title": str(head.get("title", "")), "documents": documents, "events": events}


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for pair in value.items() for one in pair)


_Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _list_of(kind: _Check) -> _Check:
    return lambda value: isinstance(value, list) and all(map(kind, value))


def _is_line(value: Any) -> bool:
    return _has(value, {"document": _text, "text": _text, "coders": _list_of(_text)})


def _has(value: Any, fields: Mapping[str, _Check]) -> bool:
    return isinstance(value, dict) and all(
        key in value and check(value[key]) for key, check in fields.items()
    )


def _is_subject(value: Any) -> bool:
    """Check what a memo is about: a transcript, perhaps with a passage, or a code."""
    named = _has(value, {"document": _text}) or _has(value, {"code": _text})
    numbers = [value[key] for key in ("start", "end") if key in value] if named else []
    return named and len(numbers) in {0, 2} and all(map(_count, numbers))


def _is_moved(value: Any) -> bool:
    fields: dict[str, _Check] = {"uid": _text, "status": _text}
    stays = {"start": _count, "end": _count, "quote": _text, "before": _text, "after": _text}
    gone = isinstance(value, dict) and value.get("status") == "gone"
    return _has(value, fields if gone else fields | stays)


_SPAN: dict[str, _Check] = {
    "document": _text, "text": _text, "start": _count, "end": _count, "code": _text, "quote": _text,
    "before": _text, "after": _text,
}  # fmt: skip
_PAYLOADS: Mapping[str, Mapping[str, _Check]] = {
    "tag": _SPAN,
    "untag": {"codings": _list_of(_text)},
    "undo": {"event": _text},
    "memo": {"on": _is_subject, "text": _text},
    "carry": {"document": _text, "old": _text, "new": _text, "moved": _list_of(_is_moved)},
    "release": {"coding": _text},
    "assign": {"documents": _list_of(_is_line)},
    "open": {"assignment": _text},
    "decide": _SPAN
    | {"holds": lambda value: isinstance(value, bool), "reason": _text, "settles": _list_of(_text)},
    "rename": {"old": _list_of(_text), "new": _text},
    "split": {"old": _list_of(_text), "new": _text, "codings": _list_of(_text)},
}
_FIELDS: Mapping[str, _Check] = {
    "number": _count, "at": _text, "coder": _text, "action": _text, "payload_sha256": _text,
    "previous": _text, "hash": _text, "payload": lambda value: value is None or isinstance(value, dict),
}  # fmt: skip


def _is_event(value: Any) -> bool:
    """Check the form of an event; one of an action that is not known is kept and does nothing."""
    if not _has(value, _FIELDS) or set(value) != set(_FIELDS):
        return False
    told = value["payload"]
    known = _count(told.get("codebook", 0)) if told else True
    return known and (told is None or _has(told, _PAYLOADS.get(value["action"], {})))
