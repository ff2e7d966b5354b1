"""The command line: parse, call one function, print.

Every command is declared by a decorator and has no body: its options go, by name, to the public function of
the same dotted name (``familypanel panel due`` calls ``familypanel.panel.due``), and the `Table` that comes
back is printed.  This is the only module that prints, reads the terminal or ends the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .study.problems import ExitCode, Problem, ProblemError, Severity

if TYPE_CHECKING:
    from .study.table import Table

__all__ = ["cli", "main"]

Decorator = Callable[[Callable[[], None]], Callable[[], None]]
PROGRESS_AFTER_SECONDS = 2.0
DEFAULT_WIDTH = 100
_MARKS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


# -- declaring commands ----------------------------------------------------------------------------


def _command(group: click.Group, name: str, calls: str, *, study: bool = True) -> Decorator:
    """Add a command to `group` that calls ``familypanel.<calls>`` with the options the function declares."""

    def declare(declared: Callable[[], None]) -> Callable[[], None]:
        options = list(reversed(getattr(declared, "__click_params__", [])))
        shared = [_STUDY] if study else []
        group.add_command(
            click.Command(
                name,
                params=[*options, *shared, _JSON, _SAVE],
                callback=_answering(calls, study),
                help=declared.__doc__,
            )
        )
        return declared

    return declare


_STUDY = click.Option(
    ["--study", "study_dir"], metavar="DIR", help="The study folder; default: the nearest one above."
)
_JSON = click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON object instead of a table.")
_SAVE = click.Option(
    ["--save"], metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the table to FILE (.csv, .json, .html, .xlsx or .txt).",
)  # fmt: skip


def _answering(calls: str, needs_study: bool) -> Callable[..., None]:
    def callback(as_json: bool, save: Path | None, study_dir: str | None = None, **options: Any) -> None:
        name = calls.replace(".", " ").replace("_", "-")
        try:
            # Before anything is stored: an answer that could not be saved must not have changed the study.
            if save is not None:
                _check_place(save, options.values())
            arguments = [_load(study_dir)] if needs_study else []
            table = _public(calls)(*arguments, **options)
            _show(table, name, str(arguments[0].root) if arguments else None, as_json)
            if save is not None:
                table.save(save, name)
        except ProblemError as error:
            raise _Failed(error, name if as_json else None) from error
        if table.status is not ExitCode.FINE:
            raise click.exceptions.Exit(int(table.status))

    return callback


def _check_place(save: Path, given: Iterable[Any]) -> None:
    """Refuse to save over a file the command reads, or in a format that is not known."""
    from .study.problems import problem
    from .study.table_files import check_ending

    check_ending(save)
    paths = [one for value in given for one in (value if isinstance(value, tuple) else (value,))]
    if any(isinstance(path, Path) and path.resolve() == save.resolve() for path in paths):
        reason = "it is the file that the command reads"
        raise ProblemError(problem("FP1025", file=str(save), reason=reason))


def _load(study_dir: str | None) -> Any:
    from .study.folder import load

    return load(study_dir or ".", search=study_dir is None)


def _public(dotted: str) -> Callable[..., Table]:
    """Find the public function of a command, loading only its room."""
    from importlib import import_module

    room, _, name = dotted.rpartition(".")
    package = import_module(f".{room}" if room else ".", __package__)
    return getattr(package, name)  # type: ignore[no-any-return]


# -- printing --------------------------------------------------------------------------------------


class _Failed(click.ClickException):
    """A command that could not go on; `command` is set where JSON was asked for."""

    def __init__(self, error: ProblemError, command: str | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.command = command
        setattr(self, "exit_code", int(error.exit_code))  # noqa: B010 - declared as a class variable by Click

    def show(self, file: Any = None) -> None:
        _end_progress()
        if self.command is not None:
            rows = [found.row() for found in self.error.problems]
            blank: dict[str, Any] = {"command": self.command, "study": None, "problems": rows}
            click.echo(json.dumps(blank | {"rows": [], "notes": []}, ensure_ascii=False, indent=2))
        for found in self.error.problems:
            _say(found)


def _say(found: Problem) -> None:
    """Print one problem to stderr: what, where, why, what to do."""
    word = _styled(f"{found.code} {found.severity}", _MARKS[found.severity])
    where = str(found.place)
    click.echo(f"{word}: {found.what}", err=True)
    for label, text in (("Where", where), ("Why", found.why), ("What to do", found.remedy)):
        if text:
            click.echo(f"  {label}: {text}", err=True)


def _explain(problems: Iterable[Problem]) -> None:
    """Print what each kind of problem means, once: a hundred rows with one cause are told by one example."""
    kinds: dict[str, list[Problem]] = {}
    for found in problems:
        kinds.setdefault(found.code, []).append(found)
    for alike in kinds.values():
        _say(alike[0])
        if len(alike) > 1:
            click.echo(f"  And {len(alike) - 1:,} more {alike[0].code}.", err=True)


def _styled(text: str, colour: str) -> str:
    plain = "NO_COLOR" in os.environ or not sys.stderr.isatty()
    return text if plain else click.style(text, fg=colour, bold=True)


def _show(table: Table, command: str, study: str | None, as_json: bool) -> None:
    _end_progress()
    if as_json:
        click.echo(table.to_json(command, study), nl=False)
    else:
        click.echo(table.to_text(_width()))
        _explain(table.problems)


def _width() -> int | None:
    """Give the terminal's width; what goes into a file or pipe is not wrapped."""
    import shutil

    return shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if sys.stdout.isatty() else None


