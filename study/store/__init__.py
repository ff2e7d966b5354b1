"""The store: the study's database and its hashed files; the only place that knows SQL."""
