"""The log of coding: what somebody did is an event, and what holds follows from the events.

Events are written by ``recording``, folded by ``replaying``, and carried from computer to computer by
``bundles``.
"""