_progress = {"began": 0.0, "shown": 0.0}


def _hear(what: str, done: int, of: int) -> None:
    """Show progress on a terminal, once work has taken about two seconds."""
    now = time.monotonic()
    _progress["began"] = _progress["began"] or now
    if not sys.stderr.isatty() or now - _progress["began"] < PROGRESS_AFTER_SECONDS:
        return
    _progress["shown"] = now
    counted = f" {done}/{of}" if of else ""
    click.echo(f"\r\x1b[K{what}{counted} ...", nl=False, err=True)


def _announce(line: str) -> None:
    """Print a line while the command goes on."""
    click.echo(line)
    sys.stdout.flush()


def _end_progress() -> None:
    if _progress["shown"]:
        click.echo("\r\x1b[K", nl=False, err=True)
        _progress["shown"] = 0.0


# -- the commands ----------------------------------------------------------------------------------


class _Ordered(click.Group):
    """A group whose commands are listed in the order in which they are used, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Ordered, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="familypanel")
def cli() -> None:
    """Run a longitudinal survey of families from one study folder.

    \b
    New here?     familypanel demo            a whole invented study, with its report
    Your own:     familypanel init my-study   then: cd my-study; familypanel status
    """


_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
_WAVE = click.option("--wave", metavar="WAVE", help="Only this wave.")
_ON = click.option("--on", metavar="DATE", help="As on this date (YYYY-MM-DD); default: today.")
_AS_AT = click.option(
    "--as-at", "--on", "as_at", metavar="DATE",
    help="Rebuilt from what had happened by this date (YYYY-MM-DD); default: today.",
)  # fmt: skip
_RECORDED_BY = click.option(
    "--recorded-by", metavar="DATE", help="Only from what had been recorded by this date (YYYY-MM-DD)."
)
_SEED = click.option("--seed", type=int, default=0, show_default=True, help="Where chance begins.")
_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@_command(cli, "init", "init", study=False)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", metavar="NAME", help="Begin with a complete example: improving-futures.")
def _init() -> None:
    """Make a new study folder."""


@_command(cli, "demo", "demo", study=False)
@click.argument(
    "folder", required=False, default=Path("demo-study"), type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--seed", type=int, default=2011, show_default=True, help="Where chance begins.")
def _demo() -> None:
    """Run an invented study from questionnaire to report, in FOLDER (demo-study)."""


@_command(cli, "status", "status")
def _status() -> None:
    """Say where the study stands and what comes next."""


@_command(cli, "check", "check")
def _check() -> None:
    """Look for everything that is wrong: study.yaml, questionnaires, returns, codebook."""


@_command(cli, "report", "report")
@click.option("--out", type=_FILE, metavar="FILE", help="Where to write it; default: out/report.html.")
def _report() -> None:
    """Write the report of the whole study as one HTML page."""


# -- questionnaires --------------------------------------------------------------------------------


@cli.group("questionnaires", cls=_Ordered)
def _questionnaires() -> None:
    """Generate the questionnaires of every wave from one question bank."""


@_command(_questionnaires, "check", "questionnaires.check")
@click.argument("waves", nargs=-1, metavar="[WAVE]...")
@click.option("--witness", metavar="ITEM", help="Also tell somebody who is asked this item, wave by wave.")
def _questionnaires_check() -> None:
    """Prove the question bank before anyone is interviewed: routing, codes, names, translations."""


@_command(_questionnaires, "build", "questionnaires.build")
@click.argument("waves", nargs=-1, metavar="[WAVE]...")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="F",
    help="html, docx, pdf, showcards, xlsform, sav, sps, redcap, limesurvey, ddi-codebook, "
    "ddi-lifecycle, diagram or dictionary; default: all.",
)
@click.option("--mode", metavar="M", help="face_to_face, telephone or self; default: the mode of the wave.")
@click.option("--language", "languages", multiple=True, metavar="L", help="Such as en or cy; default: all.")
@click.option("--out", type=_FOLDER, metavar="DIR", help="Default: instruments/ in the study folder.")
@_DRY_RUN
def _questionnaires_build() -> None:
    """Write the instruments: on paper, for electronic forms, for data files and archives, as a diagram."""


@_command(_questionnaires, "personalise", "questionnaires.personalise")
@click.argument("wave")
@click.option("--urn", "urns", multiple=True, metavar="URN", help="Only this member; default: all.")
@click.option("--due-on", metavar="DATE", help="Only those whose interview is sought on DATE (YYYY-MM-DD).")
@click.option("--language", metavar="L", help="Default: that of each family's last interview.")
@click.option("--out", type=_FOLDER, metavar="DIR", help="Default: out/packs/WAVE in the study folder.")
@_DRY_RUN
def _questionnaires_personalise() -> None:
    """Write one sealed pack a family, with what it told before: Word, PDF and the form's preload."""


@_command(_questionnaires, "compare", "questionnaires.compare")
@click.argument("wave_a", metavar="WAVE_A")
@click.argument("wave_b", metavar="WAVE_B")
def _questionnaires_compare() -> None:
    """Say for every variable what changed between two waves, word by word, and why."""


