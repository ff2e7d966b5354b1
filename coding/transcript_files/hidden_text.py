"""Hidden text of Word files: words that neither the screen nor the printed page shows."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

__all__ = ["hidden_words"]

_OFF = {"0", "false", "off"}


def hidden_words(body: Element, styles: Element | None = None) -> int:
    """Count the words of a Word file's body that are formatted as hidden, by themselves or by a style.

    Parameters
    ----------
    body : Element
        The ``w:body``.
    styles : Element, optional
        The root of styles.xml.

    Returns
    -------
    int
        Words; those that Word itself has split into several runs are counted once.
    """
    hiding = _hiding(styles) if styles is not None else frozenset()
    lines = ("".join(_hidden(paragraph, hiding)) for paragraph in body.iter() if _is(paragraph, "p"))
    return sum(len(line.split()) for line in lines)


def _hidden(paragraph: Element, hiding: frozenset[str]) -> Iterator[str]:
    """Give the hidden text of a paragraph; what stands between two hidden runs keeps their words apart."""
    whole = _style(paragraph, "{*}pPr/{*}pStyle") in hiding
    for run in _runs(paragraph):
        own = _switch(run)
        hidden = whole or _style(run, "{*}rPr/{*}rStyle") in hiding if own is None else own
        words = "".join(text.text or "" for text in run if _is(text, "t"))
        yield words if hidden else " " * bool(words)


def _runs(paragraph: Element) -> Iterator[Element]:
    """Give the runs of a paragraph, also inside links and insertions, but not those of its text boxes."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if _is(node, "r"):
            yield node
        elif not _is(node, "p"):
            stack.extend(reversed(node))


def _hiding(styles: Element) -> frozenset[str]:
    """List the styles that hide what is written in them."""
    found = (_value(style, "styleId") for style in styles.iter() if _is(style, "style") and _switch(style))
    return frozenset(name for name in found if name)


def _switch(node: Element) -> bool | None:
    """Say whether a run or a style is set to hidden, to shown (a vanish that is off), or to neither."""
    vanish = node.find("{*}rPr/{*}vanish")
    return None if vanish is None else (_value(vanish, "val") or "1") not in _OFF


def _style(node: Element, path: str) -> str:
    named = node.find(path)
    return "" if named is None else _value(named, "val")


def _value(node: Element, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _is(node: Element, name: str) -> bool:
    return isinstance(node.tag, str) and node.tag.rpartition("}")[2] == name
