"""The command line: every command is one public function, errors speak, exit codes and streams are right."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import time
from functools import reduce
from pathlib import Path

import click
import pandas as pd
import pyreadstat
import pytest

import familypanel
from familypanel.cli import cli
from familypanel.study import ExitCode


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    for name, command in group.commands.items():
        inner = (*words, name)
        found += leaves(command, inner) if isinstance(command, click.Group) else [(inner, command)]
    return found


COMMANDS = leaves(cli)
SHARED = {"study_dir", "as_json", "save"}


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS])
class TestEveryCommand:
    def test_is_the_public_function_of_the_same_name_with_the_same_parameters(self, words, command):
        function = reduce(getattr, (word.replace("-", "_") for word in words), familypanel)
        options = {option.name for option in command.params}
        parameters = list(inspect.signature(function).parameters)
        # The first parameter is the study, which the command line finds by itself.
        assert options - SHARED == set(parameters[1:] if "study_dir" in options else parameters)

    def test_says_what_it_does_and_so_does_every_option(self, words, command):
        assert command.help and command.help.split("\b")[0].strip().endswith(".")
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, option.name

    def test_writers_have_a_dry_run(self, words, command):
        writers = {
            "add",
            "add-code",
            "adjudicate",
            "adopt",
            "assign",
            "build",
            "bundle",
            "contact",
            "contacts",
            "decide",
            "define",
            "enrol",
            "exchange",
            "export",
            "from-excel",
            "personalise",
            "receive",
            "record",
            "redact",
            "release",
            "tag",
            "undo",
            "matrix",
            "memo",
            "merge",
            "merge-codes",
            "rename",
            "split",
            "release-assignment",
            "speakers",
            "to-excel",
            "untag",
            "withdraw",
            "weights",
        }
        names = {option.name for option in command.params}
        assert ("dry_run" in names) == (words[-1] in writers)


def run(*words: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "100", **(env or {})}
    command = [sys.executable, "-m", "familypanel", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def folder(tmp_path) -> Path:
    assert run("init", "s", cwd=tmp_path).returncode == 0
    return tmp_path / "s"


def test_the_help_of_record_names_every_kind_and_detail():
    from familypanel.panel.words import EVENTS

    text = dict(COMMANDS)["panel", "record"].help
    for kind, details in EVENTS.items():
        assert f"{kind.ljust(13)}{', '.join(filter(None, details))}\n" in text + "\n"


class TestFirstSteps:
    def test_init_says_what_comes_next(self, tmp_path):
        done = run("init", "s", cwd=tmp_path)
        assert done.stdout.splitlines()[-1] == "Next: cd s, then: familypanel status"

    def test_a_new_study_passes_its_check(self, folder):
        done = run("check", cwd=folder)
        assert done.returncode == 0 and "Nothing wrong was found." in done.stdout

    def test_status_ends_with_the_next_command(self, folder):
        done = run("status", cwd=folder)
        assert done.stdout.splitlines()[-1] == "Next: familypanel surveys receive FILE.sav --wave baseline"

    def test_json_is_one_object_and_nothing_else(self, folder):
        read = json.loads(run("status", "--json", cwd=folder).stdout)
        assert read["command"] == "status" and read["study"] == str(folder)
        assert [row["wave"] for row in read["rows"]] == ["baseline", "m12", "m24"]

    def test_save_writes_the_table(self, folder):
        run("status", "--save", "s.csv", cwd=folder)
        assert (folder / "s.csv").read_text().startswith("wave,kind,months")


class TestInterruptions:
    def test_a_demo_that_was_killed_can_be_run_again(self, tmp_path):
        command = [sys.executable, "-m", "familypanel", "demo", "d"]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as first:
            until = time.monotonic() + 30
            while not list(tmp_path.glob(".d.unfinished/deliveries/*")) and time.monotonic() < until:
                time.sleep(0.01)
            first.kill()
        assert not (tmp_path / "d").exists()
        assert begin_again(tmp_path / "d").config.title == "Improving Futures"
        assert [path.name for path in tmp_path.iterdir()] == ["d"]

    def test_an_answer_that_cannot_be_saved_changes_nothing(self, folder):
        (folder / "m.csv").write_text("urn,cohort,referral_date\nA1,main,2014-02-01\n")
        for place in ("x.pdf", "m.csv"):
            assert run("panel", "enrol", "m.csv", "--save", place, cwd=folder).returncode != 0
        assert json.loads(run("status", "--json", cwd=folder).stdout)["members"] == {}

    def test_the_report_never_takes_the_place_of_another_kind_of_file(self, folder):
        before = (folder / "study.yaml").read_text()
        assert run("report", "--out", "study.yaml", cwd=folder).returncode == 2
        assert (folder / "study.yaml").read_text() == before


class TestCheck:
    def test_a_wave_file_that_is_gone_is_found(self, folder):
        deliver(folder)
        next((folder / "store" / "waves").iterdir()).unlink()
        done = run("check", cwd=folder)
        assert done.returncode == 1 and "FP1013" in done.stdout

    def test_a_bank_that_changed_after_the_build_is_found(self, folder):
        bank = folder / "questionnaires" / "a.yaml"
        text = "module: a\nitems:\n  - id: A010\n    variable: a_n\n    type: whole 0..9\n"
        text += "    versions: {v1: {en: How many?}}\n    use: {baseline: v1, m12: v1, m24: v1}\n"
        bank.write_text(text)
        assert run("questionnaires", "build", "--format", "dictionary", cwd=folder).returncode == 0
        assert "FP1015" not in run("check", cwd=folder).stdout
        bank.write_text(text.replace("0..9", "0..8"))
        assert "FP1015" in run("check", cwd=folder).stdout


def deliver(folder: Path) -> None:
    """Receive a small delivery into the baseline."""
    pyreadstat.write_sav(pd.DataFrame({"urn": ["A1", "A2"], "q": [1.0, 2.0]}), str(folder / "b.sav"))
    run("surveys", "receive", "b.sav", "--wave", "baseline", cwd=folder)


def begin_again(folder: Path):
    from familypanel.examples.improving_futures import write_example

    return write_example(folder)


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            (["status", "--study", "elsewhere"], ExitCode.STUDY, "FP1001"),
            (["surveys", "receive", "none.sav", "--wave", "m12"], ExitCode.FILE, "FP1020"),
            (["surveys", "receive", "none.sav", "--wave", "m21"], ExitCode.USAGE, "FP1007"),
            (["surveys", "receive", "none.sav"], ExitCode.USAGE, "Missing option '--wave'"),
            (["panel", "due", "--on", "3/4/2016"], ExitCode.USAGE, "FP1030"),
            (["init", "."], ExitCode.USAGE, "FP1008"),
            (["init", "new", "--example", "x"], ExitCode.USAGE, "FP1009"),
            (["nonsense"], ExitCode.USAGE, "No such command 'nonsense'"),
            (["status", "--save", "x.doc"], ExitCode.USAGE, "FP1024"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_code_and_message(self, folder, words, code, says):
        done = run(*words, cwd=folder)
        assert (done.returncode, says in done.stderr) == (int(code), True), done.stderr
        assert "Traceback" not in done.stderr and done.stdout == ""

    def test_a_typo_in_study_yaml_is_named_with_line_and_column(self, folder):
        (folder / "study.yaml").write_text("title: T\nwavs: {baseline: }\n")
        done = run("status", cwd=folder)
        assert done.returncode == 3
        assert "study.yaml:2:1" in done.stderr and "Did you mean 'waves'?" in done.stderr

    def test_with_json_the_problems_are_json_too(self, folder):
        done = run("panel", "due", "--on", "soon", "--json", cwd=folder)
        read = json.loads(done.stdout)
        assert read["problems"][0]["code"] == "FP1030" and read["rows"] == [] and done.returncode == 2

    def test_a_fault_of_the_program_is_no_traceback(self, folder):
        (folder / "store" / "study.db").unlink()
        (folder / "store" / "study.db").mkdir()
        done = run("status", cwd=folder)
        assert "Traceback" not in done.stderr and "FP" in done.stderr and done.returncode != 0


def test_what_a_kind_of_problem_means_is_said_once(folder):
    rows = pd.DataFrame({"urn": ["A1", "", " ", None], "q": [1.0, 2.0, 3.0, 4.0]})
    pyreadstat.write_sav(rows, str(folder / "b.sav"))
    said = run("surveys", "receive", "b.sav", "--wave", "baseline", cwd=folder).stderr
    assert said.count("FP3004 error") == 1 and "And 2 more FP3004." in said


class TestStreams:
    def test_nothing_is_coloured_where_it_is_not_a_terminal(self, folder):
        done = run("status", "--study", "x", cwd=folder)
        assert "\x1b" not in done.stdout + done.stderr

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
    @pytest.mark.parametrize(("no_color", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_no_color_is_obeyed_on_a_terminal(self, folder, no_color, coloured):
        import pty

        outside, inside = pty.openpty()
        environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | no_color
        command = [sys.executable, "-m", "familypanel", "status", "--study", "x"]
        subprocess.run(command, cwd=folder, env=environment, stderr=inside, stdout=inside, check=False)
        os.close(inside)
        said = os.read(outside, 4096).decode()
        os.close(outside)
        assert ("\x1b[" in said) is coloured and "FP1001" in said

    def test_welsh_letters_reach_a_pipe_of_any_code_page(self, folder):
        (folder / "study.yaml").write_text("title: Ŵyn\nwaves: {baseline: }\n", encoding="utf-8")
        assert "Ŵyn" in run("status", cwd=folder, env={"PYTHONIOENCODING": "cp1252"}).stdout

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_shell_completion(self, folder, shell):
        done = run(cwd=folder, env={"_FAMILYPANEL_COMPLETE": f"{shell}_source"})
        assert "_FAMILYPANEL_COMPLETE" in done.stdout