@_command(_questionnaires, "length", "questionnaires.length")
@click.argument("waves", nargs=-1, metavar="[WAVE]...")
@click.option("--mode", metavar="M", help="Only face_to_face, telephone or self.")
@click.option("--samples", type=click.IntRange(1), default=20_000, show_default=True,
              help="Respondents drawn where the routes are too many to count.")  # fmt: skip
@_SEED
def _questionnaires_length() -> None:
    """Give the minutes of an interview: shortest, median and longest route."""


@_command(_questionnaires, "to-excel", "questionnaires.to_excel")
@click.argument("file", type=_FILE)
@_DRY_RUN
def _questionnaires_to_excel() -> None:
    """Write the question bank as an Excel workbook to edit."""


@_command(_questionnaires, "from-excel", "questionnaires.from_excel")
@click.argument("file", type=_FILE)
@_DRY_RUN
def _questionnaires_from_excel() -> None:
    """Read an edited workbook back into the question bank; only what changed is rewritten."""


@_command(_questionnaires, "adopt", "questionnaires.adopt")
@click.argument("file", type=_FILE)
@click.option("--module", metavar="NAME", help="The name of the new module; default: that of the file.")
@click.option("--wave", "waves", multiple=True, metavar="WAVE", help="Asked in this wave; default: in all.")
@_DRY_RUN
def _questionnaires_adopt() -> None:
    """Take an XLSForm, a REDCap dictionary or a LimeSurvey structure into the bank as a new module."""


# -- panel -----------------------------------------------------------------------------------------


_DISCLOSURE = click.option(
    "--disclosure", type=click.Choice(["suppress", "round", "none"]), default="suppress", show_default=True,
    help="Small counts of a table that is broken down: hide, round all, or show as they are.",
)  # fmt: skip


@cli.group("panel", cls=_Ordered)
def _panel() -> None:
    """Keep the panel: who is due, who answered, who was lost, what changed."""


@_command(_panel, "enrol", "panel.enrol")
@click.argument("file", type=_FILE)
@_DRY_RUN
def _panel_enrol() -> None:
    """Enrol the members listed in FILE (CSV or Excel)."""


@_command(_panel, "due", "panel.due")
@_WAVE
@_ON
@click.option("--sheet", type=_FILE, metavar="FILE.xlsx", help="Write the interviewers' call sheet.")
@click.option("--calendar", type=_FILE, metavar="FILE.ics", help="Write the calls as calendar entries.")
def _panel_due() -> None:
    """List who is due for an interview, and until when."""


@_command(_panel, "record", "panel.record")
@click.argument("urn", required=False)
@click.argument("kind", required=False)
@click.option("--wave", metavar="WAVE", help="The wave it belongs to.")
@click.option("--on", metavar="DATE", help="When it happened (YYYY-MM-DD); default: today.")
@click.option("--detail", metavar="WORD", help="Such as soft or hard for a refusal.")
@click.option("--from", "from_file", type=_FILE, metavar="FILE", help="Record a whole contact log (CSV).")
@_DRY_RUN
def _panel_record() -> None:
    """Record what happened with a member; events are only ever added.

    \b
    KIND         --detail
    attempt      no_reply, engaged, voicemail, not_at_home, wrong_number, spoke
    appointment  made, broken
    interview    full, partial, void
    refusal      soft, hard, proxy
    withdrawal   contact, use, answers, everything
    status       deceased, out_of_scope, moved_abroad, away, ill, language, no_safe_route
    tracing      started, found, untraced
    """


@_command(_panel, "outcomes", "panel.outcomes")
@_WAVE
@_AS_AT
@_RECORDED_BY
def _panel_outcomes() -> None:
    """Count members by outcome and wave."""


@_command(_panel, "attrition", "panel.attrition")
@click.option("--by", multiple=True, metavar="V", help="A member fact (project) or a baseline variable.")
@_AS_AT
@_RECORDED_BY
@click.option(
    "--smallest", type=click.IntRange(1), default=1, metavar="N",
    help="Put groups of fewer than N members together, for publication.",
)  # fmt: skip
def _panel_attrition() -> None:
    """Show retention by wave, with bases, conventions and 95% intervals."""


@_command(_panel, "change", "panel.change")
@click.argument("from_", metavar="FROM")
@click.argument("to")
@click.option("--by", multiple=True, metavar="V", help="A member fact or a variable of FROM.")
@click.option("--means", is_flag=True, help="Show scales and numbers by their means instead of indicators.")
@_DISCLOSURE
def _panel_change() -> None:
    """Compare the same families at two occasions, such as: entry exit."""


@_command(_panel, "verify", "panel.verify", study=False)
@click.argument("file", type=_FILE)
def _panel_verify() -> None:
    """Check a published table of entry and exit percentages for misprints."""


@_command(_panel, "table", "panel.table")
@click.argument("variables", nargs=-1, metavar="[VARIABLE]...")
@click.option("--by", default="sex", show_default=True, metavar="V", help="A variable, or a member fact.")
@click.option("--wave", metavar="WAVE", help="Wave or records; default: the first that holds the variables.")
@_DISCLOSURE
def _panel_table() -> None:
    """Count answers (or all indicators) by sex or another group, side by side, with bases."""


@_command(_panel, "transitions", "panel.transitions")
@click.argument("variable")
@click.argument("from_", metavar="FROM")
@click.argument("to")
@_ON
@click.option("--picture", type=_FILE, metavar="FILE.svg", help="Also draw it: an alluvial picture.")
@_DISCLOSURE
def _panel_transitions() -> None:
    """Show who gave which answer at FROM and at TO, and who was not seen again, and why."""


