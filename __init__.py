"""familypanel: longitudinal surveys and Family Panel research in one study folder.

Every command has a public function of the same dotted name and the same parameters:
``familypanel panel attrition --by project`` is ``familypanel.panel.attrition(study, by=["project"])``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# The function takes the name; the module it comes from stays importable as `familypanel.report`'s source.
from .report import report

if TYPE_CHECKING:
    from . import coding, panel, questionnaires, study, surveys
    from .everyday import check, demo, init, status
    from .study.folder import Study, load

__version__ = "0.1.0"

__all__ = [
    "Study", "check", "coding", "demo", "init", "load", "panel", "questionnaires", "report", "status",
    "study", "surveys",
]  # fmt: skip

_ROOMS = {"study", "questionnaires", "surveys", "panel", "coding"}
_HOME = {
    "init": "everyday",
    "demo": "everyday",
    "status": "everyday",
    "check": "everyday",
    "Study": "study.folder",
    "load": "study.folder",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
