"""Clusters: projects, in which families are nested, else families."""

from __future__ import annotations

from familypanel.panel.clusters import clusters_of
from familypanel.panel.register import Member, Register


def register(*members: tuple[str, str | None, str | None]) -> Register:
    return Register({urn: Member(urn, family=family, project=project) for urn, family, project in members})


def test_projects_come_first_and_one_may_not_be_recorded() -> None:
    found = clusters_of(register(("A", "F1", "P"), ("B", "F1", "Q"), ("C", None, None)), ["C", "A", "B"])
    assert found is not None and found.name == "project"
    assert found.to_dict() == {"C": "not recorded", "A": "P", "B": "Q"}


def test_families_where_there_is_one_project() -> None:
    found = clusters_of(register(("A", "F1", "P"), ("B", "F1", "P"), ("C", None, "P")), "ABC")
    assert found is not None and found.name == "family"
    assert found.to_dict() == {"A": "F1", "B": "F1", "C": "C"}


def test_none_where_every_member_stands_for_itself() -> None:
    assert clusters_of(register(("A", "F1", "P"), ("B", "F2", "P")), "AB") is None
    assert clusters_of(register(("A", "F1", None), ("B", "F1", None)), "AB") is None
    assert clusters_of(register(), []) is None