@_command(_panel, "contacts", "panel.contacts")
@click.argument("file", type=_FILE, required=False)
@click.option("--template", type=_FILE, metavar="FILE.xlsx", help="Write a workbook to fill in.")
@_DRY_RUN
def _panel_contacts() -> None:
    """Bring in how members may be reached safely (CSV or Excel), or list what is known of it."""


@_command(_panel, "contact", "panel.contact")
@click.argument("urn")
@click.option("--route", metavar="R", help="Only this one, such as phone or 'mobile 2'; default: all.")
@click.option("--verified", metavar="DATE", help="The member confirmed the rule on this day (YYYY-MM-DD).")
@click.option("--remove", is_flag=True, help="Delete the route.")
@_DRY_RUN
def _panel_contact() -> None:
    """Show how a member may be reached, note that the rule was confirmed, or remove a route."""


@_command(_panel, "history", "panel.history")
@click.argument("urn")
@_ON
def _panel_history() -> None:
    """Tell everything known about a member over time, but no contact details and no answers."""


@_command(_panel, "withdraw", "panel.withdraw")
@click.argument("urn")
@click.option(
    "--scope", required=True, type=click.Choice(["contact", "use", "answers", "everything"]),
    help="What is taken back.",
)  # fmt: skip
@click.option("--on", metavar="DATE", help="When the member said so (YYYY-MM-DD); default: today.")
@click.option("--delivered", is_flag=True, help="Also delete delivered files that hold the member's row.")
@_DRY_RUN
def _panel_withdraw() -> None:
    """Carry out what a member takes back, and name every place where the URN appears.

    \b
    contact      nobody contacts the member again; contact details are deleted
    use          and what was given is kept, but used no more
    answers      and it is deleted
    everything   and so is all else but the URN, the cohort and the withdrawal
    """


@_command(_panel, "rates", "panel.rates")
@_WAVE
@click.option(
    "--e", type=float, metavar="SHARE",
    help="Share of untraced cases taken to be eligible, 0 to 1; default: estimated from the others.",
)  # fmt: skip
@_AS_AT
@_RECORDED_BY
def _panel_rates() -> None:
    """Give response, cooperation, refusal and contact rates as AAPOR defines them."""


_PICTURE = click.option("--picture", type=_FILE, metavar="FILE.svg", help="Also draw it into this file.")


@_command(_panel, "patterns", "panel.patterns")
@_AS_AT
@_RECORDED_BY
@_PICTURE
def _panel_patterns() -> None:
    """Count in which combinations of waves members answered: 111, 101, 100 ..."""


@_command(_panel, "survival", "panel.survival")
@click.option("--by", multiple=True, metavar="V", help="A member fact (project) or a baseline variable.")
@_AS_AT
@_RECORDED_BY
@click.option(
    "--smallest", type=click.IntRange(1), default=1, metavar="N",
    help="Put groups of fewer than N members together, for publication.",
)  # fmt: skip
@_PICTURE
def _panel_survival() -> None:
    """Show who is still in the panel, with death as a competing risk, in all and by group."""


@_command(_panel, "bias", "panel.bias")
@click.argument("wave")
@click.option("--by", multiple=True, metavar="V", help="A member fact or baseline variable to compare.")
@click.option("--outcome", multiple=True, metavar="V", help="A number or scale of the baseline to test.")
@_AS_AT
def _panel_bias() -> None:
    """Test whether those lost by WAVE differ from those who answered, with a verdict in plain words."""


@_command(_panel, "weights", "panel.weights")
@click.argument("wave")
@click.option(
    "--method", type=click.Choice(["logit", "cells"]),
    help="Probabilities of a model, or classes of similar ones; default: cells below 500 members.",
)  # fmt: skip
@click.option("--trim", type=float, metavar="X", help="No weight above X times the mean weight.")
@click.option("--rake", type=_FILE, metavar="FILE", help="Fit to targets: variable, category, target.")
@click.option("--by", multiple=True, metavar="V", help="A member fact or baseline variable to model with.")
@_AS_AT
@_DRY_RUN
def _panel_weights() -> None:
    """Make weights for those who answered at WAVE, store them, and say what they repair."""


@_command(_panel, "estimate", "panel.estimate")
@click.argument("variable")
@click.option("--wave", required=True, metavar="WAVE", help="The wave of the answers and of the weights.")
def _panel_estimate() -> None:
    """Give a weighted mean or weighted shares with their standard errors, or none."""


# -- surveys ---------------------------------------------------------------------------------------


@cli.group("surveys", cls=_Ordered)
def _surveys() -> None:
    """Take in the SPSS returns without losing a label or a missing code."""


@_command(_surveys, "receive", "surveys.receive")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--wave", required=True, metavar="WAVE", help="The wave the file belongs to.")
@click.option("--id", metavar="COLUMN", help="The column that holds the URN; default: urn.")
@click.option("--agency", metavar="NAME", help="Who delivered it.")
@click.option(
    "--date", metavar="COLUMN", help="The date of the interview; default: int_date, interview_date."
)
@click.option("--accept-diff", metavar="TOKEN", help="Accept the difference that was shown, by its token.")
@_DRY_RUN
@click.option("--quick", is_flag=True, help="Read a large .sav faster; samples are held against pyreadstat.")
def _surveys_receive() -> None:
    """Receive a delivered file: read, check, match, store. It is stored wholly or not at all."""


