"""Reading one item of the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from ..study.missing import Reason
from .answer_type import EXAMPLES, parse_answer_type
from .authored import Authored
from .bank import ALL, UNREAD, AnswerType, Item, Reminder, Rule, Texts, Version
from .roster_reader import ROSTER_KEYS, read_rows

__all__ = ["read_item"]

_ITEM_KEYS = (
    "id", "variable", "type", "allow", "versions", "use", "ask", "check", "remind", "card", "instruct",
    "seconds", "sensitive", "exclusive", "called", *ROSTER_KEYS,
)  # fmt: skip
_VERSION_KEYS = ("replaces", "because", "comparable")
_ANSWERS = "answers"
_REMIND_KEYS = ("from", "say", "sensitivity", "if_changed")
_CHECK_KEYS = ("soft", "hard")
_SAID_KEYS = ("unless", "say")
_ROSTER = "roster"
# A reason a respondent can give; the others come about in other ways.
_ALLOWED = (Reason.DONT_KNOW, Reason.REFUSED)


def read_item(authored: Authored, node: Mapping[Any, Any], module: str) -> Item:
    """Read one entry of ``items``; problems are collected in `authored`."""
    name = authored.text(node, "id", "an item", "PAR010", needed=True)
    section = f"item {name}"
    authored.known(node, _ITEM_KEYS, section)
    answers = _type(authored, node, section)
    check = authored.mapping(node, "check", section)
    authored.known(check, _CHECK_KEYS, "check")
    return Item(
        id=name,
        variable=_variable(authored, node, answers, section),
        type=answers,
        versions=_versions(authored, node, section),
        use=_use(authored, node, section),
        module=module,
        allow=_allow(authored, node, answers, section),
        exclusive=_exclusive(authored, node, answers, section),
        ask=_ask(authored, node, section),
        soft=_check(authored, check, "soft"),
        hard=_check(authored, check, "hard"),
        remind=_remind(authored, node, section),
        card=_card(authored, node, section),
        instruct=_instruct(authored, node, section),
        seconds=_seconds(authored, node, section),
        sensitive=authored.flag(node, "sensitive", section),
        called=authored.texts(node, "called", section) if "called" in node else {},
        rows=read_rows(authored, node, answers, section),
        place=authored.place(node, "id", item=name),
        places=authored.places(node, item=name),
    )


def _type(authored: Authored, node: Mapping[Any, Any], section: str, key: str = "type") -> AnswerType:
    text = authored.text(node, key, section, "one of yesno", needed=True)
    found = parse_answer_type(text)
    if found is None and text.split(" ")[0] == _ROSTER:
        authored.report_value("FP2201", node, key, type=text)
    elif found is None and text:
        authored.report_value("FP2002", node, key, type=text, known=EXAMPLES)
    elif found is not None and found.low is not None and found.high is not None and found.low > found.high:
        authored.report_value("FP2005", node, key, low=f"{found.low:g}", high=f"{found.high:g}")
        return UNREAD
    return found or UNREAD


def _variable(authored: Authored, node: Mapping[Any, Any], answers: AnswerType, section: str) -> str:
    needed = answers.kind != "note" or bool(answers.members)
    return authored.text(node, "variable", section, "par_cope", needed=needed)


def _exclusive(
    authored: Authored, node: Mapping[Any, Any], answers: AnswerType, section: str
) -> tuple[int, ...]:
    value = node.get("exclusive", [])
    if not isinstance(value, list) or not all(isinstance(code, int) for code in value):
        authored.wrong(node, "exclusive", section, "a list of codes", "exclusive: [97]")
        return ()
    if value and answers.kind != "any" and answers != UNREAD:
        authored.report("FP2012", node, "exclusive", type=answers)
    return tuple(map(int, value))


def _ask(authored: Authored, node: Mapping[Any, Any], section: str) -> dict[str, Rule]:
    """Read a condition for all waves, or one for each wave that has one."""
    if isinstance(node.get("ask"), Mapping):
        rules = {str(wave): authored.rule(node["ask"], wave, section) for wave in node["ask"]}
    else:
        rules = {ALL: authored.rule(node, "ask", section)}
    return {wave: rule for wave, rule in rules.items() if rule is not None}


def _check(authored: Authored, node: Mapping[Any, Any], key: str) -> Rule | None:
    """Read a check: a condition, or a condition under ``unless`` with the sentence said where it fails."""
    if not isinstance(node.get(key), Mapping):
        return authored.rule(node, key, "check")
    inner, section = node[key], f"the {key} check"
    authored.known(inner, _SAID_KEYS, section)
    for needed, example in (("unless", "adults <= 5"), ("say", "{en: Is that right?}")):
        if needed not in inner:
            authored.absent(inner, needed, section, example)
    rule = authored.rule(inner, "unless", section)
    return rule and replace(rule, say=authored.texts(inner, "say", section) if "say" in inner else {})


def _instruct(authored: Authored, node: Mapping[Any, Any], section: str) -> dict[str, Texts]:
    """Read an instruction for all modes, or one for each mode that has one."""
    value = node.get("instruct", {})
    if isinstance(value, Mapping) and value and all(isinstance(inner, Mapping) for inner in value.values()):
        return {str(mode): authored.texts(value, mode, section) for mode in value}
    return {ALL: authored.texts(node, "instruct", section)} if "instruct" in node else {}


def _versions(authored: Authored, node: Mapping[Any, Any], section: str) -> dict[str, Version]:
    nodes = authored.mapping(node, "versions", section)
    if not nodes:
        authored.absent(node, "versions", section, "{v1: {en: How are you?}}")
    versions = {str(name): _version(authored, nodes, name) for name in nodes}
    for version in versions.values():
        if version.replaces is not None and version.replaces not in versions:
            known = ", ".join(each for each in versions if each != version.name) or "none"
            authored.report_value(
                "FP2032", nodes[version.name], "replaces", version=version.replaces, known=known
            )
    return versions


def _version(authored: Authored, nodes: Mapping[Any, Any], name: Any) -> Version:
    section = f"version {name}"
    node = authored.mapping(nodes, name, "versions")
    facts = {key: authored.text(node, key, section, "v1") for key in _VERSION_KEYS if key in node}
    words = authored.texts(nodes, name, section, besides=(*_VERSION_KEYS, _ANSWERS))
    answers = _type(authored, node, section, _ANSWERS) if _ANSWERS in node else None
    return Version(str(name), words, **facts, answers=answers, place=authored.place(nodes, name))


def _use(authored: Authored, node: Mapping[Any, Any], section: str) -> dict[str, str | Mapping[str, str]]:
    nodes = authored.mapping(node, "use", section)
    use: dict[str, str | Mapping[str, str]] = {}
    for wave, value in nodes.items():
        if isinstance(value, Mapping) and all(isinstance(name, str) for name in value.values()):
            use[str(wave)] = {str(mode): str(name) for mode, name in value.items()}
        elif isinstance(value, str):
            use[str(wave)] = str(value)
        else:
            authored.wrong(
                nodes, wave, "use", "a version, or a version for each mode", "m12: {telephone: v2}"
            )
    return use


def _allow(
    authored: Authored, node: Mapping[Any, Any], answers: AnswerType, section: str
) -> tuple[Reason, ...]:
    words = authored.words(node, "allow", section, "[dont_know, refused]")
    if words and answers.kind == "note":
        authored.report("FP2004", node, "allow")
        return ()
    known = {reason.word: reason for reason in _ALLOWED}
    for index, word in enumerate(words):
        if word not in known:
            facts = {"expected": f"a list of {', '.join(known)}", "example": "allow: [dont_know]"}
            authored.report("FP1004", node["allow"], index, key="allow", section=section, **facts)
    return tuple(known[word] for word in words if word in known)


def _remind(authored: Authored, node: Mapping[Any, Any], section: str) -> Reminder | None:
    if "remind" not in node:
        return None
    inner = authored.mapping(node, "remind", section)
    if not isinstance(node["remind"], Mapping):
        return None
    authored.known(inner, _REMIND_KEYS, "remind")
    if "say" not in inner:
        authored.absent(inner, "say", "remind", "{en: 'Last time you told us {prior}.'}")
    return Reminder(
        source=authored.text(inner, "from", "remind", "PAR020", needed=True),
        say=authored.texts(inner, "say", "remind") if "say" in inner else {},
        sensitivity=cast(
            Any, authored.word(inner, "sensitivity", "remind", ("ordinary", "sensitive"), "ordinary")
        ),
        if_changed=cast(Any, authored.word(inner, "if_changed", "remind", ("ask",), "ask")),
        place=authored.place(node, "remind"),
    )


def _card(authored: Authored, node: Mapping[Any, Any], section: str) -> str | None:
    value = node.get("card")
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return None if value is None else str(value)
    authored.wrong(node, "card", section, "a letter or a number", "card: A")
    return None


def _seconds(authored: Authored, node: Mapping[Any, Any], section: str) -> dict[str, float]:
    nodes = authored.mapping(node, "seconds", section)
    for mode, value in nodes.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            authored.wrong(nodes, mode, "seconds", "a number of seconds", f"{mode}: 12")
    return {str(mode): float(value) for mode, value in nodes.items() if isinstance(value, int | float)}
