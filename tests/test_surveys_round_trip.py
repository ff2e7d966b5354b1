"""Read, write, read again: equal in everything an SPSS file can say."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from familypanel.study.dictionary import Code, CodeList, Dictionary, MissingRange, ResponseSet, Variable
from familypanel.surveys import read, write
from familypanel.surveys.returns import Layout, Returns
from familypanel.surveys.spss_read import RAW, read_file
from familypanel.surveys.spss_write import VALUE_LABEL_BYTES, fitting

HERE = Path(__file__).parent


def again(returns: Returns, path: Path) -> Returns:
    """Write and read, without the child process, which would only cost time here."""
    write(returns, path)
    stream = io.BytesIO()
    answer = read_file(stream, path)
    stream.seek(0)
    frame = pa.ipc.open_stream(stream).read_pandas()
    raw = [name for name in frame.columns if name.startswith(RAW)]
    return Returns(
        frame.drop(columns=raw),
        Dictionary.from_json(answer["dictionary"]),
        frame[raw].rename(columns=lambda name: name.removeprefix(RAW)),
        answer["formats"],
        tuple(answer["notes"]),
        answer["declared_rows"],
        Layout(**answer["layout"]),
        tuple(answer["remarks"]),
    )


def assert_same(one: Returns, other: Returns) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.raw, other.raw)
    assert one.dictionary == other.dictionary
    assert one.formats == other.formats
    assert (one.notes, one.layout, one.remarks) == (other.notes, other.layout, other.remarks)
    assert one.n_rows == other.n_rows == other.declared_rows


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
@pytest.mark.parametrize("file", sorted((HERE / "fixtures").glob("*sav")), ids=lambda path: path.name)
def test_what_pspp_wrote_comes_back_equal_in_everything(file, ending, tmp_path):
    kept = read(file)
    assert_same(kept, again(kept, tmp_path / f"again{ending}"))


LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
WORDS = st.text(LETTERS, max_size=30)
LABELS = st.lists(WORDS.filter(bool), max_size=6).map(
    lambda words: fitting(" ".join(words), VALUE_LABEL_BYTES)
)
SMALL = st.integers(-99, 99).map(float) | st.floats(-1e6, 1e6).map(lambda x: round(x, 3) + 0.0)
SIDES = st.sampled_from(["left", "right", "center"])


@st.composite
def spans(draw) -> tuple[MissingRange, ...]:
    """Up to three values, or one range and one value."""
    values = draw(st.lists(SMALL, max_size=3, unique=True))
    kind = draw(st.sampled_from(["values", "range", "low", "high"]))
    if kind == "values" or not values:
        return tuple(MissingRange(v, v) for v in values)
    low, high = sorted((values[0], values[0] + draw(st.integers(1, 50))))
    low, high = (-math.inf if kind == "low" else low), (math.inf if kind == "high" else high)
    single = [MissingRange(v, v) for v in values[1:2] if not low <= v <= high]
    return (MissingRange(low, high), *single)


@st.composite
def numbers(draw, name: str, rows: int) -> tuple[Variable, list[float], dict[float, str], str]:
    cells = draw(st.lists(SMALL | st.just(math.nan), min_size=rows, max_size=rows))
    labels = draw(st.dictionaries(SMALL, LABELS.filter(bool), max_size=4))
    shown = draw(
        st.sampled_from(["F8.2", "F1.0", "COMMA12.1", "E10.3", "PCT6.1", "DOLLAR9.2", "TIME11.2", "DTIME20"])
    )
    variable = Variable(name, draw(LABELS), missing=draw(spans()), measure=draw(MEASURES))
    return variable, cells, labels, shown


MEASURES = st.sampled_from(["nominal", "ordinal", "scale", "unknown"])


@st.composite
def texts(draw, name: str, rows: int) -> tuple[Variable, list[str], dict[str, str], str]:
    cells = draw(st.lists(WORDS, min_size=rows, max_size=rows))
    width = draw(st.sampled_from([120, 255, 256, 504, 505, 1000]) | st.integers(120, 300))
    labels = draw(st.dictionaries(st.text("abcŵ", min_size=1, max_size=4), LABELS.filter(bool), max_size=3))
    codes = draw(st.lists(st.text("XYZâ", min_size=1, max_size=4), max_size=3, unique=True))
    missing = tuple(MissingRange(code, code) for code in codes)
    variable = Variable(name, draw(LABELS), "text", missing=missing, measure=draw(MEASURES), width=width)
    return variable, cells, labels, f"A{width}"


@st.composite
def dates(draw, name: str, rows: int) -> tuple[Variable, list[float], dict[float, str], str]:
    moments = st.integers(1, 200_000).map(lambda day: day * 86_400.0) | st.sampled_from(
        [-9.0, math.nan, 1e13]
    )
    cells = draw(st.lists(moments, min_size=rows, max_size=rows))
    shown = draw(
        st.sampled_from(["DATE11", "ADATE10", "EDATE8", "SDATE10", "JDATE7", "QYR8", "MOYR8", "WKYR10"])
    )
    return Variable(name, draw(LABELS), "date", missing=draw(spans())), cells, {}, shown


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).filter(lambda name: not name.endswith("_"))


@st.composite
def files(draw) -> Returns:
    """Any file: numbers, texts and dates, with everything that can be said of them."""
    names, rows = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True)), draw(st.integers(0, 20))
    kinds = [draw(st.sampled_from([numbers, texts, dates])) for _ in names]
    made = [draw(kind(name, rows)) for kind, name in zip(kinds, names, strict=True)]
    lists = {
        v.name: CodeList(v.name, tuple(Code(c, t) for c, t in labels.items())) for v, _, labels, _ in made
    }
    lists = {name: codes for name, codes in lists.items() if codes.codes}
    frame = pd.DataFrame({v.name: cells for v, cells, _, _ in made})
    layout = Layout(
        weight=draw(st.sampled_from([None, *(v.name for v, *_ in made if not v.is_text)])),
        widths={name: draw(st.integers(1, 90)) for name in names},
        alignments={name: draw(SIDES) for name in names},
    )
    plain = [v.name for v, *_ in made if v.type == "decimal"]
    sets = tuple(_sets(draw, plain))
    styles = {s.name: draw(st.sampled_from(["1", "11"])) for s in sets if s.name.startswith("styled")}
    book = Dictionary(
        tuple(replace(v, codes=v.name if v.name in lists else None) for v, *_ in made),
        lists,
        sets,
        title=draw(TITLES),
    )
    notes = tuple(draw(st.lists(LABELS.map(lambda text: fitting(text, 80)).filter(bool), max_size=3)))
    formats = {v.name: shown for v, _, _, shown in made}
    return Returns(
        frame, book, pd.DataFrame(index=frame.index), formats, notes, None, replace(layout, set_styles=styles)
    )


TITLES = LABELS.map(lambda text: fitting(text, 64))


def _sets(draw, names: list[str]):
    if len(names) < 2:
        return
    for name in draw(st.sets(st.sampled_from(["ticks", "styled1", "choices"]))):
        yield ResponseSet(
            name, draw(LABELS), tuple(names), categories=name == "choices",
            counted=1.0 if name == "choices" else draw(st.sampled_from([1.0, 2.0, -1.5])),
        )  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=files(), name=st.sampled_from(["a.sav", "a.zsav"]))
def test_any_file_comes_back_equal_in_everything(made, name, tmp_path_factory):
    """The first reading settles what a file says of itself; the second must say the same."""
    folder = tmp_path_factory.mktemp("files")
    first = again(made, folder / name)
    assert_same(first, again(first, folder / ("b" + name)))
    held_against(made, first)


def held_against(made: Returns, first: Returns) -> None:
    """What was made is what was read."""
    for variable in made.dictionary:
        cells, name = made.frame[variable.name], variable.name
        there = first.raw[name] if name in first.raw else first.frame[name]
        if variable.is_text:
            assert there.fillna("").tolist() == [text.rstrip(" ") for text in cells]
        else:
            np.testing.assert_array_equal(there.to_numpy(dtype=float), cells.to_numpy(dtype=float))
        other = first.dictionary[name]
        assert (variable.label, variable.measure, variable.width) == (other.label, other.measure, other.width)
        assert set(variable.missing) <= {replace(p, label="") for p in other.missing}
        assert said(made, name) == said(first, name)
    assert made.formats == first.formats
    assert made.notes == first.notes
    assert made.dictionary.title == first.dictionary.title
    assert (made.layout.weight, made.layout.set_styles) == (first.layout.weight, first.layout.set_styles)
    assert (made.layout.widths, made.layout.alignments) == (first.layout.widths, first.layout.alignments)
    assert {s.name: s for s in made.dictionary.sets} == {s.name: s for s in first.dictionary.sets}


def said(returns: Returns, name: str) -> dict[object, str]:
    """Every labelled value of a variable, missing codes included."""
    codes = returns.dictionary.code_list(name)
    own = {part.low: part.label for part in returns.dictionary[name].missing if part.label}
    return own | (codes.labels() if codes else {})