@_command(_surveys, "tabulate", "surveys.tabulate")
@click.argument("variables", nargs=-1, required=True, metavar="VARIABLE...")
@click.option(
    "--by", metavar="V", help="A variable of the same wave, or project, cohort or a fact of the register."
)
@click.option("--wave", metavar="WAVE", help="Default: the first wave that holds the variables.")
def _surveys_tabulate() -> None:
    """Count the answers: n, valid percentages with their base, and every reason for no answer."""


@_command(_surveys, "problems", "surveys.problems")
@_WAVE
@click.option("--out", type=_FILE, metavar="FILE.xlsx", help="A workbook for the field to fill in.")
def _surveys_problems() -> None:
    """List what the field must settle, with the question as worded and the value delivered."""


@_command(_surveys, "decide", "surveys.decide")
@click.argument("file", metavar="FILE.xlsx", type=_FILE)
@_DRY_RUN
def _surveys_decide() -> None:
    """Take the answers of the field back, by problem id; what was delivered stays beneath them."""


@_command(_surveys, "lineage", "surveys.lineage")
@click.argument("urn")
@click.argument("variable")
@click.option("--wave", required=True, metavar="WAVE", help="The wave of the cell.")
def _surveys_lineage() -> None:
    """Trace one cell: file, row, column, rule and decision."""


@_command(_surveys, "drift", "surveys.drift")
@click.option("--write", is_flag=True, help="Draft a line in harmonise.yaml for every change that blocks.")
def _surveys_drift() -> None:
    """Find every variable that changed between waves: wording, codes, missing values, another question."""


@_command(_surveys, "build", "surveys.build")
@click.option(
    "--shape", type=click.Choice(["long", "wide"]), default="long", show_default=True,
    help="One row a return, or one row a member.",
)  # fmt: skip
@click.option(
    "--to", multiple=True, type=_FILE, metavar="FILE",
    help=".sav, .zsav, .dta, .parquet, .csv or .xlsx; default: out/panel-SHAPE.sav.",
)  # fmt: skip
@click.option("--weights", is_flag=True, help="With the newest weights of every wave that has some.")
@_DRY_RUN
def _surveys_build() -> None:
    """Build the panel file of all waves, with programs for R, SPSS and Stata that load it."""


@_command(_surveys, "export", "surveys.export")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--wave", metavar="WAVE", help="Default: the newest wave with accepted answers.")
@_DRY_RUN
def _surveys_export() -> None:
    """Write the accepted answers of a wave as .sav or .zsav, with everything known of them."""


@_command(_surveys, "dictionary", "surveys.dictionary")
@_WAVE
@click.option(
    "--to", metavar="FILE", type=_FILE,
    help="Also write it (.html, .xlsx, .csv, .json, .txt; .xml for DDI-Codebook).",
)  # fmt: skip
def _surveys_dictionary() -> None:
    """List every variable with its question, codes and missing codes."""


# -- coding ----------------------------------------------------------------------------------------


@cli.group("coding", cls=_Ordered)
def _coding() -> None:
    """Help to code the interviews: search, keywords, clusters, suggestions, quotes."""


_CODE = click.option("--code", metavar="CODE", help="Only passages with this code.")
_ROLE = click.option("--role", metavar="ROLE", help="Only what this role says, such as mother.")
_AS = click.option("--coder", metavar="NAME", help="Who looks: shows what NAME is coding blind.")
_INTERVIEWER = click.option("--interviewer", is_flag=True, help="Interviewers' turns too.")
_EMBEDDER = click.option(
    "--embedder", type=_FOLDER, metavar="DIR", help="A local folder with vectors.txt (words and numbers)."
)
_AS_AT = click.option("--as-at", metavar="DATE", help="As it was at the end of DATE (YYYY-MM-DD).")


@_command(_coding, "add", "coding.add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--urn", metavar="URN", help="The member who speaks.")
@click.option("--wave", metavar="WAVE", help="The wave of the interview.")
@click.option("--role", metavar="ROLE", help="The role of the person interviewed.")
@click.option("--language", metavar="L", help="The language of the interview, such as en or cy.")
@click.option("--quotes", is_flag=True, help="They are reports: each quote with a role behind it is a turn.")
@_DRY_RUN
def _coding_add() -> None:
    """Add transcripts (text, Word, ODT, RTF, PDF, captions): files, folders, or a list (csv: file, wave)."""


@_command(_coding, "speakers", "coding.speakers")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--is", "confirm", multiple=True, metavar="MARK=ROLE", help="Confirmed: write it into study.yaml."
)
@_DRY_RUN
def _coding_speakers() -> None:
    """Propose who speaks in transcripts before they are added, and confirm it."""


@_command(_coding, "kwic", "coding.kwic")
@click.argument("pattern")
@click.option("--words", "how", flag_value="words", default="words", help="Whole words (default).")
@click.option("--regex", "how", flag_value="regex", help="A regular expression.")
@click.option("--stem", "how", flag_value="stem", help="Words with the same stem.")
@_ROLE
@_WAVE
@_CODE
@click.option("--first", type=click.IntRange(1), metavar="N", help="Only N hits; default: all.")
@_AS
def _coding_kwic() -> None:
    """Show every place where PATTERN is said, in its context."""


