"""The question bank as an Excel workbook that researchers can edit."""

from __future__ import annotations
