"""The routing language: who is asked what, in a small, total, three-valued language.

::

    adults >= 1 and lives_with_child = 1
    not (tenure in (2, 3)) or prior.tenure is missing
    helped_by has 4 and count(par_a >= 3, par_b >= 3, par_c >= 3) >= 2
    interview_date >= "2014-09-01" and baseline.children + 1 < children

Grammar (EBNF, ISO/IEC 14977)::

    rule        = disjunction ;
    disjunction = conjunction , { "or" , conjunction } ;
    conjunction = negation , { "and" , negation } ;
    negation    = "not" , negation | test ;
    test        = total , [ comparison | membership | possession | state ] ;
    comparison  = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) , total ;
    membership  = [ "not" ] , "in" , "(" , constant , { "," , constant } , ")" ;
    possession  = "has" , constant ;
    state       = "is" , [ "not" ] ,
                  ( "missing" | "answered" | "refused" | "dont_know" | "not_applicable" ) ;
    total       = product , { ( "+" | "-" ) , product } ;
    product     = atom , { "*" , atom } ;
    atom        = name | constant | call | "(" , rule , ")" ;
    call        = ( "count" | "any" | "all" ) , "(" , rule , { "," , rule } , ")"
                | "sum" , "(" , total , { "," , total } , ")" ;
    name        = [ ( "prior" | "baseline" ) , "." ] , word ;
    word        = letter , { letter | digit | "_" } ;
    constant    = [ "-" ] , number | text ;
    number      = digit , { digit } , [ "." , digit , { digit } ] ;
    text        = '"' , { character - '"' | '""' } , '"' | "'" , { character - "'" | "''" } , "'" ;

Every form is a condition (true, false or unknown) or a value (a number or a text), and what stands where is
checked when the rule is read: the rule itself, the parts of ``and or not`` and the arguments of ``count any
all`` are conditions; both sides of a comparison, the arguments of ``sum`` and of ``+ - *`` are values.
A character of a text is any but a control character, a name has only ASCII letters and digits.
``has`` and ``is`` follow one name.  The keywords ``and or not in has is`` are written in small letters and
cannot be names; ``(`` and ``)`` may stand round any value or condition.

What it means, with M for a missing value:

- ``prior.x`` is x in the wave the respondent answered last, ``baseline.x`` in the baseline.
- A comparison, ``in`` and ``has`` are unknown where a value in them is missing, so that ``x = 1`` and
  ``not (x = 1)`` are both not true of M.  A text compared with a number is unknown.  Texts are compared
  character by character, which for ISO dates is the order of time.
- ``x is missing`` (for whatever reason), ``x is answered`` and the other states are always true or false.
- ``and or not`` follow Kleene: false and unknown is false, true or unknown is true, otherwise unknown stays.
- ``any(...)`` is ``or`` and ``all(...)`` is ``and`` over its arguments.
- ``count(...)`` is how many of its arguments are surely true; it is never missing.
- ``+ - *`` with M give M; ``sum(...)`` adds what is answered, and is M where nothing is.
- A question is asked where its rule is surely true (`asked`).

`parse` reads a rule into a tree and `show` writes it; `evaluate` holds it against many respondents, `one`
against a single one; `negation_normal` prepares it for languages with two truth values.

Nothing in it can fail or run on: no loops, no definitions, no division, a limit on length and on depth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .lexer import locate
from .normal import negation_normal
from .parser import RESERVED, parse
from .printer import show
from .single import Answer, one
from .tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Has,
    Is,
    Member,
    Name,
    Node,
    Not,
    Number,
    Or,
    Scope,
    Span,
    Text,
    children,
    conjunction,
    is_condition,
    names,
    walk,
)

if TYPE_CHECKING:
    from .answers import Answers, FrameAnswers, Truth, option_variables
    from .truth import asked, evaluate

__all__ = [
    "RESERVED",
    "And",
    "Answer",
    "Answers",
    "Arithmetic",
    "Call",
    "Compare",
    "Constant",
    "FrameAnswers",
    "Has",
    "Is",
    "Member",
    "Name",
    "Node",
    "Not",
    "Number",
    "Or",
    "Scope",
    "Span",
    "Text",
    "Truth",
    "asked",
    "children",
    "conjunction",
    "evaluate",
    "is_condition",
    "locate",
    "names",
    "negation_normal",
    "one",
    "option_variables",
    "parse",
    "show",
    "walk",
]

# These need numpy, which a rule that is only read or printed does not.
_WITH_NUMPY = {
    "Answers": "answers",
    "FrameAnswers": "answers",
    "Truth": "answers",
    "option_variables": "answers",
    "asked": "truth",
    "evaluate": "truth",
}


def __getattr__(name: str) -> Any:
    if name not in _WITH_NUMPY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_WITH_NUMPY[name]}", __name__), name)