@_command(_coding, "keywords", "coding.keywords")
@click.option("--by", default="role", show_default=True, metavar="V", help="role, wave, code or group.")
@click.option("--n", type=click.IntRange(1), default=10, show_default=True, help="Most words a group.")
@_SEED
@_INTERVIEWER
@_AS
def _coding_keywords() -> None:
    """Show which words one group uses more than the others."""


@_command(_coding, "collocations", "coding.collocations")
@_ROLE
@_WAVE
@click.option(
    "--window", type=click.IntRange(2, 20), default=2, show_default=True, help="Words a pair may span."
)
@click.option("--n", type=click.IntRange(1), default=30, show_default=True, help="Most pairs.")
@_INTERVIEWER
@_AS
def _coding_collocations() -> None:
    """Show pairs of words that are said together more often than chance would put them."""


@_coding.group("dictionary", cls=_Ordered)
def _coding_dictionary() -> None:
    """Keyword dictionaries: what codes sound like."""


@_command(_coding_dictionary, "test", "coding.dictionary.test")
@click.option("--code", metavar="CODE", help="Only this code.")
@click.option("--places", is_flag=True, help="List the false hits and the misses.")
@_AS
def _coding_dictionary_test() -> None:
    """Hold dictionary.yaml against what people coded: precision and recall of each code."""


@_command(_coding, "cluster", "coding.cluster")
@click.option("--k", type=click.IntRange(2, 20), help="Number of clusters; default: found by stability.")
@_SEED
@click.option("--adjust", metavar="V", help="Take out what role, wave or project explains.")
@click.option(
    "--view",
    type=click.Choice(["kmeans", "ward", "nmf"]),
    default="kmeans",
    show_default=True,
    help="Whose groups to show.",
)
@_INTERVIEWER
@click.option("--picture", type=_FILE, metavar="FILE.svg", help="Also draw a map of the clusters.")
def _coding_cluster() -> None:
    """Group similar turns, and say whether the grouping is stable. Clusters are not themes."""


@_command(_coding, "suggest", "coding.suggest")
@click.option("--k", type=click.IntRange(1, 10), default=3, show_default=True, help="Most codes a sentence.")
@_SEED
@click.option("--document", metavar="NAME", help="Only for this transcript.")
@_INTERVIEWER
@_AS
@_EMBEDDER
def _coding_suggest() -> None:
    """Suggest codes for turns that have none, with the words and quotes that speak for them."""


@_command(_coding, "queue", "coding.queue")
@click.option("--n", type=click.IntRange(1), default=20, show_default=True, help="Most sentences.")
@_SEED
@_AS
@_EMBEDDER
def _coding_queue() -> None:
    """Show what to code next: uncertain sentences that are not alike, and one in five by lot."""


@_command(_coding, "tag", "coding.tag")
@click.argument("document")
@click.argument("span", metavar="START:END")
@click.argument("code")
@click.option("--coder", required=True, metavar="NAME", help="Who codes.")
@click.option(
    "--suggested", type=click.IntRange(1, 10), metavar="RANK", help="It is the suggestion of RANK, accepted."
)
@_DRY_RUN
def _coding_tag() -> None:
    """Put a code on a passage of a document."""


@_command(_coding, "untag", "coding.untag")
@click.argument("coding_id", metavar="CODING", type=int)
@click.option("--coder", required=True, metavar="NAME", help="Who takes it back.")
@_DRY_RUN
def _coding_untag() -> None:
    """Take a coding back; it is marked as superseded, never deleted."""


@_command(_coding, "quotes", "coding.quotes")
@_CODE
@click.option("--project", is_flag=True, help="Name the project too, where enough people speak in each.")
@click.option("--withheld", is_flag=True, help="List those withheld, with the reasons and without words.")
@_AS
@_AS_AT
def _coding_quotes() -> None:
    """Show the quote bank, attributed so that nobody can be recognised."""


@_command(_coding, "release", "coding.release")
@click.argument("coding_id", metavar="CODING", type=int)
@click.option("--coder", required=True, metavar="NAME", help="Who has read the quote.")
@_DRY_RUN
def _coding_release() -> None:
    """Let a quote be shown that was withheld for what its words hold; who and when is kept."""


@_command(_coding, "themes", "coding.themes")
@click.option("--by", default="role", show_default=True, metavar="V", help="role, wave or project.")
@_AS
def _coding_themes() -> None:
    """Count codes by group; groups of few people are put together."""


@_command(_coding, "desk", "coding.desk")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Who codes; one address for each.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Default: any that is free.")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Only this computer's own are allowed.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def _coding_desk() -> None:
    """Open the coding desk: tagging quotes in the browser, by keyboard, on this computer only."""


_BY = click.option("--coder", required=True, metavar="NAME", help="Who does it.")


@_command(_coding, "codings", "coding.codings")
@click.argument("document", required=False)
@_CODE
@_AS
@_AS_AT
def _coding_codings() -> None:
    """List the codings that hold, or that held on a date."""


@_command(_coding, "history", "coding.history")
@click.argument("document", required=False)
@_AS
@_AS_AT
def _coding_history() -> None:
    """List what was done, event by event, and say whether the log is whole."""


@_command(_coding, "undo", "coding.undo")
@_BY
@click.option("--event", metavar="ID", help="An event of 'coding history'; default: the last thing done.")
@_DRY_RUN
def _coding_undo() -> None:
    """Take back what a coder did; that too is an event, and can be undone."""


