"""Several coders: who codes what without seeing the others, how far they agree, and what is decided."""
