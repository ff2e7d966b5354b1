"""The quick reader of large .sav files: cell for cell what pyreadstat reads, or not used at all."""

from __future__ import annotations

import io
import math
import os
import random
import traceback
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surveys_mutants import mutated  # a module of the tests

from familypanel.study.beginning import begin
from familypanel.study.dictionary import Dictionary, Variable
from familypanel.study.problems import ProblemError
from familypanel.study.store.waves import read_wave
from familypanel.surveys import receive, spss_cases, spss_checked, spss_read
from familypanel.surveys.spss_header import read_header
from familypanel.surveys.spss_library import all_cases, more_cases
from familypanel.surveys.spss_write import write_sav

FIXTURES = Path(__file__).parent / "fixtures"
# Small whole numbers are one byte in the file, others are spelt out; -99 to 151 is where that changes.
NUMBERS = st.integers(-102, 154).map(float) | st.floats(allow_nan=False) | st.just(math.nan)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=6)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(spss_checked, "_LARGE", 0)


def quick(path: Path) -> pd.DataFrame | None:
    found = spss_checked.read_checked(path, read_header(path))
    return None if found is None else found[0]


def assert_as_pyreadstat(path: Path) -> pd.DataFrame:
    """Compare every cell, not only those that the reader itself compares."""
    frame, (expected, _) = quick(path), all_cases(path, read_header(path))
    assert frame is not None
    assert list(frame.columns) == list(expected.columns)
    for name in expected:
        assert list(map(repr, frame[name])) == list(map(repr, expected[name])), name
    return frame


@st.composite
def frames(draw) -> pd.DataFrame:
    rows, columns = draw(st.integers(1, 40)), {}
    for number in range(draw(st.integers(1, 7))):
        cells = draw(st.sampled_from([NUMBERS, TEXTS]))
        values = draw(st.lists(cells, min_size=rows, max_size=rows))
        columns[f"v{number}"] = pd.Series(values, dtype="str" if isinstance(values[0], str) else "float64")
    return pd.DataFrame(columns)


@given(frames(), st.booleans(), st.sampled_from([1, 3, 1 << 16]))
@settings(max_examples=150, deadline=None)
def test_every_cell_is_what_pyreadstat_reads(tmp_path_factory, frame, packed, step):
    path = tmp_path_factory.mktemp("any") / "any.sav"
    pyreadstat.write_sav(frame, str(path), row_compress=packed)
    with mock.patch.object(spss_cases, "_STEP", step):
        assert_as_pyreadstat(path)


