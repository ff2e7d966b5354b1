"""`coding desk`: opening the desk on this computer until it is closed."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Sequence
from contextvars import copy_context
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.progress import announce
from ...study.table import Column, Table
from ..events.recording import plain_name
from .guard import is_loopback, our_hosts

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer


__all__ = ["desk"]

THREADS = 8
# A browser keeps six connections open: a hundred, as waitress has it, would be seventeen coders.
CONNECTIONS = 1000
_COLUMNS = (Column("coder"), Column("codings", kind="count"))


def desk(
    study: Study,
    *,
    coders: Sequence[str] = (),
    host: str = "127.0.0.1",
    port: int | None = None,
    no_browser: bool = False,
) -> Table:
    """Open the coding desk in the browser, and keep it open until it is ended (Ctrl+C).

    Parameters
    ----------
    study : Study
        The study.
    coders : sequence of str
        Who codes: one address is told for each, with the name behind it, and a fresh one when a session
        has ended.  With none, the desk asks for a name.
    host : str
        The address to listen on.  Only this computer's own are allowed: the pages are not encrypted and
        have no accounts.
    port : int, optional
        Default: any that is free.
    no_browser : bool
        Only tell the address.

    Returns
    -------
    Table
        A row a coder with the codings that hold now.

    Raises
    ------
    ProblemError
        FP5140 an address that others can reach, FP5141 the port is taken.
    """
    from .advice import Adviser
    from .app import Desk, make_app
    from .grouping import Groups
    from .rehearsing import rehearse
    from .sessions import Sessions

    if not is_loopback(host):
        raise ProblemError(problem("FP5140", host=host))
    listening = _listening(host, port)
    here = listening.getsockname()[1]
    # A thread that serves a page announces as this one does.
    announcing = copy_context()
    sessions = Sessions(ended=lambda coder: announcing.copy().run(invite, coder))

    def invite(coder: str, opened: bool = False) -> None:
        _tell(_address(host, here, sessions.invite(coder), coder), opened)

    with study.store.kept_open():
        adviser = Adviser(study)
        app = make_app(Desk(study, sessions, our_hosts(here), adviser, Groups(study)))
        rehearse(app, study)
        for number, coder in enumerate(coders or ("",)):
            invite(plain_name(coder), number == 0 and not no_browser)
        adviser.prepare()
        _serve(app, listening)
    return _summary(study)


def _address(host: str, port: int, token: str, coder: str) -> str:
    """Give the address that lets somebody in; behind ``#``, which no browser sends, stands for whom it is."""
    whose = f"#{quote(coder)}" if coder else ""
    return f"http://{'[::1]' if ':' in host else '127.0.0.1'}:{port}/enter?token={token}{whose}"


def _listening(host: str, port: int | None) -> socket.socket:
    """Take the port now: the address that is told is the one that answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    # Not SO_REUSEADDR on Windows: there it lets a second program take the same port.
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        # Not the name "localhost": what it leads to is written in a file.
        listening.bind(("::1" if ":" in host else "127.0.0.1", port or 0))
    except OSError as error:
        listening.close()
        raise ProblemError(problem("FP5141", port=port, reason=error.strerror or str(error))) from error
    listening.listen(128)
    return listening


def _tell(address: str, opened: bool) -> None:
    announce(address)
    if opened:
        # A browser that is slow to start must not keep the desk from answering it.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _serve(app: object, listening: socket.socket) -> None:
    """Answer until somebody ends the desk."""
    import logging

    from waitress.server import create_server

    # Requests that wait a moment for their turn are nothing to tell anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)

    server: BaseWSGIServer = create_server(
        app, sockets=[listening], threads=THREADS, ident=None, max_request_body_size=1 << 20,
        connection_limit=CONNECTIONS, asyncore_use_poll=True,
    )  # fmt: skip
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _summary(study: Study) -> Table:
    from collections import Counter

    from ..corpus import codings_of

    counted = Counter(coding.coder for coding in codings_of(study))
    rows = [{"coder": coder, "codings": n} for coder, n in sorted(counted.items())]
    return Table.of(rows, _COLUMNS, notes=("The desk is closed; everything is stored.",))
