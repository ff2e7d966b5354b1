"""A small study with a household, for the tests of rosters in every part of the room."""

from __future__ import annotations

from familypanel.questionnaires import Bank, Instrument, compile_instrument
from familypanel.questionnaires.bank_reader import parse_module
from familypanel.study.config_reader import read_config
from familypanel.study.yaml_source import parse_yaml

STUDY = """\
title: A study
languages: [en, cy]
waves:
  baseline: {label: Baseline, months: 0, mode: face_to_face}
  m12: {label: {en: +12 months, cy: +12 mis}, months: 12, mode: telephone}
missing: ukhls
"""

HOUSEHOLD = """\
module: household
title: {en: Your household, cy: Eich cartref}
lists:
  yesno: {1: {en: "Yes", cy: Oes}, 2: {en: "No", cy: Nac oes}}
  relation: {1: {en: Partner, cy: Partner}, 2: {en: Child, cy: Plentyn}, 3: {en: Other, cy: Arall}}
  helps: {1: {en: Cooking, cy: Coginio}, 2: {en: Shopping, cy: Siopa}, 97: {en: Neither, cy: Dim un}}
items:
  - id: HH010
    variable: others
    type: whole 0..4
    allow: [refused]
    versions: {v1: {en: How many others live here?, cy: Faint arall sy'n byw yma?}}
    use: {baseline: v1, m12: v1}
  - id: HH020
    variable: people
    type: roster of HH030, HH040, HH050, HH060, HH070
    versions: {v1: {en: Now about each of them., cy: Nawr am bob un.}}
    use: {baseline: v1, m12: v1}
    called: {en: Person, cy: Person}
    most: 4
    count: others
  - id: HH030
    variable: name
    type: text
    versions: {v1: {en: "What is the name of person {row}?", cy: "Beth yw enw person {row}?"}}
    use: {baseline: v1, m12: v1}
    called: {en: this person, cy: y person hwn}
  - id: HH040
    variable: rel
    type: one of relation
    allow: [refused]
    versions: {v1: {en: "How is {name} related to you?", cy: "Sut mae {name} yn perthyn i chi?"}}
    use: {baseline: v1, m12: v1}
    card: A
  - id: HH050
    variable: born
    type: whole 1900..2030
    allow: [dont_know]
    versions: {v1: {en: "In which year was {name} born?", cy: "Ym mha flwyddyn y ganed {name}?"}}
    use: {baseline: v1, m12: v1}
    check:
      soft: {unless: rel != 1 or born <= 2000, say: {en: "{name} is young.", cy: "Mae {name} yn ifanc."}}
    remind:
      from: HH050
      say: {en: "Last time you said {prior}.", cy: "Y tro diwethaf: {prior}."}
  - id: HH060
    variable: school
    type: one of yesno
    versions: {v1: {en: "Does {name} go to school?", cy: "Ydy {name} yn yr ysgol?"}}
    use: {baseline: v1}
    ask: rel = 2 and born >= 2000
    sensitive: true
  - id: HH070
    variable: help
    type: any of helps
    exclusive: [97]
    versions: {v1: {en: "What does {name} help with?", cy: "Gyda beth mae {name} yn helpu?"}}
    use: {baseline: v1, m12: v1}
    ask: {baseline: rel != 3, m12: prior.rel != 3}
  - id: HH080
    variable: childcare
    type: one of yesno
    versions: {v1: {en: Do you use childcare?, cy: Ydych chi'n defnyddio gofal plant?}}
    use: {baseline: v1, m12: v1}
    ask: count(rel = 2 and born >= 2010) >= 1
  - id: HH090
    variable: eldest
    type: one of yesno
    versions: {v1: {en: "Is {name_1} the eldest?", cy: "Ai {name_1} yw'r hynaf?"}}
    use: {baseline: v1, m12: v1}
    ask: all(rel is answered) or sum(born) > 4000
"""

VISITS = """\
module: visits
title: {en: Visitors, cy: Ymwelwyr}
items:
  - id: VI010
    variable: callers
    type: roster of VI020, VI030
    versions: {v1: {en: Now your visitors., cy: Nawr eich ymwelwyr.}}
    use: {baseline: v1}
    ask: others <= 2
    called: {en: Visitor, cy: Ymwelydd}
    most: 3
    until: more = 2
  - id: VI020
    variable: visitor
    type: text
    versions: {v1: {en: "Who is visitor {row}?", cy: "Pwy yw ymwelydd {row}?"}}
    use: {baseline: v1}
  - id: VI030
    variable: more
    type: one of yesno
    versions: {v1: {en: Was there another?, cy: Oedd un arall?}}
    use: {baseline: v1}
  - id: VI040
    variable: tired
    type: one of yesno
    versions: {v1: {en: Are you tired?, cy: Ydych chi wedi blino?}}
    use: {baseline: v1, m12: v1}
"""

CONFIG = read_config(parse_yaml(STUDY, "study.yaml"))


def bank(household: str = HOUSEHOLD, visits: str = VISITS) -> Bank:
    """Read the two modules."""
    return Bank((parse_module(household, "household.yaml"), parse_module(visits, "visits.yaml")))


BANK = bank()


def made(wave: str = "baseline", mode: str | None = None, languages: tuple[str, ...] = ()) -> Instrument:
    """Compile a wave of the bank."""
    return compile_instrument(BANK, CONFIG, wave, mode, languages)
