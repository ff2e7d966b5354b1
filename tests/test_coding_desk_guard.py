"""The desk under attack, over its socket: numbers, headers, connections, tokens, seats and locks."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desks import desk_for, seat
from flask.testing import FlaskClient
from interviews import CODEBOOK, tell
from test_coding_desk_doors import COOKIE, HOME, OURS, PORT, Clock
from test_coding_desk_together import at_once

from familypanel.coding import codings, history
from familypanel.coding.codebook import read_codebook
from familypanel.coding.web.advice import Adviser
from familypanel.coding.web.app import Desk, make_app
from familypanel.coding.web.grouping import Groups
from familypanel.coding.web.guard import our_hosts
from familypanel.coding.web.sessions import Sessions
from familypanel.everyday import init
from familypanel.study.folder import Study, load

HUGE = "9" * 30
TEXT = "MOTHER: " + "We waited for a letter about the rent. " * 20


@pytest.fixture
def told(study: Study) -> Study:
    study.codebook.write_text(CODEBOOK, encoding="utf-8")
    tell(study, "t01", TEXT)
    return study


class House:
    """A desk inside the test, and whom fresh addresses were told for."""

    def __init__(self, study: Study) -> None:
        self.clock, self.fresh = Clock(), list[str]()
        self.sessions = Sessions(clock=self.clock, ended=self.fresh.append)
        desk = Desk(study, self.sessions, our_hosts(PORT), Adviser(study), Groups(study))
        self.app = make_app(desk)

    def seat(self, coder: str = "Ann") -> FlaskClient:
        visitor = self.app.test_client()
        visitor.get(f"/enter?token={self.sessions.invite(coder)}", base_url=HOME)
        return visitor


def _post(visitor: FlaskClient, path: str, **fields: object) -> int:
    return visitor.post(path, base_url=HOME, headers=OURS, data=fields).status_code


# -- numbers and texts that no page sends ------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/documents/{HUGE}", 404),
        (f"/documents/{HUGE}/turns/1", 404),
        (f"/documents/1/turns/{HUGE}", 404),
        (f"/documents/1/changes?since={HUGE}", 400),
        ("/documents/1/changes?since=-1", 400),
        ("/documents/1/changes", 400),
        (f"/documents/1/suggestions?start=0&end={HUGE}", 400),
        (f"/next?document={HUGE}", 303),
        (f"/next?start={'9' * 5_000}", 400),
        ("/next?start=%C2%B2", 400),
    ],
)
def test_a_number_that_no_page_sends_is_refused_and_is_no_fault(told: Study, path: str, status: int) -> None:
    assert House(told).seat().get(path, base_url=HOME).status_code == status


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/documents/1/codings/remove", {"coding": HUGE}),
        ("/documents/1/codings/remove", {"coding": "\u0663"}),
        ("/quotes/release", {"coding": HUGE}),
        ("/documents/1/codings", {"span": f"{'9' * 6_000}:1", "code": "trust"}),
        ("/documents/1/codings", {"start": HUGE, "end": HUGE, "code": "trust"}),
        ("/documents/1/codings", {"start": 0, "end": 9, "create": "x" * 81}),
        ("/documents/1/codings", {"start": 0, "end": 9, "create": "\x00\x1b"}),
        ("/documents/1/memos", {"text": "x" * 20_001}),
        ("/documents/1/memos", {"text": "\x00"}),
        ("/search/codings", {"hit": f"{HUGE}:1:2", "code": "trust"}),
        ("/search/codings", {"hit": f"1:1:{HUGE}", "code": "trust"}),
        ("/codebook/add", {"label": "\x07", "definition": "What it means."}),
        ("/codebook/add", {"label": "x" * 81, "definition": "What it means."}),
        ("/who", {"name": "x" * 41}),
    ],
)
def test_a_field_that_no_page_sends_is_refused_and_changes_nothing(
    told: Study, path: str, fields: dict[str, object]
) -> None:
    before = told.codebook.read_bytes()
    assert _post(House(told).seat(), path, **fields) == 400
    assert told.codebook.read_bytes() == before and codings(told).rows == ()


def test_control_characters_reach_neither_codes_nor_memos(told: Study) -> None:
    ann = House(told).seat()
    _post(ann, "/documents/1/codings", start=0, end=9, create="\x1b[31mHope\x00")
    assert [code.label for code in read_codebook(told.codebook).codes][-1] == "[31mHope"


# -- seats --------------------------------------------------------------------------------------------


def test_nobody_takes_another_seat_to_see_what_is_coded_blind_there(told: Study) -> None:
    house = House(told)
    for invited in ("Ben", ""):
        ben = house.seat(invited)
        assert _post(ben, "/who", name="Ben", word="heron") == 303
        answer = ben.post("/who", base_url=HOME, headers=OURS, data={"name": "Ann"})
        assert answer.status_code == 403 and "FP5980" in answer.text
        assert "You are Ben" in ben.get("/", base_url=HOME).text


def test_who_only_looks_whether_an_address_is_there_does_not_use_it_up(told: Study) -> None:
    house = House(told)
    visitor, address = house.app.test_client(), f"/enter?token={house.sessions.invite('Ann')}"
    assert visitor.head(address, base_url=HOME).status_code == 403
    assert visitor.get(address, base_url=HOME).status_code == 303


@pytest.mark.parametrize("invited", ["Ben", ""])
def test_who_leaves_can_come_in_again_by_a_fresh_address(told: Study, invited: str) -> None:
    house = House(told)
    ben = house.seat(invited)
    _post(ben, "/who", name="Ben")
    assert _post(ben, "/leave") == 303 and house.fresh == [invited]
    assert ben.get("/", base_url=HOME).status_code == 403
    assert "familypanel coding desk" in ben.get("/", base_url=HOME).text


def test_a_seat_without_a_word_ends_when_it_locks_and_gets_a_fresh_address(told: Study) -> None:
    house = House(told)
    ann = house.seat()
    house.clock.now += house.sessions.idle_seconds + 1
    assert ann.get("/documents/1", base_url=HOME).headers["Location"] == "/unlock"
    answer = ann.get("/unlock", base_url=HOME)
    assert answer.status_code == 403 and "<input" not in answer.text
    assert house.fresh == ["Ann"] and ann.get("/unlock", base_url=HOME).status_code == 403


def test_a_locked_seat_shows_nothing_by_any_address_and_changes_nothing(told: Study) -> None:
    house = House(told)
    ann = house.seat()
    _post(ann, "/who", name="Ann", word="heron")
    house.clock.now += house.sessions.idle_seconds + 1
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint in {"static", "enter", "unlock", "word", "leave"}:
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in rule.methods - {"OPTIONS"}:
            answer = ann.open(path, method=method, base_url=HOME, headers=OURS)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/unlock"), (method, path)
            assert "rent" not in answer.text


def test_after_the_lock_no_picture_or_stylesheet_is_shown_instead_of_the_page(told: Study) -> None:
    house = House(told)
    ann = house.seat()
    _post(ann, "/who", name="Ann", word="heron")
    house.clock.now += house.sessions.idle_seconds + 1
    ann.get("/quotes", base_url=HOME, headers={"Sec-Fetch-Dest": "document"})
    ann.get("/codes.css", base_url=HOME, headers={"Sec-Fetch-Dest": "style"})
    opened = ann.post("/unlock", base_url=HOME, headers=OURS, data={"word": "heron"})
    assert opened.headers["Location"] == "/quotes"


def test_many_who_guess_the_word_at_the_same_moment_get_no_more_than_five_guesses(
    told: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, looked_at = House(told), []
    ann = house.seat()
    _post(ann, "/who", name="Ann", word="heron")
    key = ann.get_cookie(COOKIE, domain="127.0.0.1").value
    house.clock.now += house.sessions.idle_seconds + 1
    monkeypatch.setattr(
        "familypanel.coding.web.sessions._scrypted", lambda word, _: looked_at.append(word) or b"no"
    )
    at_once(lambda number: house.sessions.unlock(key, f"guess {number}") and None, 20)
    assert len(looked_at) == 5 and house.sessions.find(key) is None


def test_two_desks_in_one_browser_do_not_take_each_others_cookie(
    told: Study, chromium, tmp_path: Path
) -> None:
    init(tmp_path / "other")
    with desk_for(told, "Ann") as first, desk_for(load(tmp_path / "other"), "Ann") as second:
        ann = seat(chromium, first, "Ann")
        page = ann.page.context.new_page()
        page.goto(second.addresses["Ann"])
        for home in (first.home, second.home):
            assert page.goto(f"{home}/codebook").status == 200


# -- the socket ---------------------------------------------------------------------------------------


def _raw(port: int, request: str, wait: float = 5.0) -> list[int]:
    """Send bytes as they are; gives the statuses of the answers until the desk closes or is silent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(wait)
        # The desk may have answered and closed before it was told everything.
        with contextlib.suppress(ConnectionError):
            connection.sendall(request.encode("latin-1"))
        try:
            while piece := connection.recv(65_536):
                answer += piece
        except (TimeoutError, ConnectionError):
            pass
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


