"""The desk as a Flask application: who is let in, what every answer carries, and how problems are shown.

The doors (coming in, unlocking, leaving) are in `doors`, the pages themselves in `pages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, redirect, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ...study.folder import Study
from ...study.problems import ExitCode, ProblemError, problem
from .advice import Adviser
from .doors import DOORS, cookie_name, here
from .figures import Figures
from .grouping import Groups
from .guard import ANSWER_HEADERS, speaks_from_our_page, speaks_to_us
from .pages import PAGES
from .pages.page import interpreter, language, marked, say
from .sessions import Session, Sessions
from .strings import LANGUAGES

__all__ = ["Desk", "make_app"]

MAX_UPLOAD = 1 << 20
_OPEN = frozenset({"static", "enter"})
_UNNAMED = frozenset({"who", "name", "leave"})
# What a page asks for by itself, whether somebody sits before it or not.
_UNATTENDED = frozenset({"changes"})
_LOCKED = frozenset({"unlock", "word", "leave"})
_STATUS = {
    ExitCode.REFUSED: 403,
    ExitCode.LOCKED: 503,
    ExitCode.USAGE: 400,
    ExitCode.FILE: 400,
    ExitCode.STUDY: 500,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work on.

    Parameters
    ----------
    study : Study
        The study.
    sessions : Sessions
        Who sits at the desk.
    hosts : frozenset of str
        The values of ``Host`` that are ours.
    adviser : Adviser
        What suggests codes.
    groups : Groups
        What groups turns by their words.
    """

    study: Study
    sessions: Sessions
    hosts: frozenset[str]
    adviser: Adviser
    groups: Groups


def make_app(desk: Desk) -> Flask:
    """Make the application; it holds no state but the sessions of `desk`."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=MAX_UPLOAD, MAX_FORM_PARTS=100)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["desk"] = desk
    app.extensions["figures"] = Figures(desk.study)
    app.before_request(lambda: _let_in(desk))
    app.after_request(_protect)
    app.context_processor(_shared_words)
    app.register_error_handler(ProblemError, _show_problem)
    app.register_error_handler(HTTPException, _show_refusal)
    app.register_error_handler(Exception, _show_fault)
    for page in (*DOORS, *PAGES):
        app.add_url_rule(page.rule, page.name, page.answer, methods=[page.method])
    return app


# -- who is let in ---------------------------------------------------------------------------------


def _let_in(desk: Desk) -> AnyResponse | None:
    """Refuse what is not meant for us; send those without a name, or locked, to the right door."""
    g.session = g.key = None
    if not speaks_to_us(request.host, desk.hosts):
        raise Forbidden
    if request.method not in {"GET", "HEAD"} and not speaks_from_our_page(dict(request.headers), desk.hosts):
        raise Forbidden
    if request.endpoint in _OPEN:
        return None
    g.key = request.cookies.get(cookie_name(request.host))
    g.session = desk.sessions.find(g.key, acts=_acts())
    if g.session is None:
        raise Forbidden
    return _sent_to_a_door(g.session)


def _sent_to_a_door(session: Session) -> AnyResponse | None:
    if session.locked:
        return None if request.endpoint in _LOCKED else _covered(session)
    if not session.coder and request.endpoint not in _UNNAMED:
        return redirect("/who", 303)
    return None


def _covered(session: Session) -> AnyResponse:
    """Send to the lock, and remember the page that was asked for."""
    if request.method == "GET" and _is_page():
        session.left = here(request.path, request.query_string.decode("ascii", "replace"))
    return redirect("/unlock", 303)


def _is_page() -> bool:
    """Say whether a page is asked for, and not a part of one: a picture, a stylesheet, news."""
    whole = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return whole and request.accept_mimetypes.best != "application/json"


def _acts() -> bool:
    """Say whether somebody did something; what a page asks for by itself tells whether a key was touched."""
    return request.endpoint not in _UNATTENDED or "active" in request.args


def _protect(answer: Response) -> Response:
    for name, value in ANSWER_HEADERS.items():
        answer.headers[name] = value
    return answer


# -- what every page needs, and what is shown instead of one ---------------------------------------


def _shared_words() -> dict[str, Any]:
    spoken = language()
    session = g.get("session")
    inside = session is not None and bool(session.coder) and not session.locked
    return {
        "t": say, "told": interpreter().say, "marked": marked, "language": spoken, "languages": LANGUAGES,
        "coder": session.coder if inside else "", "page": request.endpoint,
        "idle": round(current_app.extensions["desk"].sessions.idle_seconds),
    }  # fmt: skip


def _show_problem(error: ProblemError) -> tuple[Any, int]:
    status = _STATUS.get(error.exit_code, 409)
    if request.accept_mimetypes.best == "application/json":
        return {"problems": [_told(found.row()) for found in error.problems]}, status
    return render_template("problem.html", problems=error.problems, page=""), status


def _told(row: dict[str, Any]) -> dict[str, Any]:
    tell = interpreter().say
    return row | {key: tell(row[key]) for key in ("message", "why", "remedy")}


def _show_refusal(error: HTTPException) -> tuple[str, int]:
    kind = {403: "closed" if request.method == "GET" else "refused", 404: "missing"}
    found = kind.get(error.code or 500, "refused")
    return render_template("refused.html", kind=found, page=""), error.code or 500


def _show_fault(error: Exception) -> tuple[Any, int]:
    """Show a fault of the program by its kind: what an exception says may hold the words of a transcript."""
    return _show_problem(ProblemError(problem("FP5142", kind=type(error).__name__)))
