"""Problems of the room `panel`: rates, patterns, bias and weights."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, USAGE, PROBLEMS = Severity.ERROR, ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES = (
    Entry(
        "FP4100", ERROR, USAGE,
        "{e} is no share of eligible cases.",
        "It is the part of the cases of unknown eligibility that is taken to be eligible.",
        "Give a number from 0 to 1, such as --e 0.9, or leave it out to have it estimated.",
    ),
    Entry(
        "FP4101", ERROR, USAGE,
        "'{wave}' is the first wave: nobody has been lost yet.",
        "Loss is looked for among those who answered at the first wave.",
        "Name a later wave: {known}.",
    ),
    Entry(
        "FP4102", ERROR, USAGE,
        "'{name}' is no number of the baseline.",
        "The test regresses an outcome on what else is known, so it has to be a number or a scale.",
        "Name one of: {known}.",
    ),
    Entry(
        "FP4103", ERROR, USAGE,
        "'{method}' is no method of weighting.",
        "Weights come from a model of response (logit) or from classes of similar propensity (cells).",
        "Use --method logit or --method cells, or leave it out.",
    ),
    Entry(
        "FP4104", ERROR, USAGE,
        "The cap must be above 1, the mean weight, and not {trim}.",
        "The cap is a multiple of the mean weight; weights cannot all be below their mean.",
        "Give a number such as --trim 3.",
    ),
    Entry(
        "FP4105", ERROR, PROBLEMS,
        "The table of targets cannot be used: {reason}.",
        "Raking needs for every category of a variable how many there are in the population, or which share.",
        "Write a CSV file with the columns variable, category, target; one row a category.",
    ),
    Entry(
        "FP4106", ERROR, PROBLEMS,
        "The weights cannot be raked: {reason}.",
        "Every category with a target above zero needs somebody who answered, and the margins must agree.",
        "Join small categories in the table of targets, or correct the targets.",
    ),
    Entry(
        "FP4107", ERROR, PROBLEMS,
        "The design weight of {n} members is missing or is not a number above zero.",
        "Weights of response start from design weights; a member without one would be counted wrongly.",
        "Correct the column design_weight of the enrolment file, for all members or for none.",
    ),
    Entry(
        "FP4108", ERROR, USAGE,
        "No wave has weights.",
        "Weights are made once for a wave and kept in versions.",
        "Make them first: 'familypanel panel weights WAVE'.",
    ),
    Entry(
        "FP4109", ERROR, USAGE,
        "There are no stored answers of '{wave}'.",
        "A weighted figure needs the answers of those who have a weight.",
        "Receive them first: 'familypanel surveys receive FILE --wave {wave}'.",
    ),
)  # fmt: skip
