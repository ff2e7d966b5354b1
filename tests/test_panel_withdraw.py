"""What a member takes back is gone, and every place is named; also when the program is killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from familypanel.coding import add, kwic, memo, memos, quotes, tag
from familypanel.everyday import check
from familypanel.panel import contacts, enrol, history, outcomes, record, withdraw
from familypanel.panel.register import read_register
from familypanel.study import ProblemError, Study, Table, load
from familypanel.study.coding_events import broken_links
from familypanel.study.consent import usable_answers
from familypanel.study.dictionary import Code, CodeList, Dictionary, Variable
from familypanel.study.problems import ExitCode, Place, problem
from familypanel.study.store.coding_log import logged_events
from familypanel.study.store.contacts import read_routes
from familypanel.study.store.decisions import add_decisions, all_decisions
from familypanel.study.store.deliveries import add_delivery, open_problems
from familypanel.study.store.traces import table_traces, written_in
from familypanel.study.store.waves import current_versions, read_delivered, read_wave
from familypanel.surveys import build, lineage, receive, tabulate
from familypanel.surveys.spss_write import write_sav

BOOK = Dictionary(
    (
        Variable("urn", "", "text", width=8), Variable("int_date", "Date", "text", width=10),
        Variable("lone", "Lone?", "choice", "yn"), Variable("note", "What else?", "text", width=20),
    ),
    {"yn": CodeList("yn", (Code(1, "Yes"), Code(2, "No")))},
)  # fmt: skip
URNS = ("AAA111", "BBB222", "CCC333")
GONE, SECRET = "BBB222", "heron"
SCOPES = ("contact", "use", "answers", "everything")
MEMBERS = "urn,family,project,referral_date,lone_parent\n" + "".join(
    f"{u},F{u},Tyne,2015-01-01,yes\n" for u in URNS
)
CONTACTS = (
    "urn,route,contact,safe_to_ring,voicemail,text,who_may_answer,hours,verified\n"
    "BBB222,phone,01632 960002,yes,no,no,nobody,any,2015-03-01\n"
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in which everything that can be taken back has been given; made once, and copied."""
    root = tmp_path_factory.mktemp("whole")
    (root / "study.yaml").write_text(
        "title: T\nwaves:\n  baseline: {months: 0, mode: self}\n  m12: {months: 12, mode: telephone}\n"
        "roles: {mother: Mother}\nspeakers: {MAM: mother}\n",
        encoding="utf-8",
    )
    study = load(root)
    enrol(study, written(study, "deliveries/members.csv", MEMBERS))
    for wave, year in (("baseline", 2015), ("m12", 2016)):
        path = study.root / "deliveries" / f"{wave}.sav"
        dates, notes = [f"{year}-02-01"] * 3, ["", f"{SECRET} {wave}", ""]
        write_sav(
            path, BOOK, pd.DataFrame({"urn": URNS, "int_date": dates, "lone": [1, 2, 1], "note": notes})
        )
        receive(study, path, wave)
    contacts(study, written(study, "private.csv", CONTACTS))
    written(study, "codebook.yaml", "codes:\n  trust: {definition: Trust.}\n")
    for urn in URNS[1:]:
        said = f"MAM: The {SECRET} of {urn} flew over the pond.\n"
        add(study, [written(study, f"transcripts/t_{urn[0].lower()}.txt", said)], urn=urn, wave="baseline")
        tag(study, f"t_{urn[0].lower()}", "5:14", "trust", coder="RC")
    written(study, f"out/packs/m12/{GONE}-m12-05.docx", "not a real one")
    written(study, "out/packs/m12/preload.csv", f"urn,x\n{GONE},1\n")
    return root


@pytest.fixture
def study(whole: Path, tmp_path: Path) -> Study:
    return load(shutil.copytree(whole, tmp_path / "study"))


def written(study: Study, name: str, text: str) -> Path:
    path = study.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def done(table: Table) -> dict[str, str]:
    return {row["place"].split(" (")[0]: row["done"] for row in table.rows}