@pytest.mark.slow
def test_what_is_no_plain_request_of_a_browser_is_refused(told: Study) -> None:
    with desk_for(told, "Ann") as desk:
        port = urlsplit(desk.home).port
        ours = f"Host: 127.0.0.1:{port}\r\nOrigin: {desk.home}\r\n"
        last = "Connection: close\r\n\r\n"
        refused = {
            f"GET / HTTP/1.1\r\nHost: evil.test\r\n{last}",
            f"GET / HTTP/1.1\r\n{last}",
            f"GET / HTTP/1.0\r\n{last}",
            f"GET / HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n{last}",
            f"GET / HTTP/1.1\r\nHost: evil.test\r\n{ours}{last}",
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}@evil.test\r\n{last}",
            f"GET http://evil.test/ HTTP/1.1\r\n{ours}{last}",
            f"GET /static/../strings.yaml HTTP/1.1\r\n{ours}{last}",
            f"GET /static/..%2f..%5cstrings.yaml HTTP/1.1\r\n{ours}{last}",
            f"GET /{'a' * 200_000} HTTP/1.1\r\n{ours}{last}",
            f"GET / HTTP/1.1\r\n{ours}X: {'a' * 300_000}\r\n{last}",
            f"GET / HTTP/1.1\r\n{ours}Cookie: familypanel_desk_{port}={'a' * 200_000}\r\n{last}",
            f"POST /leave HTTP/1.1\r\n{ours}Content-Length: 4\r\nContent-Length: 40\r\n{last}abcd",
            f"POST /leave HTTP/1.1\r\n{ours}Content-Length: -4\r\n{last}abcd",
            f"POST /leave HTTP/1.1\r\n{ours}Transfer-Encoding: xchunked\r\n{last}0\r\n\r\n",
            f"POST /leave HTTP/1.1\r\n{ours}Transfer-Encoding : chunked\r\n{last}0\r\n\r\n",
            f"POST /leave HTTP/1.1\r\n{ours}Content-Length: 3000000\r\n{last}" + "a" * 3_000_000,
            f"POST /leave HTTP/1.1\r\n{ours}Transfer-Encoding: chunked\r\n{last}200000\r\n" + "a" * 0x200000,
        }
        for request in refused:
            statuses = _raw(port, request)
            assert statuses and min(statuses) >= 400 and 500 not in statuses, (request[:90], statuses)
        assert desk.told.read_text() == ""


