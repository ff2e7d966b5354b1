"""The study folder: finding it, loading it, and where everything in it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .config import StudyConfig, Wave
from .config_reader import read_config
from .problems import ProblemError, problem
from .yaml_source import did_you_mean, read_yaml

if TYPE_CHECKING:
    from .store.contacts import Contacts
    from .store.engine import Store

__all__ = ["Study", "load"]


@dataclass(frozen=True)
class Study:
    """A study: its folder and what its study.yaml declares.

    Attributes
    ----------
    root : Path
        The folder that holds study.yaml.
    config : StudyConfig
        Its declarations.
    """

    root: Path
    config: StudyConfig

    @property
    def questionnaires(self) -> Path:
        """Folder of the question bank."""
        return self.root / "questionnaires"

    @property
    def instruments(self) -> Path:
        """Folder of the generated instruments, one folder a wave."""
        return self.root / "instruments"

    @property
    def transcripts(self) -> Path:
        """Folder of the transcripts as delivered."""
        return self.root / "transcripts"

    @property
    def codebook(self) -> Path:
        """The file of the qualitative codes."""
        return self.root / "codebook.yaml"

    @property
    def out(self) -> Path:
        """Folder of tables, figures and the report."""
        return self.root / "out"

    @cached_property
    def store(self) -> Store:
        """The store, opened (and brought to the newest schema) when first used."""
        from .store.engine import Store

        return Store(self.root / "store")

    @cached_property
    def contacts(self) -> Contacts:
        """How members may be reached: a database of its own, which nothing of the store ever holds."""
        from .store.contacts import Contacts

        return Contacts(self.root / "contacts.db")

    def wave(self, name: str) -> Wave:
        """Find a wave or an occasion of records by name.

        Raises
        ------
        ProblemError
            FP1007 if there is none.
        """
        names = [wave.name for wave in self.config.occasions]
        if name in names:
            return self.config.occasions[names.index(name)]
        raise ProblemError(
            problem("FP1007", wave=name, hint=did_you_mean(name, names), known=", ".join(names))
        )

    def shown(self, path: Path) -> str:
        """Name a path as people inside the study folder would: relative to it, with forward slashes."""
        inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if inside else path).as_posix()


def load(start: Path | str = ".", *, search: bool = True) -> Study:
    """Load the study in `start` or, with `search`, in the nearest folder above it.

    Raises
    ------
    ProblemError
        FP1001 if there is none, or whatever is wrong with its study.yaml.
    """
    begin = Path(start).resolve()
    for folder in [begin, *(begin.parents if search else ())]:
        if (folder / "study.yaml").is_file():
            return Study(folder, read_config(read_yaml(folder / "study.yaml")))
    raise ProblemError(problem("FP1001", folder=str(start)))