def holding(study: Study, text: str) -> set[str]:
    """Find the files in which a text stands, looking into Parquet as well."""
    found = set()
    for path in study.root.rglob("*"):
        if path.suffix == ".parquet":
            held = pd.read_parquet(path).astype(str).to_csv()
        else:
            held = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        if text in held:
            found.add(path.relative_to(study.root).as_posix())
    return found


class TestEveryScope:
    @pytest.mark.parametrize("scope", SCOPES)
    def test_contact_ends_with_each(self, study: Study, scope: str) -> None:
        table = withdraw(study, GONE, scope, on="2016-06-01")
        assert read_routes(study.contacts) == {}
        assert not (study.root / f"out/packs/m12/{GONE}-m12-05.docx").exists()
        assert done(table)["contacts.db"] == "deleted and overwritten"
        assert holding(study, "960002") == {"private.csv"}
        (event,) = [e for e in read_register(study).events[GONE] if e.kind == "withdrawal"]
        assert (event.detail, event.on.isoformat()) == (scope, "2016-06-01")

    @pytest.mark.parametrize("scope", SCOPES)
    def test_a_dry_run_names_the_same_places_and_changes_nothing(self, study: Study, scope: str) -> None:
        before = {path: path.read_bytes() for path in study.root.rglob("*") if path.is_file()}
        dry = withdraw(study, GONE, scope, dry_run=True)
        assert {path: path.read_bytes() for path in study.root.rglob("*") if path.is_file()} == before
        assert [row["place"] for row in withdraw(study, GONE, scope).rows] == [
            row["place"] for row in dry.rows
        ]

    @pytest.mark.parametrize("scope", SCOPES)
    def test_twice_is_once(self, study: Study, scope: str) -> None:
        assert withdraw(study, GONE, scope).facts["unchanged"] is False
        again = withdraw(study, GONE, scope)
        assert again.facts["unchanged"] is True
        events = [e for e in read_register(study).events[GONE] if e.kind == "withdrawal"]
        assert len(events) == 1

    @pytest.mark.parametrize("scope", SCOPES)
    def test_every_file_with_the_urn_is_named(self, study: Study, scope: str) -> None:
        table = withdraw(study, GONE, scope, dry_run=True)
        named = " ".join(row["place"] for row in table.rows)
        for path in holding(study, GONE) - {"store/study.db", "contacts.db"}:
            stem = Path(path).stem
            assert (stem[:12] if len(stem) == 64 else path) in named, path

    @pytest.mark.parametrize("scope", SCOPES)
    def test_others_keep_everything(self, study: Study, scope: str) -> None:
        withdraw(study, GONE, scope, delivered=True)
        assert set(read_wave(study.store, "m12").frame["urn"]) >= {"AAA111", "CCC333"}
        assert read_register(study).members["CCC333"].project == "Tyne"
        assert "t_c" in {row["document"] for row in kwic(study, SECRET).rows}
        assert tabulate(study, ["lone"], wave="m12").rows[0]["n"] == 2


class TestContact:
    def test_answers_are_still_used(self, study: Study) -> None:
        withdraw(study, GONE, "contact")
        assert GONE in usable_answers(study, "m12").cells.frame["urn"].tolist()
        assert len(quotes(study).rows) == 2


