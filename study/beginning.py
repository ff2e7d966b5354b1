"""Beginning a study: the folder that ``familypanel init`` makes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .files import write_text
from .folder import Study, load
from .problems import ProblemError, problem

__all__ = ["begin", "furnish", "made_whole"]

STUDY_YAML = """\
# What this study declares about itself. Every key but title and waves may be left out.
title: {title}

waves:
  baseline: {{months: 0, mode: face_to_face}}   # mode: face_to_face, telephone or self
  m12: {{months: 12, mode: telephone}}
  m24: {{months: 24, mode: telephone}}

languages: [en]

# Which missing codes the files use: ukhls (-1 don't know, -2 refused, -7 proxy, -8 not applicable, -9 error)
# or ukds (-9 refused, -8 don't know, -1 not applicable).
missing: ukhls
"""
CODEBOOK_YAML = """\
# Qualitative codes, one block each, for example:
#
# codes:
#   trust:
#     definition: The family says that it trusts, or does not trust, the people who support it.
#     include: Trust in a key worker, a teacher, a service.
#     exclude: Trust between family members.
codes: {}
"""
GITIGNORE = """\
# Answers, transcripts and what is made of them never belong into version control.
store/
out/
transcripts/
deliveries/
contacts.db*
# Lists that lead to families, by their usual names.
contacts*.csv
contacts*.xlsx
calls*.xlsx
calls*.ics
"""
FOLDERS = ("questionnaires", "instruments", "transcripts", "deliveries", "out")


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of `folder` only when all of it is there.

    An interrupted command leaves nothing in `folder`, so that it can be run again; what it left beside it is
    cleared away then.

    Raises
    ------
    ProblemError
        FP1008 if something is in `folder`, FP1025 if it cannot be made.
    """
    place = folder.resolve()
    unfinished = place.with_name(f".{place.name}.unfinished")
    try:
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise ProblemError(problem("FP1008", folder=str(folder)))
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(parents=True)
        yield unfinished
        if place.exists():
            place.rmdir()
        unfinished.rename(place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProblemError(problem("FP1025", file=str(folder), reason=reason)) from error


def begin(folder: Path) -> Study:
    """Make an empty study with the waves baseline, m12 and m24, valid at once."""
    title = "'" + (folder.resolve().name or "My study").replace("'", "''") + "'"
    with made_whole(folder) as place:
        write_text(place / "study.yaml", STUDY_YAML.format(title=title))
        write_text(place / "codebook.yaml", CODEBOOK_YAML)
        furnish(place)
    return load(folder, search=False)


def furnish(folder: Path) -> Study:
    """Add what every study folder has, whatever is declared in it: the sub-folders and the store."""
    for name in FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    write_text(folder / ".gitignore", GITIGNORE)
    study = load(folder, search=False)
    with study.store.reading():
        pass
    return study
