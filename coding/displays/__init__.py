"""Joint displays: what families said beside what became of them."""
