"""codebook.yaml rewritten: only the lines of the code in question change, comments and order stay.

The change is made twice: in the lines of the file, and in the values it stands for.  Where the lines then do
not say what the values say (a codebook in flow style, a brace in an odd place), the values are written.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..study.files import write_text
from ..study.problems import ProblemError
from ..study.yaml_source import parse_yaml

__all__ = ["CodebookEditor", "NewCode"]

NewCode = Mapping[str, str]
"""Fields of a code as they stand in the file, such as ``label`` and ``definition``."""
_BELOW = "codes"


class CodebookEditor:
    """A codebook that is being changed.

    Parameters
    ----------
    path : Path
        codebook.yaml, which `read_codebook` has read without problems.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        written = path.read_bytes().decode("utf-8-sig")
        self._line_end = "\r\n" if "\r\n" in written else "\n"
        self._text = written.replace("\r\n", "\n")
        self._tree = _yaml().load(self._text)

    @property
    def text(self) -> str:
        """The file as it would be written now."""
        return self._text

    def write(self) -> None:
        """Write the file, wholly or not at all, with the line ends it had."""
        write_text(self.path, self._text.replace("\n", self._line_end))

    def entry(self, name: str) -> dict[str, Any]:
        """Give what stands under a code, as plain values."""
        level = self._level(name)
        plain: dict[str, Any] = _plain(level[name])
        return plain

    def rename(self, old: str, new: str) -> None:
        """Give a code another name; everything else about it stays."""
        level = self._level(old)
        line, column = level.lc.key(old)
        lines = self._text.split("\n")
        if lines[line][column:].startswith(old):
            lines[line] = lines[line][:column] + new + lines[line][column + len(old) :]
        _rename_key(level, old, new)
        self._settle(lines)

    def remove(self, name: str, into: str) -> None:
        """Take a code out; codes below it move below `into`."""
        level = self._level(name)
        first, end = self._block(level, name)
        lines = self._text.split("\n")
        del lines[first:end]
        below = level[name].get(_BELOW)
        del level[name]
        if below:
            body = self._level(into)[into]
            body.setdefault(_BELOW, {}).update(_plain(below))
        self._settle(lines)

    def add(self, name: str, fields: NewCode, *, after: str = "", below: str = "") -> None:
        """Write a new code: behind another one, below another one, or at the end."""
        entry = {key: text for key, text in fields.items() if text}
        lines = self._text.split("\n")
        if below:
            self._level(below)[below].setdefault(_BELOW, {})[name] = entry
        elif not self._tree[_BELOW]:
            self._tree[_BELOW][name] = entry
            self._tree[_BELOW].fa.set_block_style()
        else:
            level = self._level(after) if after else self._tree[_BELOW]
            last = after or list(level)[-1]
            _, end = self._block(level, last)
            lines[end:end] = _written(name, entry, level.lc.key(last)[1])
            level.insert(list(level).index(last) + 1, name, entry)
        self._settle(lines)

    def edit(self, name: str, fields: NewCode) -> None:
        """Write fields of a code anew; an empty text takes a field away. Codes below it and comments stay."""
        for key, text in fields.items():
            self._edit(name, key, text)

    def _edit(self, name: str, key: str, text: str) -> None:
        body, lines = self._level(name)[name], self._text.split("\n")
        there = key in body
        if not (there or text):
            return
        beside = key if there else [other for other in body if other != _BELOW][-1]
        first, end = self._block(body, beside)
        written = _written(key, text, body.lc.key(beside)[1]) if text else []
        if len(written) == 1 and there:
            written[0] += _remark(body, key)
        lines[first if there else end : end] = written
        if not there:
            body.insert(list(body).index(beside) + 1, key, text)
        elif text:
            body[key] = text
        else:
            del body[key]
        self._settle(lines)

    def _settle(self, lines: list[str]) -> None:
        wanted, edited = _plain(self._tree), "\n".join(lines)
        if not _says(edited, wanted):
            edited = _dumped(self._tree)
        self._text = edited
        self._tree = _yaml().load(edited)

    def _level(self, name: str) -> Any:
        """Find the block in which a code stands."""
        waiting = [self._tree[_BELOW]]
        while waiting:
            level = waiting.pop()
            if name in level:
                return level
            waiting += [body[_BELOW] for body in level.values() if isinstance(body.get(_BELOW), Mapping)]
        raise KeyError(name)

    def _block(self, level: Any, name: str) -> tuple[int, int]:
        """Find the lines of a code; comments and blank lines behind it belong to what follows."""
        first, column = level.lc.key(name)
        end = first + 1
        for number, line in enumerate(self._text.split("\n")[first + 1 :], start=first + 1):
            bare = line.strip()
            if bare and not bare.startswith("#"):
                if len(line) - len(line.lstrip()) <= column:
                    break
                end = number + 1
        return first, end


def _rename_key(level: Any, old: str, new: str) -> None:
    place, value = list(level).index(old), level[old]
    comment = level.ca.items.pop(old, None)
    del level[old]
    level.insert(place, new, value)
    if comment is not None:
        level.ca.items[new] = comment


def _says(text: str, wanted: Any) -> bool:
    try:
        return bool(_ordered(parse_yaml(text, "codebook.yaml").content) == _ordered(wanted))
    except ProblemError:
        return False


def _ordered(value: Any) -> Any:
    """Give values so that the order of keys counts."""
    return [(key, _ordered(one)) for key, one in value.items()] if isinstance(value, Mapping) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, str) else value


def _yaml() -> Any:
    from ruamel.yaml import YAML

    writer = YAML(typ="rt")
    writer.width = 4096
    writer.preserve_quotes = True
    return writer


def _dumped(tree: Any) -> str:
    out = io.StringIO()
    _yaml().dump(tree, out)
    return out.getvalue()


def _remark(body: Any, key: str) -> str:
    """Give the comment that stands behind a value on its line."""
    after = (body.ca.items.get(key) or [None] * 3)[2]
    words = after.value.split("\n")[0] if after is not None else ""
    return f"  {words}" if words else ""


def _written(name: str, entry: Mapping[str, str] | str, column: int) -> list[str]:
    lines = _dumped({name: entry if isinstance(entry, str) else dict(entry)}).rstrip("\n").split("\n")
    return [" " * column + line for line in lines]
