"""Problems of the room `panel`."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
FILE, USAGE, PROBLEMS = ExitCode.FILE, ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP4001", ERROR, PROBLEMS,
        "The column '{column}' is missing.",
        "The file cannot be understood without it.",
        "Add it, or correct the heading. Headings found: {found}.",
    ),
    Entry(
        "FP4002", ERROR, PROBLEMS,
        "The value in column '{column}' is not a date.",
        "Dates are written year-month-day, so that nobody reads 3/4 as the wrong one of two days.",
        "Correct the cell; in Excel, format the column as a date or as text like 2016-03-04.",
    ),
    Entry(
        "FP4003", ERROR, PROBLEMS,
        "This URN stands more than once: {where}.",
        "A URN leads to one member only.",
        "Keep one of the rows, or correct the URN of the other.",
    ),
    Entry(
        "FP4004", ERROR, PROBLEMS,
        "The cohort is not known.",
        "The cohort decides whether a member has a baseline and so enters retention.",
        "Write one of {known}, or leave the cell empty for main.",
    ),
    Entry(
        "FP4005", ERROR, PROBLEMS,
        "The date lies in the future.",
        "Only an appointment can be recorded before it happens.",
        "Correct the date, or record it when it has happened.",
    ),
    Entry(
        "FP4006", ERROR, PROBLEMS,
        "The event cannot be recorded: {reason}.",
        "Outcomes are derived from events, so an event that is not understood would be counted wrongly.",
        "Correct the word; 'familypanel panel record --help' lists kinds and details.",
    ),
    Entry(
        "FP4007", ERROR, USAGE,
        "'{name}' is neither a property of the members nor a variable of the baseline.",
        "Groups are made from the enrolment file or from the stored baseline.",
        "Use one of: {known}.",
    ),
    Entry(
        "FP4008", ERROR, USAGE,
        "There are no stored answers of '{wave}'.",
        "Change is counted between two occasions that were both received.",
        "Receive them first: 'familypanel surveys receive FILE --wave {wave}'.",
    ),
    Entry(
        "FP4009", ERROR, PROBLEMS,
        "{n} URNs stand more than once in '{wave}'.",
        "Entry and exit are paired by URN, so each may stand only once on each side.",
        "Find the doubles with 'familypanel check' and receive a corrected file.",
    ),
    Entry(
        "FP4010", ERROR, ExitCode.STUDY,
        "study.yaml names no indicators.",
        "Change between occasions is counted for indicators, and a file says which variables they are.",
        "Add 'indicators: indicators.csv' to study.yaml (columns variable, indicator, kind, level, domain, "
        "base_unit).",
    ),
    Entry(
        "FP4011", ERROR, ExitCode.STUDY,
        "The kind of indicator must be risk or strength.",
        "It decides whether a fall is better or worse.",
        "Correct the cell in column 'kind'.",
    ),
    Entry(
        "FP4012", ERROR, PROBLEMS,
        "This URN is enrolled already, with another {difference}.",
        "Enrolling adds members and fills what is empty; it never changes what is there.",
        "Correct the row, or take it out of the file.",
    ),
    Entry(
        "FP4013", ERROR, PROBLEMS,
        "No member has this URN.",
        "Events belong to members.",
        "Compare with the case file, or enrol the member first; a URN is never corrected by guess.",
    ),
    Entry(
        "FP4014", ERROR, USAGE,
        "The command cannot be understood: {what}.",
        "An event needs a URN and a kind, given in the command or, for many events, in a file.",
        "Give URN and KIND, or --from LOG.csv with the columns urn, wave, date, kind, detail.",
    ),
    Entry(
        "FP4015", ERROR, PROBLEMS,
        "The heading '{column}' stands more than once.",
        "Only one of the two columns could be used.",
        "Rename one of them, or take it out.",
    ),
    Entry(
        "FP4016", ERROR, PROBLEMS,
        "The row has a cell without a heading.",
        "A separator too many moves every cell behind it into the wrong column.",
        "Put quotation marks round a cell that holds a comma, or give the column a heading.",
    ),
    Entry(
        "FP4020", WARNING, PROBLEMS,
        "The signs do not fit: from {entry} to {exit} of {base} the change is {pp} points and {pct}%, but "
        "the table prints {printed_pp} and {printed_pct}%.",
        "The sizes agree with the counts behind the percentages, the signs do not.",
        "Ask the authors, or use {pp} and {pct}.",
    ),
    Entry(
        "FP4021", WARNING, PROBLEMS,
        "The printed {name} ({printed}) does not fit the other figures of the row: they imply {implied}.",
        "The other three figures of the row fit together.",
        "Ask the authors, or use {implied}.",
    ),
    Entry(
        "FP4022", WARNING, PROBLEMS,
        "The figures of the row do not fit together, and no single correction makes them fit.",
        "More than one figure is wrong, or they were not computed from these counts.",
        "Ask the authors for the counts.",
    ),
    Entry(
        "FP4023", WARNING, PROBLEMS,
        "The figure is missing or is not a number.",
        "A row can only be checked when all its figures are there.",
        "Fill it in from the published table.",
    ),
    Entry(
        "FP4024", WARNING, PROBLEMS,
        "The same indicator stands in row {row} already.",
        "One of the two rows is a double, or its name was misprinted.",
        "Compare both rows with the source.",
    ),
    Entry(
        "FP4025", WARNING, PROBLEMS,
        "The percentage is outside 0 to 100, or the base is not a positive whole number.",
        "No count can stand behind it.",
        "Compare with the source.",
    ),
    Entry(
        "FP4040", ERROR, PROBLEMS,
        "The heading '{column}' is not known. Did you mean {wanted}? There is no such column in the file.",
        "It would be kept as a fact about the member, and the column {wanted} would count as absent.",
        "Rename the heading to {wanted}; if it is something else, add {wanted} as a column of its own, which "
        "may be empty.",
    ),
    Entry(
        "FP4041", ERROR, PROBLEMS,
        "The URN is not kept as text: it is a fraction, a date, a yes/no or a number shown otherwise.",
        "Excel shows one thing and holds another, so it cannot be known which the URN is.",
        "Format the column as text, type the URNs again where they have changed, and save the file.",
    ),
    Entry(
        "FP4042", WARNING, PROBLEMS,
        "Another URN differs from this one only in zeros at the front: {others}.",
        "Excel drops zeros at the front of numbers, so the two may be one member.",
        "Compare with the case file; if it is one member, format the column as text and restore the zeros.",
    ),
    Entry(
        "FP4043", ERROR, USAGE,
        "'{name}' makes no groups: nearly everybody would be a group alone, or read as what somebody wrote.",
        "A table by group must not print respondents' own words, nor single them out.",
        "Use a variable with a code list; a free text has to be coded first.",
    ),
)  # fmt: skip