@_command(_coding, "memo", "coding.memo")
@click.argument("text")
@_BY
@click.option("--document", metavar="NAME", help="About this transcript.")
@click.option("--span", metavar="START:END", help="About this passage of the transcript.")
@click.option("--code", metavar="C", help="About this code.")
@click.option("--coding", type=int, metavar="N", help="About this coding.")
@click.option("--replaces", metavar="ID", help="A new wording of this memo; an empty text takes it away.")
@_DRY_RUN
def _coding_memo() -> None:
    """Write a memo about a transcript, a passage, a code or a coding."""


@_command(_coding, "memos", "coding.memos")
@click.option("--document", metavar="NAME", help="Only about this transcript.")
@click.option("--code", metavar="C", help="Only about this code.")
@click.option("--coding", type=int, metavar="N", help="Only about this coding.")
@_AS
def _coding_memos() -> None:
    """List the memos that stand."""


@_command(_coding, "assign", "coding.assign")
@click.argument("coders", nargs=-1, required=True, metavar="NAME...")
@click.option("--coder", required=True, metavar="NAME", help="Who assigns.")
@click.option("--each", type=click.IntRange(1), default=2, show_default=True, help="Coders a transcript.")
@click.option("--share", type=click.FloatRange(0, 1), default=1.0, show_default=True,
              help="Share of the transcripts that get so many coders; the others get one.")  # fmt: skip
@_WAVE
@click.option("--role", metavar="ROLE", help="Only transcripts of this role.")
@_SEED
@_DRY_RUN
def _coding_assign() -> None:
    """Give transcripts to coders, who code them blind: nobody sees the others' work until it is released."""


@_command(_coding, "assignments", "coding.assignments")
@click.option("--coder", metavar="NAME", help="Only what this coder is to code.")
def _coding_assignments() -> None:
    """List who codes what, and what was released."""


@_command(_coding, "release-assignment", "coding.release_assignment")
@_BY
@click.option("--assignment", metavar="ID", help="Default: the only one that is still coded blind.")
@_DRY_RUN
def _coding_release_assignment() -> None:
    """End blind coding: from now on everybody sees what all coders did."""


@_command(_coding, "bundle", "coding.bundle")
@click.argument("file", type=_FILE)
@click.option("--coder", metavar="NAME", help="Who bundles: refuses what others are coding blind.")
@_DRY_RUN
def _coding_bundle() -> None:
    """Write everything that was coded into FILE, for a colleague to merge."""


@_command(_coding, "merge", "coding.merge")
@click.argument("file", type=_FILE)
@_DRY_RUN
def _coding_merge() -> None:
    """Take in a colleague's bundle: nothing is lost, and merging twice changes nothing."""


@_command(_coding, "matrix", "coding.matrix")
@click.option("--to", "to_file", metavar="FILE.xlsx", type=_FILE, help="Write it as a workbook to fill.")
@click.option("--from", "from_file", metavar="FILE.xlsx", type=_FILE, help="Take in what was written there.")
@click.option("--coder", metavar="NAME", help="Who looks, and who wrote what is taken in.")
@_DRY_RUN
def _coding_matrix() -> None:
    """Show each family's themes wave by wave, with the summaries people write, in Excel if they like."""


@_command(_coding, "cooccurrence", "coding.cooccurrence")
@click.option("--within", default="turn", show_default=True, metavar="V",
              help="passage, turn, interview or family: where themes meet.")  # fmt: skip
@_AS
def _coding_cooccurrence() -> None:
    """Count which themes come up together."""


@_command(_coding, "saturation", "coding.saturation")
@click.option("--orders", type=click.IntRange(1, 100_000), default=1000, show_default=True,
              help="Random orders of the interviews.")  # fmt: skip
@click.option("--picture", metavar="FILE.svg", type=_FILE, help="Also draw the curve into FILE.svg.")
@_SEED
@_AS
def _coding_saturation() -> None:
    """Show how many themes were found after how many interviews, whatever their order."""


@_command(_coding, "trajectories", "coding.trajectories")
@click.option("--code", metavar="CODE", help="Only this theme.")
@click.option("--families", is_flag=True, help="List every family in place of counts.")
@_AS
def _coding_trajectories() -> None:
    """Follow themes from wave to wave: appeared, persisted, gone, not interviewed."""


@_command(_coding, "joint", "coding.joint")
@click.argument("theme")
@click.argument("outcome")
@click.option("--from", "from_", metavar="OCCASION", help="Where the change begins; default: the first.")
@click.option("--to", metavar="OCCASION", help="Where it ends; default: the last.")
@click.option("--at-least", type=click.FloatRange(0), default=0.0, show_default=True,
              help="A change of less than this is the same.")  # fmt: skip
@click.option("--disclosure", default="suppress", show_default=True, metavar="V",
              help="suppress small counts, or none.")  # fmt: skip
@_AS
def _coding_joint() -> None:
    """Set a theme beside an outcome: how many families with and without it improved, or got worse."""


