"""What pyreadstat reads becomes a frame without another copy, and is the frame that it would make itself."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyreadstat import _readstat_parser

from familypanel.study.dictionary import Dictionary, Variable
from familypanel.study.problems import ProblemError
from familypanel.surveys.spss_library import library_read
from familypanel.surveys.spss_write import write_sav

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(FIXTURES.rglob("*.sav")) + sorted(FIXTURES.rglob("*.zsav"))


def assert_as_its_own(path: Path, **part) -> None:
    ours, _ = library_read(path, **part)
    theirs, _ = pyreadstat.read_sav(str(path), user_missing=True, disable_datetime_conversion=True, **part)
    pd.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_other_programs(path):
    assert_as_its_own(path)


@given(
    st.lists(st.sampled_from(["", "yes", "Llanelli ŵ", "x" * 40]), max_size=5),
    st.sampled_from([0.5, -9.0, math.nan]),
)
def test_texts_and_numbers(tmp_path_factory, texts, number):
    path = tmp_path_factory.mktemp("library") / "made.sav"
    book = Dictionary((Variable("a", type="text", width=120), Variable("b", type="decimal")))
    write_sav(path, book, pd.DataFrame({"a": pd.array(texts, dtype="str"), "b": np.full(len(texts), number)}))
    assert_as_its_own(path)


def test_parts_of_a_file(tmp_path):
    path = tmp_path / "made.sav"
    book = Dictionary((Variable("a", type="text", width=3), Variable("b", type="decimal")))
    write_sav(path, book, pd.DataFrame({"a": list("xyz"), "b": [1.0, 2.0, 3.0]}))
    assert_as_its_own(path, usecols=["b"], row_offset=1, row_limit=1)
    assert_as_its_own(path, metadataonly=True)


def test_the_library_is_left_as_it_was(tmp_path):
    usual = _readstat_parser.nw
    (tmp_path / "bad.sav").write_bytes(b"$FL2 not a file")
    with pytest.raises(ProblemError):
        library_read(tmp_path / "bad.sav")
    assert _readstat_parser.nw is usual


def test_a_library_that_makes_frames_otherwise_is_left_to_it(monkeypatch):
    before, _ = library_read(FILES[0])
    kept = _readstat_parser.nw

    class Renamed:
        """The same, under a name that we do not know."""

        def __getattr__(self, name):
            if name == "from_dict" and not self.asked:
                Renamed.asked = True
                raise AttributeError(name)
            return getattr(kept, name)

        asked = False

    monkeypatch.setattr(_readstat_parser, "nw", Renamed())
    after, _ = library_read(FILES[0])
    pd.testing.assert_frame_equal(before, after)
