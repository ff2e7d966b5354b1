"""Forms of other programs, read into the question bank."""

from __future__ import annotations
