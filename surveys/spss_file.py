"""One SPSS system file to be written: its records in order, then its cases."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ..study.dictionary import Dictionary, Variable
from . import spss_records as records
from .encodings import codepage
from .returns import Layout
from .spss_data import allocated, number_elements, shortened, text_elements, write_zlib
from .spss_formats import spss_format
from .spss_names import short_names
from .spss_sets import sets_bytes

__all__ = ["SystemFile"]

_PART_BYTES = 1 << 24
_NARROW, _LINE = 8, 80
_MEASURES = {"unknown": 0, "nominal": 1, "ordinal": 2, "scale": 3}
_SIDES = {"left": 0, "right": 1, "center": 2, "centre": 2}
Labels = Mapping[str, Mapping[float | str, str]]
Missing = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class SystemFile:
    """Everything that is written; texts are checked and shortened before.

    Parameters
    ----------
    book : Dictionary
        Variables in file order; texts have a width.
    columns : mapping of str to float64 array or list of bytes
        The cases; texts in the file's encoding.
    rows : int
        How many cases there are.
    labels : mapping of str to mapping
        Value labels of each variable that has any.
    missing : mapping of str to sequence
        Declared missing values: single values, and at most one ``{"lo": ..., "hi": ...}``.
    formats, notes, layout
        As in `Returns`; the encoding is one that holds every text.
    """

    book: Dictionary
    columns: Mapping[str, Any]
    rows: int
    labels: Labels
    missing: Missing
    formats: Mapping[str, str]
    notes: Sequence[str]
    layout: Layout

    def write(self, stream: IO[bytes], *, zipped: bool) -> None:
        """Write the file, in blocks of zlib (.zsav) or not (.sav)."""
        stream.write(b"".join(self._dictionary(2 if zipped else 1)))
        if zipped:
            write_zlib(stream, self._parts())
        else:
            stream.writelines(self._parts())

    def _dictionary(self, compression: int) -> Iterator[bytes]:
        label = self._bytes(self.book.title)[:64]
        yield records.file_header(
            cases=self.rows,
            elements=sum(self._sizes),
            compression=compression,
            weight=self._weight,
            label=label,
        )
        yield from self._variables()
        yield from self._value_labels()
        yield records.documents([self._bytes(line)[:_LINE] for line in self.notes])
        yield records.machine(codepage(self.layout.encoding))
        yield from self._extensions()
        yield records.end()

    def _extensions(self) -> Iterator[bytes]:
        wide = [variable for variable in self.book if (variable.width or 0) > _NARROW]
        first, second = sets_bytes(self.book, self._short, self.layout.set_styles, self.layout.encoding)
        yield records.extension(7, first)
        yield records.extension(11, self._shown(), 4)
        yield records.extension(13, self._bytes("\t".join(f"{s}={n}" for n, s in self._short.items())))
        yield records.extension(14, self._bytes("".join(self._very_long())))
        yield records.extension(16, struct.pack("<qq", 1, self.rows), 8)
        for number in ("5", "17", "18"):
            yield records.extension(int(number), self._bytes(self.layout.carried.get(number, "")))
        yield records.extension(19, second)
        yield records.extension(20, self.layout.encoding.encode("ascii"))
        yield records.extension(21, b"".join(self._long_labels(v) for v in wide if v.name in self.labels))
        yield records.extension(22, b"".join(self._long_missing(v) for v in self._declaring(wide)))

    def _declaring(self, wide: Sequence[Variable]) -> list[Variable]:
        """Give the wide texts with missing values, those with a single one first.

        GNU PSPP up to 1.6 expects the length of a value before each of several, as an older edition of its
        manual had it, and reads no further; SPSS, ReadStat and the newer manual have it once.
        """
        return sorted(
            (v for v in wide if v.name in self.missing), key=lambda v: len(self.missing[v.name]) > 1
        )

    def _bytes(self, text: str) -> bytes:
        return text.encode(self.layout.encoding)

    @cached_property
    def _all_short(self) -> list[list[str]]:
        return short_names(self.book.names, [v.width or 0 for v in self.book])

    @cached_property
    def _short(self) -> dict[str, str]:
        return {v.name: names[0] for v, names in zip(self.book, self._all_short, strict=True)}

    @cached_property
    def _sizes(self) -> list[int]:
        """Give the elements of 8 bytes that each variable takes."""
        return [sum(-(-part // 8) for part in allocated(v.width or 8)) for v in self.book]

    @cached_property
    def _index(self) -> dict[str, int]:
        """Give the first element of each variable, counted from 1."""
        starts = accumulate(self._sizes, initial=1)
        return dict(zip(self.book.names, starts, strict=False))

    @property
    def _weight(self) -> int:
        return self._index.get(self.layout.weight or "", 0)

    def _variables(self) -> Iterator[bytes]:
        for variable, names in zip(self.book, self._all_short, strict=True):
            label = self._bytes(variable.label)
            for part, name in zip(allocated(variable.width or 0), names, strict=True):
                first = name == names[0]
                shown = self._format(variable, part)
                missing = self._narrow_missing(variable) if first else (0, ())
                yield records.variable(
                    name.encode(), part, shown, label=label if first else b"", missing=missing
                )

    def _format(self, variable: Variable, part: int) -> str:
        if not variable.is_text:
            return self.formats.get(variable.name) or spss_format(variable)
        hexadecimal = self.formats.get(variable.name, "").startswith("AHEX")
        return f"AHEX{min(2 * part, 254)}" if hexadecimal else f"A{part}"

    def _narrow_missing(self, variable: Variable) -> tuple[int, Sequence[bytes]]:
        declared = self.missing.get(variable.name, ())
        if (variable.width or 0) > _NARROW:
            return 0, ()
        singles = [self._value(one) for one in declared if not isinstance(one, dict)]
        ends = [(one["lo"], one["hi"]) for one in declared if isinstance(one, dict)]
        if not ends:
            return len(singles), singles
        return -2 - len(singles), [*(self._value(end) for end in ends[0]), *singles]

    def _value(self, value: float | str) -> bytes:
        if isinstance(value, str):
            return self._bytes(value).ljust(_NARROW)
        return struct.pack("<d", min(max(value, records.LOWEST), records.HIGHEST))

    def _value_labels(self) -> Iterator[bytes]:
        for name, labels in self.labels.items():
            if (self.book[name].width or 0) <= _NARROW:
                pairs = [(self._value(value), self._bytes(label)) for value, label in labels.items()]
                yield records.value_labels(pairs, [self._index[name]])

    def _long_labels(self, variable: Variable) -> bytes:
        pairs = [(self._bytes(str(v)), self._bytes(label)) for v, label in self.labels[variable.name].items()]
        return records.long_value_labels(self._bytes(variable.name), variable.width or 0, pairs)

    def _long_missing(self, variable: Variable) -> bytes:
        values = [self._value(value) for value in self.missing[variable.name]]
        return records.long_missing(self._bytes(variable.name), values)

    def _very_long(self) -> Iterator[str]:
        for variable in self.book:
            if len(allocated(variable.width or 0)) > 1:
                yield f"{self._short[variable.name]}={variable.width:05d}\0\t"

    def _shown(self) -> bytes:
        """Give measure, shown width and alignment of every stored variable."""
        shown = []
        for variable, names in zip(self.book, self._all_short, strict=True):
            width = self.layout.widths.get(variable.name, min(variable.width or 8, 32))
            side = self.layout.alignments.get(variable.name, "left" if variable.is_text else "right")
            shown += [_MEASURES[variable.measure], width, _SIDES.get(side, 0)] * len(names)
        return struct.pack(f"<{len(shown)}i", *shown)

    def _parts(self) -> Iterator[bytes]:
        sizes = np.array(self._sizes, dtype=np.int64)
        is_text = np.repeat([v.is_text for v in self.book], sizes)
        step = max(_PART_BYTES // int(8 * sizes.sum() or 1) // 8 * 8, 8)
        for start in range(0, self.rows, step):
            yield shortened(self._elements(start, min(start + step, self.rows)), is_text)

    def _elements(self, start: int, stop: int) -> NDArray[np.uint8]:
        return np.concatenate([self._stored(v, slice(start, stop)) for v in self.book], axis=1)

    def _stored(self, variable: Variable, at: slice) -> NDArray[np.uint8]:
        cells = self.columns[variable.name][at]
        return text_elements(cells, variable.width or 1) if variable.is_text else number_elements(cells)
