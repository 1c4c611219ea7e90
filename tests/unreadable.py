"""A file that the system refuses to open, whoever asks."""

import errno
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def unreadable(path: Path):
    """Let the system refuse to open a file; nothing forbids root to read one."""

    def refuse(self, *arguments, **named):
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(self, *arguments, **named)

    opened = Path.open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        yield
