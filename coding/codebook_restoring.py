"""codebook.yaml as it was before a change that its coder takes back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..study.coding_events import CodingEvent
from ..study.problems import Place, ProblemError, problem
from .codebook import Codebook, read_codebook
from .codebook_editing import CodebookEditor

__all__ = ["restored"]


def restored(path: Path, change: CodingEvent, used: Collection[str]) -> CodebookEditor:
    """Take a change of the codebook back in the file's text, which the editor can then write.

    Parameters
    ----------
    path : Path
        codebook.yaml.
    change : CodingEvent
        A ``rename`` (or merge), ``split``, ``add_code`` or ``define``.
    used : collection of str
        The codes that codings carry apart from those the change itself gave a code.

    Raises
    ------
    ProblemError
        FP5934 the codebook was changed again since, in a way that stands against it.
    """
    told, editor, book = change.payload or {}, CodebookEditor(path), read_codebook(path)
    names = {code.name for code in book.codes}
    if told.get("kind") == "rename":
        _renamed_back(editor, told, names)
    elif told.get("kind") == "merge":
        _put_back(editor, told, names)
    elif told.get("kind") == "define":
        _worded_back(editor, told, book)
    elif told.get("added"):
        _taken_out(editor, told, names, used)
    return editor


def _renamed_back(editor: CodebookEditor, told: Mapping[str, Any], names: Collection[str]) -> None:
    (old,), new = told["old"], told["new"]
    if new not in names:
        _refuse(f"there is no code '{new}' any more")
    if old in names:
        _refuse(f"another code has been called '{old}' since")
    editor.rename(new, old)


def _put_back(editor: CodebookEditor, told: Mapping[str, Any], names: Collection[str]) -> None:
    """Write the merged codes again, behind all others; what stood below them stays where it went."""
    for name, entry in told["removed"].items():
        if name in names:
            _refuse(f"another code has been called '{name}' since")
        fields = {key: text for key, text in entry.items() if isinstance(text, str)}
        above = told.get("above", {}).get(name, "")
        editor.add(name, fields, below=above if above in names else "")


def _worded_back(editor: CodebookEditor, told: Mapping[str, Any], book: Codebook) -> None:
    code = next((one for one in book.codes if one.name == told["new"]), None)
    if code is None or any(getattr(code, key) != text for key, text in told["after"].items()):
        _refuse(f"'{told['new']}' has been written anew since, or is gone")
    editor.edit(told["new"], told["before"])


def _taken_out(
    editor: CodebookEditor, told: Mapping[str, Any], names: Collection[str], used: Collection[str]
) -> None:
    new = told["new"]
    if new in used:
        _refuse(f"codings carry '{new}'")
    if new in names and editor.entry(new).get("codes"):
        _refuse(f"codes stand below '{new}'")
    if new in names:
        editor.remove(new, "")


def _refuse(reason: str) -> None:
    raise ProblemError(problem("FP5934", Place(file="codebook.yaml"), reason=reason))
