"""`coding desk`: opening the desk on this computer until it is closed."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...study.folder import Study
from ...study.problems import ProblemError, problem
from ...study.progress import announce
from ...study.table import Column, Table
from .guard import is_loopback, our_hosts

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer


__all__ = ["desk"]

THREADS = 8
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
        Who codes: one address is told for each.  With none, the desk asks for a name.
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
    from .sessions import Sessions

    if not is_loopback(host):
        raise ProblemError(problem("FP5140", host=host))
    listening = _listening(host, port)
    here = listening.getsockname()[1]
    sessions = Sessions()
    for number, coder in enumerate(coders or ("",)):
        name = "[::1]" if ":" in host else "127.0.0.1"
        _tell(f"http://{name}:{here}/enter?token={sessions.invite(coder)}", number == 0 and not no_browser)
    with study.store.kept_open():
        adviser = Adviser(study)
        adviser.prepare()
        _serve(make_app(Desk(study, sessions, our_hosts(here), adviser, Groups(study))), listening)
    return _summary(study)


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
        listening.bind((host.strip("[]"), port or 0))
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
        app, sockets=[listening], threads=THREADS, ident=None, max_request_body_size=1 << 20
    )
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
