"""File locks: the kernel frees them when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path


class FileLock:
    """An advisory lock on a file that stays. Not inherited by children."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def take(self, *, shared: bool = False, wait: float = 0) -> bool:
        """Take it, asking for `wait` seconds; False when another process keeps it. Taking again changes its kind."""
        if self._handle is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while not self._try(shared=shared):
            if time.monotonic() >= until:
                self.release()
                return False
            time.sleep(0.05)
        return True

    def _try(self, *, shared: bool) -> bool:
        assert self._handle is not None
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
