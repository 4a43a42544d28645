"""The ready files of practice mode: ERAs on disk that a newcomer loads with one button. Empty everywhere else."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class PracticeFile:
    """`about` is the sentence beside the button."""

    name: str
    about: str


def practice_files() -> list[PracticeFile]:
    """What lies ready, in the order of the names; nothing outside practice mode."""
    if not settings.PRACTICE_MODE:
        return []
    return [PracticeFile(path.name, _about(path)) for path in sorted(_folder().glob("*.835"))]


def practice_file(name: str) -> bytes | None:
    """The bytes of one ready file by its name; None for any other name."""
    if name not in {ready.name for ready in practice_files()}:
        return None
    return (_folder() / name).read_bytes()


def _about(path: Path) -> str:
    words = path.with_suffix(".txt")
    return words.read_text(encoding="utf-8").strip() if words.exists() else ""


def _folder() -> Path:
    return Path(settings.CLAIMCENTER_PRACTICE_FILES)
