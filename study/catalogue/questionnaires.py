"""Problems of the room `questionnaires`.

FP200. reading the bank, FP202. languages, FP203. placements, FP204. names, FP21.. routing, FP212. reminders and
scales, FP214. building.
"""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
DATA, STUDY, USAGE = ExitCode.PROBLEMS, ExitCode.STUDY, ExitCode.USAGE

ENTRIES = (
    Entry(
        "FP2001", ERROR, STUDY,
        "There is no question bank: {folder} holds no .yaml file.",
        "Questionnaires are compiled from modules, one file a module.",
        "Write a first module there, or start from 'familypanel init DIR --example improving-futures'.",
    ),
    Entry(
        "FP2002", ERROR, DATA,
        "'{type}' is not a type of answer.",
        "The type decides what can be answered and how it is stored.",
        "Write one of: {known}.",
    ),
    Entry(
        "FP2003", ERROR, DATA,
        "The type '{type}' is not supported yet.",
        "A roster (the same questions for every person of a list) would have to be flattened by guess.",
        "Ask about a fixed number of persons, one item each, for example hh_age_1, hh_age_2.",
    ),
    Entry(
        "FP2004", ERROR, DATA,
        "A note allows no reasons.",
        "A note has no answer, so it cannot be refused.",
        "Take 'allow' out.",
    ),
    Entry(
        "FP2005", ERROR, DATA,
        "The range {low}..{high} is empty.",
        "No answer could ever be entered.",
        "Write the smaller number first.",
    ),
    Entry(
        "FP2006", ERROR, DATA,
        "The {what} '{name}' stands twice; the first is in {first}.",
        "Names are permanent and unique in the whole bank, whatever the case: SPSS does not tell capitals apart.",
        "Rename one of the two.",
    ),
    Entry(
        "FP2008", ERROR, DATA,
        "There is no list '{list}'.{hint}",
        "A choice needs the answers to choose from.",
        "Write the list under 'lists' in any module, or correct the name.",
    ),
    Entry(
        "FP2009", ERROR, DATA,
        "The code '{code}' of list {list} is not a whole number.",
        "Codes are stored as numbers and labelled.",
        "Write a whole number before the colon, for example 1: {{en: Yes, cy: Ydw}}.",
    ),
    Entry(
        "FP2010", ERROR, DATA,
        "Code {code} of list {list} is also the code for '{reason}' in the missing scheme {scheme}.",
        "An answer would be taken for a missing one.",
        "Give the answer another code.",
    ),
    Entry(
        "FP2011", WARNING, DATA,
        "List '{list}' is not used by any item.",
        "It may be left over, or an item names another list by mistake.",
        "Take it out, or correct the type of the item it was written for.",
    ),
    Entry(
        "FP2012", ERROR, DATA,
        "'exclusive' does not fit the type '{type}'.",
        "Only where several answers can be given can one of them exclude the others.",
        "Take it out, or make the type 'any of LIST'.",
    ),
    Entry(
        "FP2013", ERROR, DATA,
        "Exclusive code {code} is not in list {list}.{hint}",
        "A code that cannot be chosen cannot exclude others.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2014", ERROR, DATA,
        "'{key}' in {section} is not a language.",
        "Texts stand by language, with a code of two or three small letters.",
        "Write for example en or cy.",
    ),
    Entry(
        "FP2015", ERROR, DATA,
        "The text '{language}' in {section} is empty or only a dash.",
        "A placeholder would be printed and read out.",
        "Write the text, or take the line out: a missing translation is then reported as such.",
    ),
    Entry(
        "FP2016", ERROR, DATA,
        "List '{list}' has no answers.",
        "Nothing could be chosen.",
        "Write at least one code with its label.",
    ),
    Entry(
        "FP2017", ERROR, DATA,
        "A pipe cannot be read: {reason}.",
        "Braces in a text stand for an answer, as in {{hh_child}} or {{prior.hh_child}}, and for nothing else.",
        "Close the brace and put a name in it, or use other brackets.",
    ),
    Entry(
        "FP2018", ERROR, DATA,
        "The range {low}..{high} holds {code}, the code for '{reason}' in the missing scheme {scheme}.",
        "An answer would be taken for a missing one.",
        "Narrow the range, or declare another missing scheme in study.yaml.",
    ),
    Entry(
        "FP2019", ERROR, DATA,
        "The missing scheme {scheme} has no code for '{reason}'.",
        "What a respondent may say must be stored as something.",
        "Take it out of 'allow', or declare another missing scheme in study.yaml.",
    ),
    Entry(
        "FP2020", ERROR, DATA,
        "The translation '{language}' of {what} is missing.",
        "The questionnaire in that language would have a hole.",
        "Add the text in that language; there is no stand-in for it.",
    ),
    Entry(
        "FP2021", ERROR, DATA,
        "The translation '{language}' of {what} {difference}.",
        "Every language must put in the same answers, or respondents are asked different questions.",
        "Use the same pipes in every language.",
    ),
    Entry(
        "FP2022", WARNING, DATA,
        "{what} has a text in '{language}', which is not a language of the study.",
        "It is never printed.",
        "Declare the language in study.yaml, or take the text out.",
    ),
    Entry(
        "FP2023", ERROR, STUDY,
        "The programme has no words of its own in '{language}'.",
        "Printed questionnaires hold words such as 'Go to' and 'Don't know', which exist in {known}.",
        "Choose other languages with --language, or take the language out of study.yaml.",
    ),
    Entry(
        "FP2030", ERROR, DATA,
        "'{wave}' in '{key}' is not a wave of the study.{hint}",
        "The item would silently not be asked.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2031", ERROR, DATA,
        "'{mode}' in '{key}' is not a mode.{hint}",
        "The item would silently not be asked.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2032", ERROR, DATA,
        "There is no version '{version}'.",
        "Versions are the item's own, under 'versions'.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2033", WARNING, DATA,
        "The item is not used in any wave.",
        "Items are kept for good, but one that was never asked may have been forgotten.",
        "Say under 'use' which wave asks which version.",
    ),
    Entry(
        "FP2034", WARNING, DATA,
        "Version '{version}' replaces {replaced} without a reason.",
        "In some years nobody will know why the wording changed, and whether answers can be compared.",
        "Add 'because' and 'comparable' to the version.",
    ),
    Entry(
        "FP2040", ERROR, DATA,
        "'{name}' is not a variable name SPSS accepts: {reason}.",
        "The delivered file would come back under another name.",
        "Use letters, digits and _, beginning with a letter, at most 64 bytes.",
    ),
    Entry(
        "FP2041", ERROR, DATA,
        "Variable '{name}' would stand twice in wave {wave}: also from item {other}.",
        "Each option of 'any of' is stored as variable_code, and SPSS does not tell capitals apart.",
        "Rename one of the two items' variables.",
    ),
    Entry(
        "FP2042", ERROR, DATA,
        "'{name}' is a variable every wave begins with, and it is {expected}.",
        "An item may take its place only if it stores the same.",
        "Make the type {expected}, or choose another variable name.",
    ),
    Entry(
        "FP2101", ERROR, DATA,
        "'{name}' in {where} is not a variable {scope}.{hint}",
        "A rule can only use what is asked.",
        "Correct the name, or place the item it stands for in the wave.",
    ),
    Entry(
        "FP2102", ERROR, DATA,
        "'{name}' in {where} is asked later than this, by {other}.",
        "When the rule is needed the answer does not exist yet, so it could never hold.",
        "Move {other} before this item, or use prior.{name}.",
    ),
    Entry(
        "FP2103", ERROR, DATA,
        "'{name}' in {where} is the answer to the question itself.",
        "Whether to ask cannot depend on the answer.",
        "Use an earlier variable, or prior.{name}.",
    ),
    Entry(
        "FP2104", ERROR, DATA,
        "Code {code} is not in list {list} of '{name}' ({where}).",
        "The comparison could never hold (or always).",
        "Use one of {known}.",
    ),
    Entry(
        "FP2105", ERROR, DATA,
        "'{name}' is {kind}, but {where} compares it with {other}.",
        "A text is never equal to a number.",
        "Write {expected}.",
    ),
    Entry(
        "FP2106", ERROR, DATA,
        "'{name}' has several answers, but {where} uses it as one value.",
        "Comparing a set of answers with one value has no meaning.",
        "Write '{name} has CODE'.",
    ),
    Entry(
        "FP2107", ERROR, DATA,
        "'{name}' has one answer, but {where} asks whether it has {code}.",
        "'has' is for questions with several answers.",
        "Write '{name} = {code}'.",
    ),
    Entry(
        "FP2108", WARNING, DATA,
        "{value} is outside the range {low}..{high} of '{name}' ({where}).",
        "The comparison always has the same outcome.",
        "Correct the number, or the range of the item.",
    ),
    Entry(
        "FP2109", ERROR, DATA,
        "The routing can never hold in wave {wave}.",
        "It depends on answers of an earlier wave that cannot exist then, so the item would never be asked.",
        "Take the wave out of 'use', or give it a routing of its own under 'ask'.",
    ),
    Entry(
        "FP2120", ERROR, DATA,
        "The pipe {{{name}}} puts in several answers at once.",
        "A list of ticked options does not fit into a sentence.",
        "Pipe a variable with one answer.",
    ),
    Entry(
        "FP2121", ERROR, DATA,
        "'from' names item '{item}', which is not there or stores nothing.{hint}",
        "There is no answer to remind of.",
        "Name the id of an item that is asked in an earlier wave.",
    ),
    Entry(
        "FP2122", ERROR, DATA,
        "A sensitive answer (item {item}) would be read back.",
        "Somebody else may listen or read along.",
        "Take the pipe or the reminder out; a sensitive answer is never shown again.",
    ),
    Entry(
        "FP2123", ERROR, DATA,
        "The answer '{name}' of an earlier wave cannot be shown in words: list {list} is not used in wave {wave}.",
        "Only its code is fed forward, and the words belong to the list.",
        "Ask an item with that list in this wave, or leave the pipe out.",
    ),
    Entry(
        "FP2124", ERROR, DATA,
        "The reminder does not say {{prior}}.",
        "Without it the respondent does not hear what was answered.",
        "Put {{prior}} into the text of every language.",
    ),
    Entry(
        "FP2125", ERROR, DATA,
        "Scale '{scale}' names item '{item}', {reason}.{hint}",
        "It could not be scored.",
        "Name items with one number or one code each.",
    ),
    Entry(
        "FP2126", ERROR, DATA,
        "{what} of {name} cannot be printed as a form rule: {reason}.",
        "An electronic form would treat respondents differently from the paper.",
        "Write the rule in another way.",
    ),
    Entry(
        "FP2140", ERROR, USAGE,
        "There is no format '{format}'.{hint}",
        "Formats are known by name.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2141", ERROR, USAGE,
        "'{mode}' is not a mode.{hint}",
        "Interviews are held in one of three ways.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2142", ERROR, USAGE,
        "'{language}' is not a language of the study.{hint}",
        "Languages are declared in study.yaml.",
        "Use one of {known}.",
    ),
    Entry(
        "FP2143", ERROR, STUDY,
        "Nothing here can write the format '{format}'.",
        "Writers of data files are found through the installed program, and this one is not installed.",
        "Install familypanel anew ('pip install familypanel'); the other formats are not affected.",
    ),
    Entry(
        "FP2144", ERROR, DATA,
        "Nothing is asked in wave {wave} by mode {mode}.",
        "No item of the bank is placed there.",
        "Say under 'use' which version the wave asks, or choose another mode.",
    ),
)  # fmt: skip