def test_texts_keep_what_stands_before_their_end(tmp_path):
    frame = pd.DataFrame({"urn": ["A1", " A2  b ", ""], "said": ["ŵ" * 100, "tab\there ", "  "]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    assert assert_as_pyreadstat(tmp_path / "a.sav")["urn"].tolist() == ["A1", " A2  b", ""]


@pytest.mark.parametrize("name", ["baseline.sav", "m12.sav", "features.sav", "portable.sav", "m24.zsav"])
def test_what_pspp_wrote_is_read_alike_or_left_aside(name):
    if quick(FIXTURES / name) is not None:
        assert_as_pyreadstat(FIXTURES / name)


def written(path: Path, text: str = "yes", width: int = 8) -> Path:
    frame = pd.DataFrame({"urn": [f"A{i}" for i in range(50)], "said": text, "n": np.arange(50.0)})
    book = (Variable("urn", "", "text", width=8), Variable("said", "", "text", width=width), Variable("n"))
    write_sav(path, Dictionary(book), frame)
    return path


def test_a_plain_file_is_read(tmp_path):
    assert_as_pyreadstat(written(tmp_path / "a.sav"))


@pytest.mark.parametrize(("name", "text", "width"), [("a.zsav", "yes", 8), ("a.sav", "long " * 60, 400)])
def test_what_is_not_plain_is_left_aside(tmp_path, name, text, width):
    assert quick(written(tmp_path / name, text, width)) is None


def test_another_encoding_is_left_aside_where_it_matters(tmp_path):
    content = written(tmp_path / "a.sav").read_bytes()
    other = content.replace(b"UTF-8", b"cp437").replace(b"\xe9\xfd\x00\x00", b"\xb5\x01\x00\x00")
    (tmp_path / "b.sav").write_bytes(other.replace(b"yes     ", b"y\x82s     "))
    assert other != content
    assert quick(tmp_path / "b.sav") is None


@pytest.mark.parametrize("cut", [slice(None, -3), slice(None, -400)])
def test_a_file_that_ends_too_early_is_left_aside(tmp_path, cut):
    path = written(tmp_path / "a.sav")
    path.write_bytes(path.read_bytes()[cut])
    assert quick(path) is None


def test_a_small_file_is_left_to_pyreadstat(tmp_path, monkeypatch):
    monkeypatch.setattr(spss_checked, "_LARGE", 151)
    assert quick(written(tmp_path / "a.sav")) is None


@pytest.mark.parametrize(("column", "row"), [(0, 25), (1, 0), (2, 49)])
def test_a_difference_is_seen_and_the_file_read_by_pyreadstat(tmp_path, monkeypatch, column, row):
    real = spss_checked.read_cases

    def wrong(*args, **how):
        columns = [list(one.to_pylist()) for one in real(*args, **how)]
        columns[column][row] = "other" if column < 2 else -1.0
        import pyarrow as pa

        return [pa.array(one, pa.large_string() if i < 2 else pa.float64()) for i, one in enumerate(columns)]

    path = written(tmp_path / "a.sav")
    monkeypatch.setattr(spss_checked, "read_cases", wrong)
    with pytest.raises(spss_checked.DisagreementError):
        quick(path)
    answer = spss_read.read_file(io.BytesIO(), path, fast=True)
    assert answer["remarks"] == [spss_checked.DISAGREED]


def alike_or_aside(path: Path) -> bool:
    """Say whether a damaged file is read quickly only where pyreadstat reads the very same, and all of it."""
    try:
        header = read_header(path)
        found = spss_checked.read_checked(path, header)
    except (ProblemError, spss_checked.DisagreementError):
        return True
    if found is None:
        return True
    expected, _ = all_cases(path, header)
    return found[0].equals(expected.astype(found[0].dtypes.to_dict())) and not more_cases(
        path, header, expected, None
    )


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("name", ["plain", "baseline.sav", "features.sav"])
def test_of_damaged_files_no_cell_is_read_otherwise(tmp_path, name):
    source = written(tmp_path / "a.sav") if name == "plain" else FIXTURES / name
    chance, content = random.Random(7), source.read_bytes()
    for _ in range(400):
        path = tmp_path / "mutant.sav"
        path.write_bytes(mutated(content, chance))
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(0 if alike_or_aside(path) else 1)
            except BaseException:
                traceback.print_exc()
                os._exit(2)
        _, status = os.waitpid(pid, 0)
        # pyreadstat may crash on a damaged file; that is why it runs in a child process.
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, path.read_bytes()


@pytest.mark.slow
def test_a_large_delivery_is_stored_alike_read_quickly_or_thoroughly(study, tmp_path):
    chance = np.random.default_rng(1)
    rows = 18_000
    frame = pd.DataFrame(chance.choice([1.0, 2.0, -9.0, np.nan, 0.25], (rows, 60)))
    frame.columns = [f"q{number}" for number in range(60)]
    frame.insert(0, "urn", [f"A{number}" for number in range(rows)])
    frame["said"] = np.array(["", "yes", "ŵ"])[chance.integers(0, 3, rows)]
    pyreadstat.write_sav(frame, str(tmp_path / "large.sav"), row_compress=True)
    receive(study, tmp_path / "large.sav", "baseline")
    other = begin(tmp_path / "other")
    receive(other, tmp_path / "large.sav", "baseline", thorough=True)
    first, second = (one.store.root / "waves" for one in (study, other))
    assert [path.name for path in first.iterdir()] == [path.name for path in second.iterdir()]
    cells = read_wave(study.store, "baseline")
    assert cells is not None and len(cells) == rows
