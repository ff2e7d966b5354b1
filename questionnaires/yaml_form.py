"""Write a module as YAML people like to read, keeping what they wrote themselves around it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..study.problems import ProblemError
from .bank import Module
from .bank_reader import parse_module
from .plain_form import plain_module

if TYPE_CHECKING:
    from ruamel.yaml import YAML

__all__ = ["module_yaml"]

_FLOW_WIDTH = 96
"""A mapping that fits stays on one line, as in ``{en: Yes, cy: Ydw}``."""

_UNFOLDED = 1 << 16

_BARE = re.compile(r"\w[\w .,'()/+<>=;?!-]*")
"""Text that may stand without quotation marks; the rest is quoted, so that no sign in it means something."""

_DEFAULTS = {"sensitivity": "ordinary", "if_changed": "ask", "sensitive": False}
"""What may be written although it says nothing new; whoever wrote it keeps it."""

# The spaced entries of a module: a blank line goes before each.
_SPACED = ("lists", "items", "scales")


def module_yaml(module: Module, before: str | None = None) -> str:
    """Write a module.

    Parameters
    ----------
    module : Module
        What the text is to say.
    before : str, optional
        The text of its file so far: comments, spacing and the order of keys are kept where the values are.

    Returns
    -------
    str
        YAML that reads as exactly `module`.

    Raises
    ------
    ValueError
        If no YAML says it, which would be a fault of this programme.
    """
    candidates = [] if before is None else [_merged(module, before)]
    for text in (*candidates, _fresh(module)):
        if text is not None and _says(text, module):
            return text
    raise ValueError(f"the module {module.name} cannot be written as YAML")


def _says(text: str, module: Module) -> bool:
    """Whether the text reads as the module, in the same order throughout."""
    try:
        read = parse_module(text)
    except ProblemError:
        return False
    return read == module and repr(plain_module(read)) == repr(plain_module(module))


def _yaml() -> YAML:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _UNFOLDED
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(content: Any) -> str:
    buffer = io.StringIO()
    _yaml().dump(content, buffer)
    return buffer.getvalue()


def _fresh(module: Module) -> str:
    content = _styled(plain_module(module))
    for key in _SPACED:
        if key in content:
            content.yaml_set_comment_before_after_key(key, before="\n")
    items = content.get("items", ())
    for index in range(1, len(items)):
        items.yaml_set_comment_before_after_key(index, before="\n")
    return _dumped(content)


def _styled(value: Any) -> Any:
    """Make ruamel's values: what is short and flat on one line, the rest a line a key."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        node = CommentedMap({key: _styled(inner) for key, inner in value.items()})
        if value and _fits(value):
            node.fa.set_flow_style()
        return node
    if isinstance(value, list):
        entries = CommentedSeq(map(_styled, value))
        if not any(isinstance(each, Mapping) for each in value):
            entries.fa.set_flow_style()
        return entries
    return _quoted(value) if isinstance(value, str) and not _BARE.fullmatch(value) else value


def _quoted(text: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(text)


def _fits(value: Mapping[Any, Any]) -> bool:
    inner = value.values()
    nested = any(
        isinstance(each, Mapping) and any(isinstance(v, Mapping | list) for v in each.values())
        for each in inner
    )
    flat = not nested and not any(
        isinstance(each, list) and each and isinstance(each[0], Mapping) for each in inner
    )
    return flat and "id" not in value and len(str(value)) <= _FLOW_WIDTH


def _merged(module: Module, before: str) -> str | None:
    from ruamel.yaml.error import YAMLError

    try:
        content = _yaml().load(before)
        _update(content, plain_module(module))
        return _dumped(content)
    except (YAMLError, ValueError, KeyError, TypeError, AttributeError):
        # A file with anchors or tags can be beyond merging; it is then written anew.
        return None


def _update(old: Any, new: Mapping[Any, Any]) -> None:
    """Make the mapping `old` say `new`, touching only what differs."""
    known = {_name(key): key for key in old}
    for name, key in known.items():
        if name not in {_name(key) for key in new} and _DEFAULTS.get(name) != old[key]:
            del old[key]
    for position, (key, value) in enumerate(new.items()):
        if _name(key) not in known:
            old.insert(position, key, _styled(value))
        else:
            _replace(old, known[_name(key)], value)
    _reorder(old, [_name(key) for key in new])


def _name(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)


def _replace(old: Any, key: Any, value: Any) -> None:
    there = old[key]
    if isinstance(there, Mapping) and isinstance(value, Mapping):
        _update(there, value)
    elif _entries(value) and _entries(there):
        _update_entries(there, value)
    elif not _same(there, value):
        old[key] = _styled(value)


def _entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _same(there: Any, value: Any) -> bool:
    if isinstance(there, Mapping) or isinstance(value, Mapping):
        return False
    if isinstance(there, Sequence) and not isinstance(there, str):
        return isinstance(value, list) and list(map(str, there)) == list(map(str, value))
    return str(there) == str(value) and isinstance(there, bool) == isinstance(value, bool)


def _update_entries(old: Any, new: list[Any]) -> None:
    """Make a list of entries with ids say `new`; an entry that stays keeps its comments."""
    known = {str(node["id"]): node for node in old}
    if [str(node["id"]) for node in old] != [entry["id"] for entry in new]:
        wanted = [known.get(entry["id"]) for entry in new]
        for index in range(len(old) - 1, -1, -1):
            del old[index]
        for entry, node in zip(new, wanted, strict=True):
            old.append(_styled(entry) if node is None else node)
    for node, entry in zip(old, new, strict=True):
        _update(node, entry)


def _reorder(old: Any, wanted: list[Any]) -> None:
    """Put keys in order where the order is one of answers, versions or lists, not of the keys of an item."""
    there = [name for key in old if (name := _name(key)) in wanted]
    if "id" in old or "module" in old or there == wanted:
        return
    by_name = {_name(key): key for key in old}
    for name in wanted:
        old.move_to_end(by_name[name])
