"""Coding: transcripts, codebook, search, keywords, clusters, suggestions and quotes.

Names are loaded when first used: reading a transcript in a child process must not load scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import dictionary
    from .adding import add
    from .cluster_map import clusters_figure
    from .clustering import Clusters, cluster
    from .code_definitions import define
    from .codebook import Codebook, QualitativeCode, read_codebook
    from .codebook_changes import add_code, merge_codes, rename, split
    from .codebook_listing import codes
    from .coding_queue import queue
    from .collocation_table import collocations
    from .concordance import kwic
    from .displays.exact_statistics import clopper_pearson, freeman_halton
    from .displays.joint_display import joint
    from .embedders import Embedder, WordVectors, read_embedder
    from .events.listing import codings, history
    from .events.merging import bundle, merge
    from .events.remarks import memo, memos
    from .events.undoing import undo
    from .file_remarks import remarks
    from .interchange.codebook_files import write_qdc_file
    from .interchange.codings_csv import CodedSpan, coded_spans, write_codings_csv
    from .interchange.delivered import read_codings_csv, read_qdc, read_qdpx, read_taguette
    from .interchange.exchanging import exchange
    from .interchange.project import Project, ProjectCode
    from .interchange.qdpx_writing import write_qdpx_file
    from .interchange.study_out import write_qdpx
    from .keyword_tables import keywords
    from .listed_codings import tag_quotes
    from .matrices.cooccurring import cooccurrence, jaccard
    from .matrices.following import trajectories
    from .matrices.framework import matrix
    from .matrices.saturating import saturation
    from .matrices.saturation_picture import saturation_figure
    from .printed_quotes import extract_quotes
    from .quotations import quote_bank, quotes
    from .redaction.redacting import redact
    from .releasing import release
    from .reliability.krippendorff import Alpha, alpha
    from .reliability.many_coders import fleiss
    from .reliability.paired_coders import Kappa, cohen
    from .reliability.resampling import Interval, bootstrap_interval
    from .reliability.shared_choices import PercentAgreement, percent_agreement
    from .reliability.span_matching import SpanF1, boundary_f1
    from .reliability.unitizing import UAlpha, end_to_end, u_alpha
    from .speaker_marks import speakers
    from .suggester import Suggester
    from .suggestions import suggest
    from .tagging import tag, untag
    from .team.adjudicating import adjudicate
    from .team.agreement_tables import agreement
    from .team.assigning import assign, assignments, release_assignment
    from .theme_pictures import themes_figure
    from .theme_tables import themes
    from .transcript_files.remarks import Remark
    from .transcripts import Transcript, read_transcript
    from .web.serving import desk
    from .word_comparison import Keyword, keyness

_HOME = {
    "add": "adding",
    "clusters_figure": "cluster_map",
    "Clusters": "clustering",
    "cluster": "clustering",
    "Codebook": "codebook",
    "QualitativeCode": "codebook",
    "read_codebook": "codebook",
    "queue": "coding_queue",
    "collocations": "collocation_table",
    "define": "code_definitions",
    "add_code": "codebook_changes",
    "codes": "codebook_listing",
    "merge_codes": "codebook_changes",
    "rename": "codebook_changes",
    "split": "codebook_changes",
    "kwic": "concordance",
    "clopper_pearson": "displays.exact_statistics",
    "freeman_halton": "displays.exact_statistics",
    "joint": "displays.joint_display",
    "desk": "web.serving",
    "dictionary": "dictionary",
    "Embedder": "embedders",
    "WordVectors": "embedders",
    "read_embedder": "embedders",
    "codings": "events.listing",
    "history": "events.listing",
    "memo": "events.remarks",
    "memos": "events.remarks",
    "bundle": "events.merging",
    "merge": "events.merging",
    "undo": "events.undoing",
    "remarks": "file_remarks",
    "Remark": "transcript_files.remarks",
    "write_qdc_file": "interchange.codebook_files",
    "CodedSpan": "interchange.codings_csv",
    "coded_spans": "interchange.codings_csv",
    "write_codings_csv": "interchange.codings_csv",
    "read_codings_csv": "interchange.delivered",
    "read_qdc": "interchange.delivered",
    "read_qdpx": "interchange.delivered",
    "read_taguette": "interchange.delivered",
    "exchange": "interchange.exchanging",
    "write_qdpx": "interchange.study_out",
    "Project": "interchange.project",
    "ProjectCode": "interchange.project",
    "write_qdpx_file": "interchange.qdpx_writing",
    "Keyword": "word_comparison",
    "keyness": "word_comparison",
    "keywords": "keyword_tables",
    "cooccurrence": "matrices.cooccurring",
    "jaccard": "matrices.cooccurring",
    "trajectories": "matrices.following",
    "matrix": "matrices.framework",
    "saturation": "matrices.saturating",
    "saturation_figure": "matrices.saturation_picture",
    "extract_quotes": "printed_quotes",
    "quote_bank": "quotations",
    "quotes": "quotations",
    "redact": "redaction.redacting",
    "release": "releasing",
    "Alpha": "reliability.krippendorff",
    "alpha": "reliability.krippendorff",
    "fleiss": "reliability.many_coders",
    "Kappa": "reliability.paired_coders",
    "cohen": "reliability.paired_coders",
    "Interval": "reliability.resampling",
    "bootstrap_interval": "reliability.resampling",
    "PercentAgreement": "reliability.shared_choices",
    "percent_agreement": "reliability.shared_choices",
    "SpanF1": "reliability.span_matching",
    "boundary_f1": "reliability.span_matching",
    "UAlpha": "reliability.unitizing",
    "end_to_end": "reliability.unitizing",
    "u_alpha": "reliability.unitizing",
    "speakers": "speaker_marks",
    "Suggester": "suggester",
    "suggest": "suggestions",
    "tag": "tagging",
    "tag_quotes": "listed_codings",
    "untag": "tagging",
    "adjudicate": "team.adjudicating",
    "agreement": "team.agreement_tables",
    "assign": "team.assigning",
    "assignments": "team.assigning",
    "release_assignment": "team.assigning",
    "themes_figure": "theme_pictures",
    "themes": "theme_tables",
    "Transcript": "transcripts",
    "read_transcript": "transcripts",
}

__all__ = [
    "Alpha", "Clusters", "Codebook", "CodedSpan", "Embedder", "Interval", "Kappa", "Keyword",
    "PercentAgreement", "Project", "ProjectCode", "QualitativeCode", "Remark", "SpanF1", "Suggester",
    "Transcript", "UAlpha", "WordVectors", "add", "add_code", "adjudicate", "agreement", "alpha",
    "assign", "assignments", "bootstrap_interval", "boundary_f1", "bundle", "clopper_pearson",
    "cluster", "clusters_figure", "coded_spans", "codes", "codings", "cohen", "collocations",
    "cooccurrence", "define", "desk", "dictionary", "end_to_end", "exchange", "extract_quotes",
    "fleiss", "freeman_halton", "history", "jaccard", "joint", "keyness", "keywords", "kwic", "matrix",
    "memo", "memos", "merge", "merge_codes", "percent_agreement", "queue", "quote_bank", "quotes",
    "read_codebook", "read_codings_csv", "read_embedder", "read_qdc", "read_qdpx", "read_taguette",
    "read_transcript", "redact", "release", "release_assignment", "remarks", "rename", "saturation",
    "saturation_figure", "speakers", "split", "suggest", "tag", "tag_quotes", "themes", "themes_figure",
    "trajectories", "u_alpha", "undo", "untag", "write_codings_csv", "write_qdc_file", "write_qdpx",
    "write_qdpx_file",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f".{_HOME[name]}", __name__)
    return home if name == _HOME[name] else getattr(home, name)
