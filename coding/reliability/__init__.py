"""How far coders agree: coefficients over rated units, and over spans of a text.

Pure functions over plain values.  A result is a frozen value; where the data cannot answer, its ``value`` is
None and ``undefined`` says why.
"""
