"""Projects of other programs, in and out: REFI-QDA (.qdpx, .qdc), Taguette, and codings as CSV.

Reading turns a file into a `Project`: a plain value that says what was not taken over and how positions were
understood.  Files from outside are opened in a limited child process
(``delivered``); everything else here is pure.
"""
