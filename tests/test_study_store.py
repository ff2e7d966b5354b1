"""The store: migrations, transactions, locks, hashed wave files, the ledger; and the limited child."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import inspect, text

from familypanel.study import Cells, Code, CodeList, Dictionary, ProblemError, Reason, Variable
from familypanel.study.child import run_limited
from familypanel.study.files import normalised_zip, replacing
from familypanel.study.problems import problem
from familypanel.study.store import deliveries, events, members, migrations, schema, waves
from familypanel.study.store.engine import Store

LINE = {
    "wave": "m12",
    "file_name": "a.sav",
    "agency": None,
    "rows_in": 2,
    "accepted": 1,
    "quarantined": 1,
    "duplicates": 0,
}


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store", busy_seconds=0.2)


def one_wave() -> Cells:
    yesno = CodeList("yesno", (Code(1, "Yes"), Code(2, "No")))
    variables = (
        Variable("urn", type="text"),
        Variable("lone", "Lone parent?", "choice", "yesno"),
        Variable("note", type="text"),
    )
    frame = pd.DataFrame({"urn": ["007", "8"], "lone": [1.0, -9.0], "note": ["Ŵyn", None]})
    return Cells(frame, Dictionary(variables, {"yesno": yesno}), {"lone": np.array([0, 6], np.int8)})


class TestMigrations:
    def test_they_make_what_the_schema_says(self, store):
        with store.reading() as connection:
            found = inspect(connection)
            for name, table in schema.metadata.tables.items():
                made = {column["name"]: column["nullable"] for column in found.get_columns(name)}
                assert made == {column.name: column.nullable for column in table.columns}, name
                assert set(found.get_pk_constraint(name)["constrained_columns"]) == {
                    c.name for c in table.primary_key
                }
            assert set(found.get_table_names()) - {"sqlite_sequence"} == {
                *schema.metadata.tables,
                "schema_migrations",
            }

    def test_numbers_count_up(self):
        assert [m.number for m in migrations.MIGRATIONS] == list(range(1, len(migrations.MIGRATIONS) + 1))

    def test_tables_are_strict(self, store):
        with pytest.raises(Exception, match="cannot store TEXT"), store.transaction() as connection:
            connection.execute(text("INSERT INTO turns VALUES ('x', 1, 1, 1, NULL, NULL)"))

    def test_a_backup_is_made_before_a_later_migration(self, store, monkeypatch):
        with store.transaction() as connection:
            members.add_members(connection, [members.Member("A1")], "test")
        following = migrations.MIGRATIONS[-1].number + 1
        later = migrations.Migration(following, "later", ("CREATE TABLE later (x TEXT){strict}",))
        monkeypatch.setattr("familypanel.study.store.engine.MIGRATIONS", (*migrations.MIGRATIONS, later))
        with Store(store.root).reading() as connection:
            assert "later" in inspect(connection).get_table_names()
        (backup,) = (store.root / "backups").iterdir()
        with sqlite3.connect(backup) as old:
            assert old.execute("SELECT urn FROM members").fetchall() == [("A1",)]
        old.close()

    def test_the_ledger_of_an_older_store_is_taken_over(self, store, monkeypatch):
        with monkeypatch.context() as older:
            older.setattr("familypanel.study.store.engine.MIGRATIONS", migrations.MIGRATIONS[:1])
            with Store(store.root).transaction() as connection:
                line = "1, 'abc', 'm12', 'a.sav', NULL, '2016-01-01', 2, 1, 1, 0, '{}'"
                connection.execute(text(f"INSERT INTO deliveries VALUES ({line})".replace(":", "\\:")))
                connection.execute(
                    text("INSERT INTO wave_versions VALUES ('m12', 1, 'def', 1, 1, '2016-01-01')")
                )
                connection.execute(
                    text("INSERT INTO problems VALUES (7, 1, 'FP3007', 'error', 2, 'X', NULL, 'said')")
                )
        with Store(store.root).transaction() as connection:
            (kept,) = deliveries.all_deliveries(connection)
            assert (kept.id, kept.sha256, kept.round) == (1, "abc", 1)
            assert waves.current_version(connection, "m12").delivery == 1
            assert [row["id"] for row in deliveries.open_problems(connection)] == [7]
            assert connection.execute(text("PRAGMA foreign_key_check")).fetchall() == []
            made = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).scalars()
            assert not any("_2" in statement for statement in made)
            assert deliveries.add_delivery(connection, {}, sha256="abc", **LINE) == 2

    def test_a_store_of_a_newer_program_is_left_alone(self, store):
        with store.transaction() as connection:
            connection.execute(text("INSERT INTO schema_migrations VALUES (999, 'future', '')"))
        with pytest.raises(ProblemError, match="FP1010"), Store(store.root).reading():
            pass


class TestTransactions:
    def test_all_or_nothing(self, store):
        with pytest.raises(RuntimeError), store.transaction() as connection:
            members.add_members(connection, [members.Member("A1")], "test")
            raise RuntimeError
        with store.reading() as connection:
            assert members.count_members(connection) == {}

    def test_a_locked_store_says_so(self, store):
        with store.reading():
            pass
        other = sqlite3.connect(store.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProblemError, match="FP1011") as caught, store.transaction():
            pass
        other.close()
        assert int(caught.value.exit_code) == 5

    def test_a_damaged_database_says_so(self, store):
        store.root.mkdir()
        store.database.write_bytes(b"not a database, but long enough to look at" * 99)
        with pytest.raises(ProblemError, match="FP1012"), store.reading():
            pass

    @pytest.mark.parametrize(
        ("setting", "value"),
        [("journal_mode", "truncate"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
    )
    def test_settings(self, store, setting, value):
        with store.reading() as connection:
            assert connection.execute(text(f"PRAGMA {setting}")).scalar() == value


class TestWaves:
    def test_cells_come_back_as_they_were(self, store):
        cells = one_wave()
        back = waves.read_cells(store, waves.write_cells(store, cells))
        assert back.dictionary == cells.dictionary
        assert list(back.frame["urn"]) == ["007", "8"]
        assert list(back.frame["lone"]) == [1.0, -9.0]
        assert list(back.reason("lone")) == [0, 6] and not back.reason("note").any()
        assert back.labelled("lone").tolist() == ["Yes", Reason.ERROR.label]

    def test_the_same_cells_have_the_same_name(self, store):
        assert waves.write_cells(store, one_wave()) == waves.write_cells(store, one_wave())

    def test_reasons_that_follow_from_codes_come_back_cell_by_cell(self, store):
        cells = one_wave()
        by_code = {"lone": {-9.0: int(Reason.ERROR)}}
        written = waves.write_cells(store, cells, by_code)
        back = waves.read_cells(store, written)
        assert list(back.reason("lone")) == list(cells.reason("lone"))
        assert back.reasons["lone"].dtype == np.int8
        assert pq.read_schema(store.root / "waves" / f"{written}.parquet").names == ["urn", "lone", "note"]
        assert back.labelled("lone").tolist() == cells.labelled("lone").tolist()

    def test_a_changed_file_is_noticed(self, store):
        name = waves.write_cells(store, one_wave())
        path = store.root / "waves" / f"{name}.parquet"
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        with pytest.raises(ProblemError, match="FP1013"):
            waves.read_cells(store, name)

    def test_versions_count_up_and_the_newest_is_live(self, store):
        with store.transaction() as connection:
            delivery = deliveries.add_delivery(connection, {}, sha256="s", **LINE)
            for sha in "ab":
                waves.add_version(connection, "m12", sha, 1, delivery)
            assert waves.current_version(connection, "m12").cells_sha256 == "b"
            assert waves.current_versions(connection)["m12"].version == 2
        assert waves.read_wave(store, "baseline") is None


class TestLedger:
    def test_a_delivery_with_its_problems(self, store):
        found = problem("FP1031", urn="A1", reason="it is blank")
        with store.transaction() as connection:
            deliveries.add_delivery(connection, {"status": "accepted"}, [found], sha256="s", **LINE)
            delivery = deliveries.find_delivery(connection, "s", "m12")
            assert delivery.facts == {"status": "accepted"}
            assert delivery.rows_in == delivery.accepted + delivery.quarantined + delivery.duplicates
            assert [row["code"] for row in deliveries.open_problems(connection)] == ["FP1031"]
            assert deliveries.open_problems(connection, "m24") == []

    def test_events_are_kept_in_their_order(self, store):
        new = [
            events.Event("A1", "attempt", "2016-01-02", "m12"),
            events.Event("A1", "refusal", "2016-01-01", "m12", "soft"),
        ]
        with store.transaction() as connection:
            members.add_members(connection, [members.Member("A1", facts={"ward": "North"})], "test")
            events.add_events(connection, new, "log")
            assert list(events.events_frame(connection, "A1")["kind"]) == ["attempt", "refusal"]
            assert events.has_source(connection, "log") and not events.has_source(connection, "other")
            assert members.members_frame(connection)["ward"].tolist() == ["North"]


class TestFiles:
    def test_a_write_that_fails_leaves_the_old_file(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_text("old")
        with pytest.raises(RuntimeError), replacing(path) as stream:
            stream.write(b"half")
            raise RuntimeError
        assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["a.txt"]

    def test_unwritable_places_are_said(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(ProblemError, match="FP1025"), replacing(tmp_path / "file" / "inside.txt"):
            pass

    def test_zip_archives_lose_their_moment(self):
        import io
        import zipfile

        def archive(year):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as new:
                new.writestr(zipfile.ZipInfo("b.xml", (year, 1, 1, 0, 0, 0)), "x")
            return out.getvalue()

        assert archive(1999) != archive(2001)
        assert normalised_zip(archive(1999)) == normalised_zip(archive(2001))


READERS = """
import os, time, sys
from familypanel.study.problems import ProblemError, Place, problem