class TestUse:
    def test_what_was_given_is_kept_and_used_no_more(self, study: Study) -> None:
        withdraw(study, GONE, "use")
        assert GONE in read_delivered(study.store, "m12").frame["urn"].tolist()
        assert GONE not in usable_answers(study, "m12").cells.frame["urn"].tolist()
        assert len(quotes(study).rows) == 1 and len(kwic(study, SECRET).rows) == 1
        build(study, to=[study.root / "out" / "panel.csv"])
        assert GONE not in (study.root / "out" / "panel.csv").read_text(encoding="utf-8")

    def test_panel_files_that_were_given_away_are_named(self, study: Study) -> None:
        build(study, to=[study.root / "out" / "given.csv"])
        (study.root / "out" / "given.csv").unlink()
        by_hand = withdraw(study, GONE, "use").facts["by_hand"]
        assert by_hand == ["out/packs/m12/preload.csv", "copies of out/given.csv"]

    def test_a_cell_is_not_shown_and_a_transcript_not_taken(self, study: Study) -> None:
        assert lineage(study, GONE, "note", "m12").facts["value"] == f"{SECRET} m12"
        withdraw(study, GONE, "use")
        with pytest.raises(ProblemError, match="FP4146"):
            lineage(study, GONE, "note", "m12")
        held = add(study, [written(study, "new.txt", "MAM: Something else.\n")], urn=GONE, wave="m12")
        assert [one.code for one in held.problems] == ["FP4146"] and held.status is ExitCode.REFUSED
        assert (held.rows[0]["status"], held.facts["held"], held.facts["added"]) == ("held", 1, 0)
        assert holding(study, "Something else") == {"new.txt"}


class TestAnswers:
    def test_they_are_gone_from_everything_but_what_was_delivered(self, study: Study) -> None:
        table = withdraw(study, GONE, "answers")
        left = holding(study, f"{SECRET} m12")
        assert {Path(path).suffix for path in left} == {".sav"} and len(left) == 2
        assert holding(study, f"{SECRET} of {GONE}") == set()
        assert set(table.facts["by_hand"]) >= {"deliveries/m12.sav", "deliveries/members.csv", "private.csv"}
        assert not (study.root / "transcripts/t_b.txt").exists()
        assert not (study.root / "out/packs/m12/preload.csv").exists()
        assert len(quotes(study).rows) == 1

    def test_delivered_files_go_if_that_is_wanted(self, study: Study) -> None:
        withdraw(study, GONE, "answers", delivered=True)
        assert holding(study, f"{SECRET} m12") == set()
        assert lineage(study, "AAA111", "lone", "m12").facts["row"] is None
        assert receive_again(study).facts["accepted"] == 2

    def test_they_can_go_later_too(self, study: Study) -> None:
        withdraw(study, GONE, "answers")
        withdraw(study, GONE, "answers", delivered=True)
        assert holding(study, f"{SECRET} m12") == set()

    def test_a_wave_has_a_new_hash_and_the_old_one_is_noted(self, study: Study) -> None:
        old = current_versions_of(study)
        withdraw(study, GONE, "answers")
        new = current_versions_of(study)
        assert [version.n_rows for version in new.values()] == [2, 2]
        assert {path.stem for path in (study.root / "store/waves").iterdir()} == {
            version.cells_sha256 for version in new.values()
        }
        with sqlite3.connect(study.root / "store/study.db") as database:
            noted = database.execute("SELECT was, became FROM erasures WHERE place LIKE 'wave%'").fetchall()
        database.close()
        assert set(noted) == {(old[w].cells_sha256, new[w].cells_sha256) for w in ("baseline", "m12")}

    def test_the_member_is_counted_as_withdrawn(self, study: Study) -> None:
        withdraw(study, GONE, "answers")
        rows = outcomes(study, wave="baseline").rows
        assert {(row["outcome"], row["detail"]): row["n"] for row in rows} == {
            ("withdrawn", "answers"): 1, ("full", ""): 2,
        }  # fmt: skip

    @pytest.mark.parametrize("scope", SCOPES)
    def test_the_index_of_what_was_said_goes_with_the_transcripts(self, study: Study, scope: str) -> None:
        assert {row["document"] for row in kwic(study, SECRET).rows} == {"t_b", "t_c"}
        said, erased = (
            done(withdraw(study, GONE, scope))["store/search.db"],
            scope in ("answers", "everything"),
        )
        assert said.startswith("deleted; the next search makes it anew") == erased
        assert (study.root / "store/search.db").exists() != erased
        assert holding(study, f"{SECRET} of {GONE}") == (
            set()
            if erased
            else {"store/study.db", "store/search.db", "transcripts/t_b.txt", *raw_of(study, "t_b")}
        )
        found = {row["document"] for row in kwic(study, SECRET).rows}
        assert found == ({"t_b", "t_c"} if scope == "contact" else {"t_c"})
        assert withdraw(study, GONE, scope).facts["unchanged"]
        assert (study.root / "store/search.db").exists()

    def test_the_index_stays_where_nothing_of_the_member_is_in_it(self, study: Study) -> None:
        kwic(study, SECRET)
        assert "store/search.db" not in done(withdraw(study, "AAA111", "everything"))
        assert (study.root / "store/search.db").exists()

    def test_the_log_of_coding_forgets_the_words_and_still_holds_together(self, study: Study) -> None:
        memo(study, "The heron of BBB222 again.", "RC", document="t_b")
        memo(study, "A word about the other.", "RC", document="t_c")
        withdraw(study, GONE, "answers")
        with study.store.reading() as connection:
            events = logged_events(connection)
        assert [event.action for event in events if event.payload is None] == ["tag", "memo"]
        assert list(broken_links(events)) == []
        assert [row["text"] for row in memos(study, coder="RC").rows] == ["A word about the other."]

    def test_a_backup_of_the_database_goes_too(self, study: Study) -> None:
        folder = study.root / "store" / "backups"
        folder.mkdir()
        for name, held in (("before-0002-x.db", GONE), ("before-0003-y.db", "AAA111")):
            (folder / name).write_bytes(held.encode())
        withdraw(study, GONE, "answers")
        assert [path.name for path in folder.iterdir()] == ["before-0003-y.db"]

    def test_the_only_answer_of_a_wave(self, study: Study) -> None:
        for urn in URNS:
            withdraw(study, urn, "answers", delivered=True)
        assert read_wave(study.store, "m12").frame.empty
        assert holding(study, SECRET) == set()


