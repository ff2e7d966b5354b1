"""Time all text outputs of a questionnaire of 150 items, 3 waves and 2 languages.

Run from the checkout: ``python benchmarks/questionnaires_outputs.py``.  Text outputs are those that are
written as text: web pages, SPSS syntax, REDCap, LimeSurvey, both DDI documents, the diagram and the
dictionary.  Times are of the processor; the ratio is to reading the YAML of the same bank, in the same run.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from familypanel.questionnaires import Instrument, build, read_bank, read_instrument
from familypanel.questionnaires.outputs.formats import FORMATS as WRITERS
from familypanel.study.folder import Study, load

ITEMS, RUNS, SEED = 150, 5, 20160304
FORMATS = (
    "html", "sps", "redcap", "limesurvey", "ddi-codebook", "ddi-lifecycle", "diagram", "dictionary",
)  # fmt: skip
STUDY = """\
title: Families
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: +12 months, months: 12, mode: telephone}
  m24: {label: +24 months, months: 24, mode: self}
missing: ukhls
"""
LISTS = """\
lists:
  yesno: {1: {en: "Yes", cy: Ydw}, 2: {en: "No", cy: Nac ydw}}
  agree5:
    1: {en: Strongly agree, cy: Cytuno'n gryf}
    2: {en: Agree, cy: Cytuno}
    3: {en: Neither agree nor disagree, cy: Ddim yn cytuno nac yn anghytuno}
    4: {en: Disagree, cy: Anghytuno}
    5: {en: Strongly disagree, cy: Anghytuno'n gryf}
  helpers: {1: {en: Family, cy: Teulu}, 2: {en: School, cy: Ysgol}, 97: {en: Nobody, cy: Neb}}
"""
TYPES = ("one of yesno", "one of agree5", "whole 0..20", "any of helpers", "one of agree5", "text", "date")
WAYS = {
    "one of yesno": "{0} = 1",
    "one of agree5": "{0} in (4, 5)",
    "whole 0..20": "{0} >= 3",
    "any of helpers": "{0} has 1",
}


def study(folder: Path) -> Study:
    """Write a study with a bank of ten modules, drawn by chance, and load it."""
    drawn = random.Random(SEED)
    (folder / "questionnaires").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    asked: list[tuple[str, str]] = []
    for number in range(10):
        items = "".join(item(drawn, asked) for _ in range(ITEMS // 10))
        text = f"module: m{number}\n{LISTS if number == 0 else ''}items:\n{items}"
        (folder / "questionnaires" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def item(drawn: random.Random, asked: list[tuple[str, str]]) -> str:
    """Draw an item; three in five are routed by one or two before it."""
    name, kind = f"q{len(asked):03}", TYPES[len(asked) % len(TYPES)]
    before = [WAYS[each].format(name) for name, each in asked[-20:] if each in WAYS]
    ask = " and ".join(drawn.sample(before, drawn.choice([1, 2]))) if len(before) > 3 else ""
    asked.append((name, kind))
    lines = [
        f"  - id: {name.upper()}",
        f"    variable: {name}",
        f"    type: {kind}",
        "    allow: [dont_know, refused]",
        f"    versions: {{v1: {{en: How is thing {name} in your family now?, cy: Sut mae {name} yn awr?}}}}",
        "    use: {baseline: v1, m12: v1, m24: v1}",
        "    instruct: {en: Read out., cy: Darllenwch.}",
        *([f"    ask: {ask}"] if ask and drawn.random() < 0.6 else []),
    ]
    return "\n".join(lines) + "\n"


def write(instruments: list[Instrument], formats: tuple[str, ...]) -> int:
    """Make every file of some formats; give how many bytes they have."""
    size = 0
    for made in instruments:
        for each in (WRITERS[name] for name in formats):
            for kind in (each, *each.variants):
                for language in made.languages if kind.by_language else made.languages[:1]:
                    size += len(kind.write(made, language))
    return size


def timed(what: Callable[[], object]) -> float:
    """Give the processor seconds of the middle of several runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        what()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    """Time reading, each output with its proofs, and all outputs together."""
    with tempfile.TemporaryDirectory() as folder:
        made = study(Path(folder) / "study")
        reading = timed(lambda: read_bank(made.questionnaires))
        print(f"{ITEMS} items, 3 waves, 2 languages; reading the bank: {reading:.2f} s")
        instruments = [read_instrument(made, wave.name) for wave in made.config.waves]
        for name, formats in ({each: (each,) for each in FORMATS} | {"all of them": FORMATS}).items():
            seconds = timed(partial(write, instruments, formats))
            print(f"{name:16} {seconds:.2f} s, {seconds / reading:.1f} x reading the bank")
        whole = timed(lambda: build(made, formats=FORMATS, dry_run=True))
        print(
            f"{'build':16} {whole:.2f} s, {whole / reading:.1f} x: read, prove, compile and make all of them"
        )


if __name__ == "__main__":
    main()