def fine(stream, path, factor):
    print("noise on stdout")
    stream.write(path.read_bytes() * factor)
    return {"size": path.stat().st_size}

def says(stream, path):
    raise ProblemError(problem("FP1023", Place(file=path.name, row=3), file=path.name, reason="because"))

def raises(stream, path):
    raise ValueError("an answer that must not be shown")

def crashes(stream, path):
    os.abort()

def hangs(stream, path):
    time.sleep(60)

def eats(stream, path):
    return len(bytearray(3 << 30))

def floods(stream, path):
    for _ in range(1100):
        stream.write(bytes(1 << 20))

def half(stream, path):
    stream.write(b"half")
    stream.flush()
    os._exit(0)
"""


class TestChild:
    @pytest.fixture
    def file(self, tmp_path, monkeypatch) -> Path:
        (tmp_path / "readers_from_outside.py").write_text(READERS)
        path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
        monkeypatch.setenv("PYTHONPATH", path)
        (tmp_path / "delivered.sav").write_bytes(b"abc")
        return tmp_path / "delivered.sav"

    def read(self, file: Path, name: str, *args, **limits):
        return run_limited(f"readers_from_outside:{name}", file, *args, **limits)

    def refused(self, file: Path, name: str, **limits) -> str:
        with pytest.raises(ProblemError) as caught:
            self.read(file, name, **limits)
        return str(caught.value)

    def test_value_and_bytes_come_back_and_noise_does_not(self, file):
        answer = self.read(file, "fine", 2)
        assert answer.value == {"size": 3}
        assert bytes(answer.payload) == b"abcabc"

    @pytest.mark.parametrize("shared", [True, False])
    def test_bytes_come_back_through_memory_or_a_pipe(self, file, monkeypatch, shared):
        if shared and not hasattr(os, "memfd_create"):
            pytest.skip("this system has no memory that two processes share")
        if not shared:
            monkeypatch.delattr(os, "memfd_create", raising=False)
        for times in (0, 1, 400_000):
            answer = self.read(file, "fine", times)
            assert bytes(answer.payload) == b"abc" * times

    def test_what_is_forbidden_goes_through_the_pipe(self, file, monkeypatch):
        def forbidden(_name):
            raise PermissionError

        monkeypatch.setattr(os, "memfd_create", forbidden, raising=False)
        assert bytes(self.read(file, "fine", 2).payload) == b"abcabc"

    @pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
    def test_memory_that_is_shared_is_limited_too(self, file):
        assert "needed more than 1024 MB" in self.refused(file, "floods", memory_mb=1024)

    def test_nothing_stays_open(self, file):
        before = set(Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else set()
        for name in ("fine", "half", "crashes"):
            with contextlib.suppress(ProblemError):
                self.read(file, name, *([2] if name == "fine" else []))
        after = set(Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else set()
        assert len(after) == len(before)

    def test_a_problem_of_the_reader_is_raised_here(self, file):
        assert (
            self.refused(file, "says")
            == "FP1023 error: delivered.sav, row 3: delivered.sav is refused: because."
        )

    def test_an_exception_does_not_show_what_it_says(self, file):
        said = self.refused(file, "raises")
        assert "FP1021" in said and "ValueError" in said and "answer" not in said

    def test_a_crash_is_survived(self, file):
        assert "the reader crashed" in self.refused(file, "crashes")

    def test_an_end_in_the_middle_is_not_taken_for_an_answer(self, file):
        assert "FP1021" in self.refused(file, "half")

    def test_time_is_limited(self, file):
        began = time.monotonic()
        assert "longer than 0.5 seconds" in self.refused(file, "hangs", seconds=0.5)
        assert time.monotonic() - began < 20

    @pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
    def test_memory_is_limited(self, file):
        assert "needed more than 1024 MB" in self.refused(file, "eats", memory_mb=1024)

    def test_no_such_file(self, file):
        assert "FP1020" in self.refused(file.with_name("none"), "fine")

    def test_a_module_in_the_current_folder_is_not_run(self, file, monkeypatch):
        monkeypatch.chdir(file.parent)
        (file.parent / "json.py").write_text("raise SystemExit(9)")
        monkeypatch.delenv("PYTHONPATH", raising=False)
        with pytest.raises(ProblemError) as caught:
            run_limited("familypanel.study.nothing:here", file)
        assert "exit 9" not in str(caught.value)
