"""Who is let in at the coding desk, who is not, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from familypanel.coding.desk.advice import Adviser
from familypanel.coding.desk.app import Desk, make_app
from familypanel.coding.desk.grouping import Groups
from familypanel.coding.desk.guard import our_hosts
from familypanel.coding.desk.sessions import Sessions
from familypanel.study.beginning import begin
from familypanel.study.folder import load

PORT = 4711
HOME = f"http://127.0.0.1:{PORT}"
OURS = {"Origin": HOME}


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
    visitor.delete_cookie("familypanel_desk", domain="127.0.0.1")
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
    cookie = seated.get_cookie("familypanel_desk", domain="127.0.0.1")
    assert cookie is not None
    answer = seated.get(
        "/", base_url=HOME, headers={"Host": host, "Cookie": f"familypanel_desk={cookie.value}"}
    )
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