def current_versions_of(study: Study) -> dict[str, Any]:
    with study.store.reading() as connection:
        return dict(current_versions(connection))


def receive_again(study: Study) -> Table:
    """Deliver a corrected file in which the member who withdrew stands again."""
    path = study.root / "again.sav"
    write_sav(path, BOOK, pd.DataFrame({"urn": URNS, "int_date": ["2016-02-02"] * 3, "lone": 1, "note": "x"}))
    first = receive(study, path, "m12")
    return first if first.facts["status"] == "accepted" else receive(
        study, path, "m12", accept_diff=first.facts["token"]
    )  # fmt: skip


class TestEverything:
    def test_only_the_urn_and_the_withdrawal_stay(self, study: Study) -> None:
        record(study, GONE, "attempt", wave="m12", on="2016-01-05", detail="no_reply")
        withdraw(study, GONE, "everything", on="2016-06-01")
        register = read_register(study)
        member = register.members[GONE]
        assert (member.family, member.project, member.referral_date, member.facts) == (None, None, None, {})
        assert [(e.kind, e.detail) for e in register.events[GONE]] == [("withdrawal", "everything")]
        assert b"F" + GONE.encode() not in (study.root / "store/study.db").read_bytes()

    def test_nobody_takes_the_member_in_again(self, study: Study) -> None:
        withdraw(study, GONE, "everything")
        again = "urn,project\nBBB222,Tyne\n"
        with pytest.raises(ProblemError, match="FP4145"):
            enrol(study, written(study, "again.csv", again))
        with pytest.raises(ProblemError, match="FP4136"):
            contacts(study, study.root / "private.csv")
        with pytest.raises(ProblemError, match="FP4145"):
            record(study, GONE, "attempt", wave="m12", detail="no_reply")

    def test_the_history_tells_what_was_done(self, study: Study) -> None:
        withdraw(study, GONE, "everything")
        said = history(study, GONE)
        assert {row["what"] for row in said.rows} == {"enrolled", "withdrawal", "erased"}
        assert SECRET not in said.to_json() and "960002" not in said.to_json()


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [(("ZZZ", "use"), "FP1032"), ((GONE, "all"), "FP4143")],
    )
    def test_what_cannot_be(self, study: Study, arguments: tuple[str, str], code: str) -> None:
        with pytest.raises(ProblemError, match=code):
            withdraw(study, *arguments)

    def test_a_day_to_come(self, study: Study) -> None:
        with pytest.raises(ProblemError, match="FP4005"):
            withdraw(study, GONE, "use", on="2999-01-01")


