"""The doors of the desk: coming in with a token, giving a name, unlocking, leaving, changing the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from .pages.page import Page
from .sessions import Sessions, set_word
from .strings import LANGUAGES, chosen_language

__all__ = ["COOKIE", "DOORS", "here"]

COOKIE = "familypanel_desk"
LONGEST_NAME = 40


def _sessions() -> Sessions:
    found: Sessions = current_app.extensions["desk"].sessions
    return found


def _enter() -> Response:
    """Swap the token of the address for a cookie that no script can read and no other site can send."""
    language = chosen_language(request.headers.get("Accept-Language", ""))
    key = _sessions().enter(request.args.get("token", ""), language)
    if key is None:
        raise Forbidden
    answer = redirect("/", 303)
    answer.set_cookie(COOKIE, key, httponly=True, samesite="Strict", path="/")
    return answer


def _ask_who() -> str:
    return render_template("who.html")


def _who() -> Response:
    name = " ".join(request.form.get("name", "").split())[:LONGEST_NAME]
    if not name:
        return redirect("/who", 303)
    g.session.coder = name
    set_word(g.session, request.form.get("word", ""))
    return redirect("/", 303)


def _locked() -> str:
    return render_template("unlock.html", wrong="wrong" in request.args)


def _unlock() -> Response:
    opened = _sessions().unlock(g.key, request.form.get("word", ""))
    return redirect(g.session.left if opened else "/unlock?wrong", 303)


def _leave() -> Response:
    _sessions().leave(g.key)
    answer = redirect("/", 303)
    answer.delete_cookie(COOKIE, path="/")
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
