"""``python -m familypanel`` is the command ``familypanel``."""

from .cli import main

main()