KILLED = """\
import os, signal, sys
from familypanel.panel import places, withdrawal
from familypanel.study.folder import load

place, name, when = sys.argv[2:5]
module = withdrawal
real = getattr(module, name)

def last(*args, **kwargs):
    if when == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(module, name, last)
withdrawal.withdraw(load(sys.argv[1]), place, "everything", delivered=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
class TestKilled:
    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize(
        "step", ["rewrite_waves", "add_events", "erase_answers", "erase_member", "remove_routes", "_delete"]
    )
    def test_the_next_run_finishes(self, study: Study, step: str, when: str) -> None:
        kwic(study, SECRET)
        command = [sys.executable, "-c", KILLED, str(study.root), GONE, step, when]
        killed = subprocess.run(command, capture_output=True, check=False, env=dict(os.environ))
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        recorded = any(e.kind == "withdrawal" for e in read_register(study).events[GONE])
        if not recorded:
            # Before the commit nothing has happened: the answers are whole.
            assert GONE in read_wave(study.store, "m12").frame["urn"].tolist()
            assert len(read_register(study).events[GONE]) == 2
        elif GONE in read_routes(study.contacts):
            assert [row["urn"] for row in check(study).rows if row["code"] == "FP4140"] == [GONE]
        withdraw(study, GONE, "everything", delivered=True)
        assert holding(study, SECRET + " ") == {
            "transcripts/t_c.txt",
            *raw_of(study, "t_c"),
            "store/study.db",
        }
        assert [row for row in check(study).rows if row["code"] == "FP4140"] == []
        assert withdraw(study, GONE, "everything", delivered=True).facts["unchanged"] is True


def raw_of(study: Study, name: str) -> set[str]:
    text = (study.root / "transcripts" / f"{name}.txt").read_bytes()
    raw = study.root / "store" / "raw"
    return {path.relative_to(study.root).as_posix() for path in raw.iterdir() if path.read_bytes() == text}


def test_a_withdrawal_that_is_only_recorded_is_found(study: Study) -> None:
    table = record(study, GONE, "withdrawal", on="2016-06-01", detail="answers")
    assert table.next_step == f"familypanel panel withdraw {GONE} --scope answers"
    (found,) = [row for row in check(study).rows if row["code"] == "FP4140"]
    assert "contact details, rows in stored waves, transcripts" in found["message"]
    withdraw(study, GONE, "answers")
    assert [row for row in check(study).rows if row["code"] == "FP4140"] == []


def test_corrections_of_cells_go_with_the_answers(study: Study) -> None:
    with study.store.transaction() as connection:
        line = {"sha256": "x", "wave": "m12", "file_name": "x.sav", "agency": None, "rows_in": 2}
        found = [problem("FP4013", Place(urn=urn, row=n, variable="lone")) for n, urn in enumerate(URNS)]
        counts = {"accepted": 0, "quarantined": 2, "duplicates": 0}
        add_delivery(connection, {"candidates": [{"urn": GONE}]}, found, **line, **counts)
        numbers = [row["id"] for row in open_problems(connection, "m12")]
        made = {"wave": "m12", "variable": "lone", "old": 2, "why": "rung", "who": "RC"}
        cells = [
            {**made, "problem": n, "row": None, "urn": u, "new": 1}
            for n, u in zip(numbers, URNS, strict=True)
        ]
        row = {**made, "problem": numbers[0], "row": 1, "urn": None, "variable": "urn", "new": GONE}
        add_decisions(connection, [*cells, row], "x")
    withdraw(study, GONE, "everything")
    with study.store.reading() as connection:
        assert [one.urn for one in all_decisions(connection)] == ["AAA111", "CCC333", None]
        assert table_traces(connection, GONE) == {"members": 1, "events": 1, "erasures": 14}
        assert written_in(connection, GONE) == []
