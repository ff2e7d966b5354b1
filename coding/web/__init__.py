"""The coding desk: a local page on which quotes are tagged, by keyboard, with others, offline.

Everything that is known about codings is decided in `familypanel.coding`; the pages only show it and pass on
what a coder does.  The desk keeps nothing of its own: its state is the study's database.
"""
