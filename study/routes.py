"""Routes: one way to reach a member, with the rule of using it safely."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Route"]


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach a member; what is not known is an empty text.

    What would lead to the member stands in no text that Python makes of a route, so that it cannot get into a
    message by accident.

    Parameters
    ----------
    urn : str
        The member.
    route : str
        ``phone``, ``mobile``, ``email``, ``post`` or ``visit``; a second one of a kind is ``mobile 2``.
    contact : str
        The number or address.
    ask_for : str
        Whom to ask for.
    safe_to_ring, voicemail, text : {'yes', 'no', ''}
        Whether it is safe to ring (of an address: to use it), to leave a message, to send a text.
    who_may_answer, hours : str
        Who may answer besides, and when.
    code_phrase : str
        What the member and the interviewer agreed to say.
    verified : str
        ISO date on which the member last confirmed the rule.
    """

    urn: str
    route: str
    contact: str = field(default="", repr=False)
    ask_for: str = field(default="", repr=False)
    safe_to_ring: str = ""
    voicemail: str = ""
    text: str = ""
    who_may_answer: str = field(default="", repr=False)
    hours: str = field(default="", repr=False)
    code_phrase: str = field(default="", repr=False)
    verified: str = ""