@_command(_coding, "redact", "coding.redact")
@click.argument("document", required=False)
@click.argument("span", metavar="[START:END]", required=False)
@click.option("--propose", is_flag=True, help="Propose pseudonyms for all that was found.")
@click.option("--pseudonym", metavar="TEXT", help="What the words at START:END read as.")
@click.option("--keep", is_flag=True, help="Let the words at START:END stay.")
@click.option("--sign-off", is_flag=True, help="Sign off what somebody else proposed.")
@click.option("--export", metavar="DIR", type=_FOLDER, help="Write what is signed off into DIR.")
@click.option("--coder", metavar="NAME", help="Who proposes or signs off.")
@_DRY_RUN
def _coding_redact() -> None:
    """Hide names behind pseudonyms; a second person signs them off before anything leaves."""


@_command(_coding, "codes", "coding.codes")
@_AS
def _coding_codes() -> None:
    """List the codes: what each means, how often it is used, what it was called before."""


_DEFINITION = click.option("--definition", metavar="TEXT", help="What the new code means.")
_LABEL = click.option("--label", metavar="TEXT", help="The new code as people read it.")


@_command(_coding, "add-code", "coding.add_code")
@click.argument("code")
@click.option("--definition", required=True, metavar="TEXT", help="What it means.")
@_BY
@_LABEL
@click.option("--below", metavar="CODE", help="The code it belongs to.")
@_DRY_RUN
def _coding_add_code() -> None:
    """Write a new code into codebook.yaml."""


@_command(_coding, "define", "coding.define")
@click.argument("code")
@_BY
@click.option("--label", metavar="TEXT", help="What people call it.")
@click.option("--definition", metavar="TEXT", help="What it means.")
@click.option("--include", metavar="TEXT", help="When to use it; an empty text takes it away.")
@click.option("--exclude", metavar="TEXT", help="When not to.")
@click.option("--example", metavar="TEXT", help="A passage it fits.")
@_DRY_RUN
def _coding_define() -> None:
    """Write anew what a code means; what stood there before is kept in the record."""


@_command(_coding, "rename", "coding.rename")
@click.argument("old")
@click.argument("new")
@_BY
@_DRY_RUN
def _coding_rename() -> None:
    """Give a code another name; every coding follows."""


@_command(_coding, "merge-codes", "coding.merge_codes")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--into", required=True, metavar="CODE", help="The code that stays.")
@_BY
@_DRY_RUN
def _coding_merge_codes() -> None:
    """Put codes together under one of them; every coding follows."""


@_command(_coding, "split", "coding.split")
@click.argument("old")
@click.argument("new")
@click.argument("codings", nargs=-1, required=True, type=int, metavar="CODING...")
@_BY
@_LABEL
@_DEFINITION
@_DRY_RUN
def _coding_split() -> None:
    """Give some codings of the code OLD the code NEW; the others keep theirs."""


@_command(_coding, "agreement", "coding.agreement")
@click.argument("coders", nargs=-1, metavar="[CODER]...")
@_CODE
@_WAVE
@click.option("--level", type=click.Choice(["nominal", "ordinal", "interval", "ratio"]), default="nominal",
              show_default=True, help="nominal: is it there; else: how often a transcript.")  # fmt: skip
@click.option("--disagreements", is_flag=True, help="List what coders differ about instead.")
@_SEED
@click.option("--draws", type=click.IntRange(10), default=400, show_default=True, help="Of the bootstrap.")
def _coding_agreement() -> None:
    """Say how far coders agree, code by code, over all text and over text that anyone coded."""


@_command(_coding, "adjudicate", "coding.adjudicate")
@click.argument("document")
@click.argument("span", metavar="START:END")
@click.argument("code")
@click.option("--coder", required=True, metavar="NAME", help="Who decides.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--reject", is_flag=True, help="The code does not hold here.")
@_DRY_RUN
def _coding_adjudicate() -> None:
    """Decide on a passage where coders differ; what each coder did is kept."""


@_command(_coding, "exchange", "coding.exchange")
@click.argument("file", type=_FILE)
@click.option("--to/--from", "to", default=None, help="Write FILE, or read it; default: write if it is new.")
@click.option("--coder", metavar="NAME", help="--to: who looks; --from: whose codings without a name are.")
@_DRY_RUN
def _coding_exchange() -> None:
    """Exchange codings with other programs: .qdpx and .qdc (REFI-QDA), .csv, and from Taguette .sqlite3."""


@_command(_coding, "remarks", "coding.remarks")
@click.argument("document", required=False)
@click.option("--kind", metavar="KIND", help="Only this kind, such as comment or footnote.")
def _coding_remarks() -> None:
    """Show comments, notes, tracked changes and tables of Word files, each at its place."""


# -- entry -----------------------------------------------------------------------------------------


def main() -> None:
    """Run the command line; no traceback ever reaches a user.

    Set ``FAMILYPANEL_DEBUG=1`` to see the traceback of a fault of the program itself.
    """
    _speak_utf8()
    from .study.progress import announcer, listener

    listener.set(_hear)
    announcer.set(_announce)
    try:
        cli.main(prog_name="familypanel")
    except Exception as error:
        if os.environ.get("FAMILYPANEL_DEBUG"):
            raise
        from .study.problems import problem

        _end_progress()
        _say(problem("FP1099", kind=type(error).__name__, where=_innermost(error)))
        sys.exit(int(ExitCode.PROBLEMS))


def _innermost(error: BaseException) -> str:
    """Name the innermost line of our own code; messages of exceptions may hold answers and are not shown."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).is_relative_to(Path(__file__).parent)] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}"


def _speak_utf8() -> None:
    """Write UTF-8 whatever the code page of the console or pipe: Welsh has letters that cp1252 lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
