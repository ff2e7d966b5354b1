"""Redaction: pseudonyms that stand beside the text, signed off by a second person before anything leaves."""
