"""study.yaml: what a study declares about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .missing import SCHEMES, MissingScheme
from .urn import UrnScheme

__all__ = ["MODES", "Contact", "Disclosure", "StudyConfig", "Wave", "Window"]

FIXED = ("sex", "birth_year", "year_of_birth", "birth_date", "date_of_birth")
MODES = ("face_to_face", "telephone", "self")


@dataclass(frozen=True, slots=True)
class Window:
    """Days around the target date in which an interview belongs to its wave.

    For the baseline the target is the referral date; for later waves it is the baseline interview date plus
    the months of the wave.
    """

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of interviews, or (kind ``records``) one occasion of records kept by project workers.

    Parameters
    ----------
    name : str
        Such as ``baseline`` or ``m12``.
    label : str
        As people read it, such as ``+12 months``, in the first language of the study.
    months : int
        Months after baseline.
    mode : {'face_to_face', 'telephone', 'self'}
        How most interviews are held.
    window : Window
        In days.
    prefix : str
        Letter put before variable names in wide files.
    unknown : {'quarantine', 'booster'}
        What happens to a return whose URN is not enrolled.
    kind : {'interview', 'records'}
        Records need no enrolment and never count as a wave of the panel.
    labels : mapping of str to str
        The label by language, where study.yaml gives it so; see `label_in`.
    """

    name: str
    label: str
    months: int
    mode: str
    window: Window
    prefix: str
    unknown: Literal["quarantine", "booster"] = "quarantine"
    kind: Literal["interview", "records"] = "interview"
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def label_in(self, language: str) -> str:
        """Give the label in `language`; a label that is one text for all languages holds in each."""
        return self.labels.get(language, self.label)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How small a group may be: `threshold` for cells of tables, `attribution` for quotes (members)."""

    threshold: int = 5
    attribution: int = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """How old a rule of safe contact may be: verified less than so many calendar months ago."""

    verified_within_months: int = 6


@dataclass(frozen=True)
class StudyConfig:
    """The content of study.yaml, checked.

    `speakers` maps a speaker mark in transcripts (upper case) to a role; `roles` maps a role to the label
    people read; `indicators` names the file that describes the indicators of records; `published` names a
    published table of their change, with which the computed change is compared; `report_by` names what the
    report breaks retention down by (member facts and baseline variables); `report_answers` are tabulated
    there by `report_answers_by`, and `report_transitions` followed from the first to the second wave; `fixed`
    names variables that do not change from wave to wave, such as sex and year of birth.
    """

    title: str
    waves: tuple[Wave, ...]
    records: tuple[Wave, ...] = ()
    languages: tuple[str, ...] = ("en",)
    missing: MissingScheme = field(default_factory=lambda: SCHEMES["ukhls"])
    urn: UrnScheme = field(default_factory=UrnScheme)
    roles: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    disclosure: Disclosure = field(default_factory=Disclosure)
    contact: Contact = field(default_factory=Contact)
    indicators: str | None = None
    published: str | None = None
    report_by: tuple[str, ...] = ("project",)
    report_answers: tuple[str, ...] = ()
    report_answers_by: str = "sex"
    report_transitions: tuple[str, ...] = ()
    fixed: tuple[str, ...] = FIXED

    @property
    def occasions(self) -> tuple[Wave, ...]:
        """Waves and records, in their order."""
        return self.waves + self.records
