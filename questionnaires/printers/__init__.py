"""Rules printed for machines and for people, all from the one syntax tree."""
