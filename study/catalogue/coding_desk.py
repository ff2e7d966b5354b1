"""Problems of the coding desk."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR = Severity.ERROR

ENTRIES = (
    Entry(
        "FP5140", ERROR, ExitCode.REFUSED,
        "The desk does not listen on '{host}'.",
        "Others could reach that address, and the pages are neither encrypted nor protected by accounts.",
        "Leave --host out: then only this computer reaches the desk. Colleagues on other computers exchange "
        "bundles ('familypanel coding bundle').",
    ),
    Entry(
        "FP5141", ERROR, ExitCode.USAGE,
        "The port {port} cannot be used: {reason}.",
        "Another program, or another desk, listens there.",
        "Leave --port out: a free one is found.",
    ),
    Entry(
        "FP5142", ERROR, ExitCode.STUDY,
        "The desk could not do that: a fault of the program ({kind}).",
        "Nothing that was stored before is lost: every act is stored whole or not at all.",
        "Load the page again; if it happens once more, tell the people who build familypanel.",
    ),
)  # fmt: skip
