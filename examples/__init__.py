"""Studies that come with the program; each can be made anew with ``familypanel init DIR --example NAME``."""
