"""The 26 projects, and how many families of each cohort the example gives them.

Names and places are facts of the evaluation. It does not say how many families each project brought into the
survey: the sizes are ours, unequal as such sizes are, and add up to the published 368 and 95.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PROJECTS", "WELSH_PROJECTS", "Project"]


class Project(NamedTuple):
    """One project: where it is, and its families in the main and in the booster cohort."""

    name: str
    region: str
    main: int
    booster: int


PROJECTS = (
    Project("Camden Futures", "London", 9, 3),
    Project("Families First, Hackney", "London", 22, 5),
    Project("Wolverhampton Improving Futures", "West Midlands", 27, 7),
    Project("Empowering Families, Midlothian", "Scotland", 8, 2),
    Project("Enfield Family Turnaround Project", "London", 14, 4),
    Project("LIFT, Cheshire", "North West", 19, 5),
    Project("Dundee Early Intervention Team", "Scotland", 16, 4),
    Project("Croydon Family Power", "London", 12, 3),
    Project("Securing Futures, Carmarthenshire", "Wales", 11, 3),
    Project("One Herts-One Family, Hertfordshire", "East of England", 24, 6),
    Project("Tyne Gateway", "North East", 18, 5),
    Project("Eleri, Cardiff", "Wales", 13, 3),
    Project("Nurturing Inverclyde", "Scotland", 10, 3),
    Project("Tackling Domestic Violence, Belfast", "Northern Ireland", 9, 2),
    Project("The Neighbourhood Alliance, Sunderland", "North East", 17, 4),
    Project("Brighter Futures, Wandsworth", "London", 11, 3),
    Project("Teulu Ni, Gwynedd", "Wales", 14, 4),
    Project("Bridging the Gap, Denbighshire", "Wales", 8, 2),
    Project("Building Bridges, Haringey", "London", 15, 4),
    Project("Family Pathways, Lewisham", "London", 13, 3),
    Project("Stronger Families, Future Communities, Southend", "East of England", 12, 3),
    Project("BIG Manchester", "North West", 29, 7),
    Project("Gateway, Fife", "Scotland", 12, 3),
    Project("Families Moving Forwards, Portsmouth", "South East", 7, 2),
    Project("Worcestershire Family Budgets", "West Midlands", 6, 2),
    Project("Connecting Families, Bridgend", "Wales", 12, 3),
)

WELSH_PROJECTS = tuple(project.name for project in PROJECTS if project.region == "Wales")
