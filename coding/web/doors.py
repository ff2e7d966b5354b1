"""The doors of the desk: coming in with a token, giving a name, unlocking, leaving, changing the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from ...study.problems import ProblemError, problem
from ..events.recording import plain_name
from .pages.page import Page, typed
from .sessions import Sessions, set_word
from .strings import LANGUAGES, chosen_language

__all__ = ["DOORS", "cookie_name", "here"]

LONGEST_NAME = 40


def cookie_name(host: str) -> str:
    """Name the cookie after the port: browsers keep one jar for all ports, so desks would share a cookie."""
    return f"familypanel_desk_{host.rpartition(':')[2]}"


def _sessions() -> Sessions:
    found: Sessions = current_app.extensions["desk"].sessions
    return found


def _enter() -> Response:
    """Swap the token of the address for a cookie that no script can read and no other site can send."""
    if request.method == "HEAD":
        # Who only looks whether the address is there must not use it up.
        raise Forbidden
    language = chosen_language(request.headers.get("Accept-Language", ""))
    key = _sessions().enter(request.args.get("token", ""), language)
    if key is None:
        raise Forbidden
    answer = redirect("/", 303)
    answer.set_cookie(cookie_name(request.host), key, httponly=True, samesite="Strict", path="/")
    return answer


def _ask_who() -> str:
    return render_template("who.html")


def _who() -> Response:
    """Take a name, once: whoever could change it would see what others code blind."""
    name = plain_name(typed("name", LONGEST_NAME))
    if not name:
        return redirect("/who", 303)
    if g.session.coder not in {"", name}:
        raise ProblemError(problem("FP5980", coder=g.session.coder))
    g.session.coder = name
    set_word(g.session, request.form.get("word", ""))
    return redirect("/", 303)


def _locked() -> tuple[str, int]:
    """Ask for the word; where there is none the session ends, and the terminal tells a fresh address."""
    if g.session.locked and not g.session.word:
        _sessions().leave(g.key)
        return render_template("refused.html", kind="closed"), 403
    return render_template("unlock.html", wrong="wrong" in request.args), 200


def _unlock() -> Response:
    opened = _sessions().unlock(g.key, request.form.get("word", ""))
    return redirect(g.session.left if opened else "/unlock?wrong", 303)


def _leave() -> Response:
    _sessions().leave(g.key)
    answer = redirect("/", 303)
    answer.delete_cookie(cookie_name(request.host), path="/")
    return answer


def _language() -> Response:
    wanted = request.form.get("language", "")
    g.session.language = wanted if wanted in LANGUAGES else g.session.language
    page = urlsplit(request.referrer or "")
    return redirect(here(page.path, page.query), 303)


def here(path: str, query: str) -> str:
    """Give an address on this desk: a path that began with two slashes would lead to another host."""
    return "/" + path.lstrip("/") + (f"?{query}" if query else "")


DOORS = (
    Page("/enter", "enter", _enter),
    Page("/who", "who", _ask_who),
    Page("/who", "name", _who, "POST"),
    Page("/unlock", "unlock", _locked),
    Page("/unlock", "word", _unlock, "POST"),
    Page("/leave", "leave", _leave, "POST"),
    Page("/language", "language", _language, "POST"),
)
