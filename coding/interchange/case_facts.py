"""What a project knows of its cases, brought to the sources they are made of.

Some programs keep variables with a source, others with a case that points at sources; here a source has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from xml.etree.ElementTree import Element

from .elements import child, children, local, reference

__all__ = ["case_facts", "values_of"]

Lost = Callable[[str, str, str], None]


def values_of(element: Element, variables: Mapping[str, str], lost: Lost) -> Iterator[tuple[str, str]]:
    """Give the variables of a source or case by name, with their values as text.

    Parameters
    ----------
    element : Element
        The source or case.
    variables : dict of guid to str
        Names of the variables.
    lost : callable
        Told what, where and why, for every value that is not taken over.
    """
    for value in children(element, "VariableValue"):
        name = variables.get(reference(child(value, "VariableRef")))
        given = next((one.text or "" for one in value if local(one).endswith("Value")), None)
        if name and given is not None:
            yield name, given
        elif not name:
            lost("VariableValue", element.get("name", ""), "its variable is not declared")


def case_facts(root: Element, variables: Mapping[str, str], lost: Lost) -> dict[str, dict[str, str]]:
    """Give the facts of each source that a case points at; the case's own name is the fact ``case``.

    Where two cases of a source say different things, the first is kept and the other counted.
    """
    found: dict[str, dict[str, str]] = {}
    for case in children(child(root, "Cases"), "Case"):
        name = case.get("name", "")
        sources = [reference(one) for one in children(case, "SourceRef")]
        if not sources:
            lost("Case", name, "it points at no source")
        for one in children(case, "CodeRef", "SelectionRef"):
            lost(local(one), name, "of a case, only sources and variables are taken over")
        facts = [("case", name)] if name else []
        facts += values_of(case, variables, lost)
        for source, (key, value) in product(sources, facts):
            if found.setdefault(source, {}).setdefault(key, value) != value:
                lost("VariableValue", name, "another case of the same source says otherwise")
    return found
