"""Returns: read, check, match and store what the field delivers, and write it out without loss."""
