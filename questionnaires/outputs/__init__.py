"""What an instrument is written as; each output is a pure function of the instrument."""
