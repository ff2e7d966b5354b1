"""Who is let in at the coding desk, who is not, and what every answer carries."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import desk_for
from flask.testing import FlaskClient

from familypanel.coding import desk as open_desk
from familypanel.coding.web.advice import Adviser
from familypanel.coding.web.app import Desk, make_app
from familypanel.coding.web.doors import here
from familypanel.coding.web.grouping import Groups
from familypanel.coding.web.guard import our_hosts
from familypanel.coding.web.sessions import Sessions
from familypanel.study.beginning import begin
from familypanel.study.folder import Study, load
from familypanel.study.problems import ExitCode, ProblemError

PORT = 4711
HOME = f"http://127.0.0.1:{PORT}"
OURS = {"Origin": HOME}
COOKIE = f"familypanel_desk_{PORT}"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    begin(tmp_path / "study")
    study = load(tmp_path / "study")
    return Desk(study, Sessions(clock=clock), our_hosts(PORT), Adviser(study), Groups(study))


@pytest.fixture
def visitor(desk: Desk) -> Iterator[FlaskClient]:
    app = make_app(desk)
    app.testing = True
    with app.test_client() as client:
        client.environ_base["HTTP_HOST"] = f"127.0.0.1:{PORT}"
        yield client


def _seated(desk: Desk, visitor: FlaskClient, coder: str = "Ann") -> FlaskClient:
    visitor.get(f"/enter?token={desk.sessions.invite(coder)}", base_url=HOME)
    return visitor


def test_without_a_token_nothing_is_shown(visitor: FlaskClient) -> None:
    answer = visitor.get("/", base_url=HOME)
    assert answer.status_code == 403
    assert "transcript" not in answer.text.lower()


def test_a_token_opens_once(desk: Desk, visitor: FlaskClient) -> None:
    address = f"/enter?token={desk.sessions.invite('Ann')}"
    first = visitor.get(address, base_url=HOME)
    assert (first.status_code, first.headers["Location"]) == (303, "/")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert visitor.get("/", base_url=HOME).status_code == 200
    visitor.delete_cookie(COOKIE, domain="127.0.0.1")
    assert visitor.get(address, base_url=HOME).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "%00"])
def test_an_invented_token_opens_nothing(visitor: FlaskClient, token: str) -> None:
    assert visitor.get(f"/enter?token={token}", base_url=HOME).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.test", f"evil.test:{PORT}", "127.0.0.1:1", "127.0.0.1", f"127.0.0.1.evil.test:{PORT}"]
)
def test_a_foreign_host_name_is_refused_even_with_the_cookie(
    desk: Desk, visitor: FlaskClient, host: str
) -> None:
    seated = _seated(desk, visitor)
    cookie = seated.get_cookie(COOKIE, domain="127.0.0.1")
    assert cookie is not None
    answer = seated.get("/", base_url=HOME, headers={"Host": host, "Cookie": f"{COOKIE}={cookie.value}"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.test"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HOME, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_write_from_elsewhere_is_refused(desk: Desk, visitor: FlaskClient, headers: dict[str, str]) -> None:
    seated = _seated(desk, visitor)
    assert seated.post("/leave", base_url=HOME, headers=headers).status_code == 403
    assert seated.get("/", base_url=HOME).status_code == 200


@pytest.mark.parametrize(
    "headers", [OURS, {"Sec-Fetch-Site": "same-origin"}, OURS | {"Sec-Fetch-Site": "same-origin"}]
)
def test_a_write_from_our_page_is_done(desk: Desk, visitor: FlaskClient, headers: dict[str, str]) -> None:
    seated = _seated(desk, visitor)
    assert seated.post("/leave", base_url=HOME, headers=headers).status_code == 303
    assert seated.get("/", base_url=HOME).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../study.yaml",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/documents/..%2f1",
        "/documents/-1",
        "/documents/999999",
    ],
)
def test_paths_that_lead_elsewhere_lead_nowhere(desk: Desk, visitor: FlaskClient, path: str) -> None:
    assert _seated(desk, visitor).get(path, base_url=HOME).status_code == 404


@pytest.mark.parametrize("path", ["/", "/enter?token=x", "/static/desk.css", "/nowhere"])
def test_every_answer_is_protected(desk: Desk, visitor: FlaskClient, path: str) -> None:
    with _seated(desk, visitor).get(path, base_url=HOME) as answer:
        headers = answer.headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_somebody_without_a_name_is_asked_for_it(desk: Desk, visitor: FlaskClient) -> None:
    seated = _seated(desk, visitor, coder="")
    assert seated.get("/", base_url=HOME).headers["Location"] == "/who"
    seated.post("/who", base_url=HOME, headers=OURS, data={"name": "  Ben   K "})
    assert "You are Ben K" in seated.get("/", base_url=HOME).text


def test_a_desk_left_alone_is_locked_until_the_word_is_given(
    desk: Desk, visitor: FlaskClient, clock: Clock
) -> None:
    seated = _seated(desk, visitor, coder="")
    seated.post("/who", base_url=HOME, headers=OURS, data={"name": "Ann", "word": "heron"})
    clock.now += desk.sessions.idle_seconds + 1
    assert seated.get("/", base_url=HOME).headers["Location"] == "/unlock"
    seated.post("/unlock", base_url=HOME, headers=OURS, data={"word": "egret"})
    assert seated.get("/", base_url=HOME).headers["Location"] == "/unlock"
    seated.post("/unlock", base_url=HOME, headers=OURS, data={"word": "heron"})
    assert seated.get("/", base_url=HOME).status_code == 200


def test_five_wrong_words_end_the_session(desk: Desk, visitor: FlaskClient, clock: Clock) -> None:
    seated = _seated(desk, visitor, coder="")
    seated.post("/who", base_url=HOME, headers=OURS, data={"name": "Ann", "word": "heron"})
    clock.now += desk.sessions.idle_seconds + 1
    for word in ("a", "b", "c", "d", "e"):
        seated.post("/unlock", base_url=HOME, headers=OURS, data={"word": word})
    assert seated.post("/unlock", base_url=HOME, headers=OURS, data={"word": "heron"}).status_code == 403


def test_too_much_is_not_read(desk: Desk, visitor: FlaskClient) -> None:
    answer = _seated(desk, visitor).post("/who", base_url=HOME, headers=OURS, data={"name": "x" * (2 << 20)})
    assert answer.status_code == 413


def test_the_pages_speak_the_language_of_the_browser_and_another_when_asked(
    desk: Desk, visitor: FlaskClient
) -> None:
    token = desk.sessions.invite("Ann")
    visitor.get(f"/enter?token={token}", base_url=HOME, headers={"Accept-Language": "cy,en;q=0.5"})
    assert '<html lang="cy">' in visitor.get("/", base_url=HOME).text
    visitor.post("/language", base_url=HOME, headers=OURS, data={"language": "en"})
    assert '<html lang="en">' in visitor.get("/", base_url=HOME).text


def test_after_the_lock_the_same_page_is_shown(desk: Desk, visitor: FlaskClient, clock: Clock) -> None:
    seated = _seated(desk, visitor, coder="")
    seated.post("/who", base_url=HOME, headers=OURS, data={"name": "Ann", "word": "heron"})
    clock.now += desk.sessions.idle_seconds + 1
    seated.get("/quotes?code=trust", base_url=HOME)
    opened = seated.post("/unlock", base_url=HOME, headers=OURS, data={"word": "heron"})
    assert opened.headers["Location"] == "/quotes?code=trust"


@pytest.mark.parametrize("path", ["//evil.test/x", "///evil.test/x", "/evil.test/x"])
def test_no_page_that_was_left_leads_to_another_host(path: str) -> None:
    assert here(path, "a=1") == "/evil.test/x?a=1"


def test_the_language_changes_on_the_page_where_one_is(desk: Desk, visitor: FlaskClient) -> None:
    seated = _seated(desk, visitor)
    headers = OURS | {"Referer": f"{HOME}/search?pattern=a"}
    answer = seated.post("/language", base_url=HOME, headers=headers, data={"language": "cy"})
    assert answer.headers["Location"] == "/search?pattern=a"


def test_what_a_page_asks_by_itself_counts_only_where_somebody_touched_it(
    desk: Desk, visitor: FlaskClient, clock: Clock
) -> None:
    seated = _seated(desk, visitor)
    for address, status in (("?since=0&active", 200), ("?since=0", 200), ("?since=0", 303)):
        clock.now += desk.sessions.idle_seconds * (0.9 if "active" in address else 0.6)
        assert seated.get(f"/documents/1/changes{address}", base_url=HOME).status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.test"])
def test_an_address_that_others_can_reach_is_refused_with_the_reason(study: Study, host: str) -> None:
    with pytest.raises(ProblemError, match="FP5140") as refused:
        open_desk(study, host=host, no_browser=True)
    assert refused.value.exit_code == ExitCode.REFUSED
    assert "neither encrypted" in refused.value.problems[0].why


def test_a_port_that_is_taken_is_said(study: Study) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ProblemError, match="FP5141"):
            open_desk(study, port=other.getsockname()[1], no_browser=True)


def test_the_first_line_is_the_address_with_its_token_and_nothing_else_is_kept(study: Study) -> None:
    with desk_for(study) as running:
        (address,) = running.addresses.values()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=[\w-]{20,}", address)
    assert not [path for path in study.root.rglob("*") if "token" in path.name]