@pytest.mark.slow
def test_a_token_that_many_use_at_once_lets_one_in(told: Study) -> None:
    with desk_for(told, "Ann") as desk:
        where, answers = urlsplit(desk.addresses["Ann"]), []

        def enter(_: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=30)
            connection.request("GET", f"{where.path}?{where.query}")
            answers.append(connection.getresponse().status)
            connection.close()

        at_once(enter, 20)
        assert Counter(answers) == {303: 1, 403: 19}


@pytest.mark.slow
def test_hundreds_of_connections_that_say_nothing_keep_nobody_out(told: Study) -> None:
    with desk_for(told, "Ann") as desk:
        where = urlsplit(desk.addresses["Ann"])
        idle = [socket.create_connection(("127.0.0.1", where.port)) for _ in range(300)]
        try:
            connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=10)
            connection.request("GET", f"{where.path}?{where.query}")
            assert connection.getresponse().status == 303
            connection.close()
        finally:
            for one in idle:
                one.close()


@pytest.mark.slow
def test_a_cookie_is_worth_nothing_after_a_restart_and_the_terminal_tells_whose_address_it_is(
    told: Study, chromium
) -> None:
    with desk_for(told, "Ann", "Zoë B") as desk:
        assert desk.addresses["Zoë B"].endswith("#Zo%C3%AB%20B")
        ann = seat(chromium, desk, "Ann")
        (cookie,) = ann.page.context.cookies()
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["expires"] == -1
        ann.page.get_by_role("button", name="Leave").click()
        fresh = desk.process.stdout.readline().strip()
        assert fresh != desk.addresses["Ann"] and fresh.endswith("#Ann")
    with desk_for(told, "Ann") as again:
        headers = {"Cookie": f"familypanel_desk_{urlsplit(again.home).port}={cookie['value']}"}
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(again.home).port, timeout=30)
        connection.request("GET", "/", headers=headers)
        assert connection.getresponse().status == 403
        connection.close()


# -- an end without warning ---------------------------------------------------------------------------


@pytest.mark.slow
def test_a_desk_that_is_killed_among_tags_has_kept_every_tag_it_confirmed(told: Study) -> None:
    confirmed: list[tuple[str, int]] = []
    names = [f"c{number}" for number in range(8)]
    with desk_for(told, *names) as desk:
        threads = [
            threading.Thread(target=_tag_on, args=(desk.addresses[name], name, confirmed)) for name in names
        ]
        for thread in threads:
            thread.start()
        while len(confirmed) < 100:
            time.sleep(0.01)
        desk.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join()
    rows = codings(told).rows
    stored = {(row["coder"], row["start"]) for row in rows}
    assert set(confirmed) <= stored and len(stored) == len(rows)
    assert len(stored) <= len(confirmed) + len(names)
    assert history(told).problems == ()


def _tag_on(address: str, name: str, confirmed: list[tuple[str, int]]) -> None:
    """Tag one passage after the other until nobody answers."""
    from desk_crowd import _Coder

    me = _Coder(address)
    try:
        for start in (place for place in range(8, 700) if TEXT[place] != " "):
            status, _ = me.ask("POST", "/documents/1/codings", start=start, end=start + 20, code="trust")
            assert status == 200
            confirmed.append((name, start))
    except (OSError, http.client.HTTPException):
        return
    finally:
        me.connection.close()
