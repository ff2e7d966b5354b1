"""A small study and its question bank, compiled, for the tests of compiling and of every output."""

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

CONSENT = """\
module: consent
lists:
  yesno: {1: {en: "Yes", cy: Ydw}, 2: {en: "No", cy: Nac ydw}}
items:
  - id: C1
    variable: consent
    type: one of yesno
    versions: {v1: {en: Shall we go ahead?, cy: Awn ni ymlaen?}}
    use: {baseline: v1, m12: v1}
"""

HOME = """\
module: home
title: {en: Your home, cy: Eich cartref}
ask: consent = 1
lists:
  bills: {1: {en: Water, cy: Dŵr}, 97: {en: None, cy: Dim}}
items:
  - id: H1
    variable: adults
    type: whole 1..12
    allow: [dont_know, refused]
    versions:
      v1: {en: How many adults?, cy: Faint o oedolion?}
      v2: {en: How many adults now?, cy: Faint o oedolion nawr?, replaces: v1}
    use: {baseline: v1, m12: {telephone: v2, self: v1}}
    ask: {m12: baseline.int_date is missing}
    card: A
    check: {soft: prior.adults is missing or adults >= prior.adults, hard: adults < 12}
    remind: {from: H1, say: {en: "You said {prior}.", cy: "{prior} oedd yr ateb."}}
  - id: H2
    variable: moved
    type: one of yesno
    allow: [refused]
    versions: {v1: {en: Moved?, cy: Wedi symud?}}
    use: {baseline: v1, m12: v1}
  - id: H3
    variable: note_moved
    type: note
    versions: {v1: {en: Now about the move., cy: Nawr am y symud.}}
    use: {baseline: v1, m12: v1}
    ask: moved = 1
  - id: H4
    variable: bills
    type: any of bills
    exclusive: [97]
    allow: [dont_know]
    versions: {v1: {en: Which bills?, cy: Pa filiau?}}
    use: {baseline: v1, m12: v1}
    ask: moved = 1 and adults >= 2
    sensitive: true
  - id: H5
    variable: since
    type: date
    allow: [refused]
    called: {en: that day, cy: y diwrnod hwnnw}
    versions: {v1: {en: Since when?, cy: Ers pryd?}}
    use: {baseline: v1, m12: v1}
  - id: H6
    variable: words
    type: text
    versions: {v1: {en: "Why, after {since}?", cy: "Pam, ar ôl {since}?"}}
    use: {baseline: v1, m12: v1}
scales:
  - {id: s1, items: [H1, H2], score: {how: sum}}
"""

CONFIG = read_config(parse_yaml(STUDY, "study.yaml"))
BANK = Bank((parse_module(CONSENT), parse_module(HOME)))


def made(wave: str, mode: str | None = None, languages: tuple[str, ...] = ()) -> Instrument:
    """Compile a wave of the small bank."""
    return compile_instrument(BANK, CONFIG, wave, mode, languages)
