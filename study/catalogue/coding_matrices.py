"""Problems of matrices: the framework matrix in Excel and back."""

from __future__ import annotations

from ..problems import Entry, ExitCode, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FILE, USAGE, PROBLEMS = ExitCode.FILE, ExitCode.USAGE, ExitCode.PROBLEMS

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "FP5170", ERROR, USAGE,
        "The matrix is either written to one .xlsx file, or taken in from one.",
        "Both at once, or a file of another kind, would not say which text holds.",
        "Give --to FILE.xlsx, fill it in Excel, then give --from FILE.xlsx --coder NAME.",
    ),
    Entry(
        "FP5171", ERROR, FILE,
        "The workbook is not a matrix that this program wrote.",
        "Its sheet 'Matrix', or the hidden second row that says what its columns are, is missing.",
        "Write a new one with 'familypanel coding matrix --to FILE.xlsx' and copy the texts into it.",
    ),
    Entry(
        "FP5172", ERROR, USAGE,
        "Two cells of the workbook belong to the same case, wave and theme.",
        "A row or a column was copied, and nothing says which text holds.",
        "Remove one of the two. Nothing was stored.",
    ),
    Entry(
        "FP5173", WARNING, PROBLEMS,
        "A text is held: the study has no such case, wave or theme.",
        "The study changed since the workbook was written, or the row was added by hand.",
        "Write a new workbook and put the text where it belongs; the old workbook still has it.",
    ),
    Entry(
        "FP5174", WARNING, PROBLEMS,
        "A text is held: the cell was written anew in the study, by {coder}, since the workbook was written.",
        "To take it in would put it in the place of a text that its writer has not seen.",
        "Write a new workbook, bring both texts together there, and take that in.",
    ),
    Entry(
        "FP5175", WARNING, PROBLEMS,
        "In {cells} cells the number of passages is no longer the one that the workbook shows.",
        "Codings were added or taken back since it was written; its summaries may not speak of them.",
        "Look through these cells in a new workbook. The summaries were taken in all the same.",
    ),
    Entry(
        "FP5176", WARNING, PROBLEMS,
        "A text is held: it has {length} characters, and a summary may have {most}.",
        "A cell of Excel could not hold it for good.",
        "Shorten it; the workbook still has it.",
    ),
    Entry(
        "FP5177", ERROR, USAGE,
        "The picture cannot be written to '{file}'.",
        "Pictures are drawn as SVG, which every browser and Word can show.",
        "Give a file that ends in .svg.",
    ),
)  # fmt: skip
