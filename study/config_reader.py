"""Reading study.yaml: every key checked, every problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from .config import FIXED, MODES, Consent, Contact, Disclosure, StudyConfig, Wave, Window
from .missing import SCHEMES, MissingScheme, Reason
from .problems import Problem, ProblemError
from .urn import CHECKS, UrnScheme
from .yaml_source import YamlSource

__all__ = ["read_config"]

_TOP_KEYS = {
    "title", "waves", "records", "languages", "missing", "urn", "roles", "speakers", "disclosure",
    "consent", "contact", "indicators", "published", "report", "fixed",
}  # fmt: skip
_WAVE_KEYS = {"label", "months", "mode", "window", "prefix", "unknown"}
_TOP = "study.yaml"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PREFIX = re.compile(r"[A-Za-z]\w*", re.ASCII)
_BASELINE_WINDOW = Window(0, 112)
_FOLLOW_UP_WINDOW = Window(28, 56)
Node = Mapping[Any, Any]


def read_config(source: YamlSource) -> StudyConfig:
    """Check study.yaml and build the configuration.

    Raises
    ------
    ProblemError
        With every problem found, each with line and column.
    """
    reader = _Reader(source)
    config = reader.config()
    if reader.problems:
        raise ProblemError(reader.problems)
    return config


def _usual_label(months: int, language: str) -> str:
    """Name a wave that study.yaml gives no label, in English where there is no other word for it."""
    if language == "cy":
        return "Y don gyntaf" if months == 0 else f"+{months} mis"
    return "Baseline" if months == 0 else f"+{months} months"


class _Reader:
    """Reads section by section and collects every problem on the way."""

    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.spoken: tuple[str, ...] = ()

    def config(self) -> StudyConfig:
        top = self.source.content
        self.known(top, _TOP_KEYS, _TOP)
        self.spoken = self.languages(top)
        return StudyConfig(
            title=self.text(top, "title", _TOP, None),
            waves=self.waves(top),
            records=self.records(top),
            languages=self.spoken,
            missing=self.missing(top),
            urn=self.urn(top),
            roles=self.words(top, "roles"),
            speakers={mark.upper(): role for mark, role in self.words(top, "speakers").items()},
            disclosure=self.disclosure(top),
            consent=self.consent(top),
            contact=self.contact(top),
            indicators=self.text(top, "indicators", _TOP, "") or None,
            published=self.text(top, "published", _TOP, "") or None,
            **self.reported(top),
            fixed=self.listed(top, "fixed", _TOP, FIXED, "fixed: [sex, birth_year]"),
        )

    # -- sections ---------------------------------------------------------------------------------

    def waves(self, top: Node) -> tuple[Wave, ...]:
        node = self.section(top, "waves", "\n  baseline: {months: 0, mode: face_to_face}")
        return tuple(self.wave(node, name, index) for index, name in enumerate(node))

    def wave(self, node: Node, name: Any, index: int) -> Wave:
        section = f"wave {name}"
        body = self.mapping(node, name, section)
        self.name(node, name)
        self.known(body, _WAVE_KEYS, section)
        months = self.whole(body, "months", section, 0)
        labels = self.wave_labels(body, section, months)
        return Wave(
            name=str(name),
            label=next(iter(labels.values())),
            months=months,
            mode=self.choice(body, "mode", section, MODES, MODES[0]),
            window=self.window(body, section, _FOLLOW_UP_WINDOW if months else _BASELINE_WINDOW),
            prefix=self.prefix(body, section, index),
            unknown=cast(
                Literal["quarantine", "booster"],
                self.choice(body, "unknown", section, ("quarantine", "booster"), "quarantine"),
            ),
            labels=labels,
        )

    def prefix(self, body: Node, section: str, index: int) -> str:
        """Read what names of the wide panel file begin with; by default a letter a wave."""
        usual = chr(ord("a") + index % 26)
        found = self.text(body, "prefix", section, usual)
        if not _PREFIX.fullmatch(found):
            self.wrong(
                body, "prefix", section, "letters, digits and _, beginning with a letter", "prefix: w1"
            )
        return found

    def wave_labels(self, body: Node, section: str, months: int) -> dict[str, str]:
        """Read a label: one text, or a text for every language of the study, in their order."""
        if "label" not in body:
            return {language: _usual_label(months, language) for language in self.spoken}
        if not isinstance(body["label"], Mapping):
            return dict.fromkeys(self.spoken, self.text(body, "label", section, ""))
        texts = body["label"]
        self.known(texts, set(self.spoken), f"{section} label")
        return {language: self.text(texts, language, f"{section} label", None) for language in self.spoken}

    def records(self, top: Node) -> tuple[Wave, ...]:
        if "records" not in top:
            return ()
        node = self.section(top, "records", "\n  entry: {label: Entry}\n  exit: {label: Exit}")
        return tuple(self.occasion(node, name) for name in node)

    def occasion(self, node: Node, name: Any) -> Wave:
        section = f"records {name}"
        body = self.mapping(node, name, section)
        self.name(node, name)
        self.known(body, {"label"}, section)
        label = self.text(body, "label", section, str(name).capitalize())
        return Wave(str(name), label, 0, MODES[0], Window(0, 0), str(name), kind="records")

    def window(self, body: Node, section: str, default: Window) -> Window:
        if "window" not in body:
            return default
        inner = self.mapping(body, "window", section)
        section += " window"
        self.known(inner, {"before", "after"}, section)
        before = self.whole(inner, "before", section, default.before)
        return Window(before, self.whole(inner, "after", section, default.after))

    def languages(self, top: Node) -> tuple[str, ...]:
        found = self.listed(top, "languages", _TOP, ("en",), "languages: [en, cy]")
        return found or ("en",)

    def reported(self, top: Node) -> dict[str, Any]:
        """Read what the report shows beyond what it can find out by itself."""
        body = self.mapping(top, "report", "report") if "report" in top else {}
        self.known(body, {"by", "answers", "answers_by", "transitions"}, "report")
        return {
            "report_by": self.listed(body, "by", "report", ("project",), "by: [project]"),
            "report_answers": self.listed(body, "answers", "report", (), "answers: [support]"),
            "report_answers_by": self.text(body, "answers_by", "report", "sex"),
            "report_transitions": self.listed(body, "transitions", "report", (), "transitions: [support]"),
        }

    def missing(self, top: Node) -> MissingScheme:
        if not isinstance(top.get("missing"), Mapping):
            return SCHEMES[self.choice(top, "missing", _TOP, tuple(SCHEMES), "ukhls")]
        body = self.mapping(top, "missing", "missing")
        self.known(body, {"name", "codes"}, "missing")
        name = self.text(body, "name", "missing", "own")
        shipped = SCHEMES[name].codes if name in SCHEMES else {}
        return MissingScheme(name, {**shipped, **self.reasons(body)})

    def reasons(self, body: Node) -> dict[int, Reason]:
        """Read what the codes of a scheme mean; they stand before those of a shipped scheme."""
        if "codes" not in body:
            return {}
        node = self.mapping(body, "codes", "missing codes")
        words = tuple(reason.word for reason in Reason if reason is not Reason.VALUE)
        found: dict[int, Reason] = {}
        for code in node:
            if isinstance(code, bool) or not isinstance(code, int):
                self.wrong(node, code, "missing codes", "a whole number", "codes: {95: refused}")
            else:
                word = self.choice(node, code, "missing codes", words, words[0])
                found[int(code)] = Reason.of(word)
        return found

    def urn(self, top: Node) -> UrnScheme:
        if "urn" not in top:
            return UrnScheme()
        body = self.mapping(top, "urn", "urn")
        self.known(body, {"pattern", "check", "width", "separators"}, "urn")
        pattern = self.text(body, "pattern", "urn", "") or None
        try:
            re.compile(pattern or "")
        except re.error:
            self.wrong(body, "pattern", "urn", "a regular expression", 'pattern: "[0-9]{6}"')
        width = self.whole(body, "width", "urn", 0) or None
        check = self.choice(body, "check", "urn", tuple(CHECKS), "none")
        return UrnScheme(pattern, check, width, self.text(body, "separators", "urn", ""))

    def disclosure(self, top: Node) -> Disclosure:
        if "disclosure" not in top:
            return Disclosure()
        body = self.mapping(top, "disclosure", "disclosure")
        self.known(body, {"threshold", "attribution"}, "disclosure")
        threshold = self.whole(body, "threshold", "disclosure", Disclosure().threshold)
        return Disclosure(threshold, self.whole(body, "attribution", "disclosure", Disclosure().attribution))

    def consent(self, top: Node) -> Consent:
        if "consent" not in top:
            return Consent()
        body = self.mapping(top, "consent", "consent")
        self.known(body, {"quote", "elsewhere"}, "consent")
        elsewhere = self.listed(body, "elsewhere", "consent", (), "elsewhere: [practitioner, teacher]")
        return Consent(self.text(body, "quote", "consent", None) or None, elsewhere)

    def contact(self, top: Node) -> Contact:
        if "contact" not in top:
            return Contact()
        body = self.mapping(top, "contact", "contact")
        self.known(body, {"verified_within_months"}, "contact")
        default = Contact().verified_within_months
        return Contact(self.whole(body, "verified_within_months", "contact", default))

    def words(self, top: Node, key: str) -> dict[str, str]:
        if key not in top:
            return {}
        body = self.mapping(top, key, key)
        return {str(word): self.text(body, word, key, "") for word in body}

    # -- values -----------------------------------------------------------------------------------

    def known(self, node: Node, keys: set[str], section: str) -> None:
        self.problems += self.source.unknown_keys(node, keys, section)

    def wrong(self, node: Node, key: Any, section: str, expected: str, example: str) -> None:
        facts = {"key": key, "section": section, "expected": expected, "example": example}
        self.problems.append(self.source.problem("FP1004", node, key, **facts))

    def section(self, top: Node, key: str, example: str) -> Node:
        if key in top and isinstance(top[key], Mapping) and top[key]:
            return cast(Node, top[key])
        if key in top:
            self.wrong(top, key, _TOP, "a block of names, each with its settings", key + ":" + example)
        else:
            self.absent(top, key, _TOP, key + ":" + example)
        return {}

    def absent(self, node: Node, key: str, section: str, example: str) -> None:
        self.problems.append(
            self.source.problem("FP1005", node, None, key=key, section=section, example=example)
        )

    def mapping(self, node: Node, key: Any, section: str) -> Node:
        value = node[key]
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return value
        self.wrong(node, key, section, "a block of 'key: value'", f"{key}: {{label: ...}}")
        return {}

    def name(self, node: Node, name: Any) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            expected = "a name of small letters, digits and _, beginning with a letter"
            self.wrong(node, name, "the names of waves", expected, "m12")

    def text(self, node: Node, key: Any, section: str, default: str | None) -> str:
        value = node.get(key, default)
        if value is None:
            self.absent(node, key, section, f"{key}: ...")
        elif isinstance(value, str) and (value.strip() or key not in node):
            return str(value)
        else:
            self.wrong(node, key, section, "a text", f'{key}: "..."')
        return default or ""

    def listed(
        self, node: Node, key: str, section: str, default: tuple[str, ...], example: str
    ) -> tuple[str, ...]:
        value = node.get(key, list(default))
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(map(str, value))
        self.wrong(node, key, section, "a list of words", example)
        return default

    def whole(self, node: Node, key: str, section: str, default: int) -> int:
        value = node.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return int(value)
        self.wrong(node, key, section, "a whole number, 0 or more", f"{key}: {default}")
        return default

    def choice(self, node: Node, key: Any, section: str, known: tuple[str, ...], default: str) -> str:
        value = node.get(key, default)
        if value in known:
            return str(value)
        self.wrong(node, key, section, "one of " + ", ".join(known), f"{key}: {default}")
        return default
