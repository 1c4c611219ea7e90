"""Errors that a person reads: one sentence each, with the exit status that the command line returns."""


class SegmartError(Exception):
    """Base of every refusal that is ours; its message is a whole sentence that says what to do next."""

    exit_status = 1


class Refused(SegmartError):
    """A gate, a file or a build was refused. Trying again changes nothing until something is mended."""

    exit_status = 1


class WrongUse(SegmartError):
    """The command, a contract or a parameter is wrong."""

    exit_status = 2


class EnvironmentFault(SegmartError):
    """Lock, disk, permissions or key: the machine's fault, which may pass."""

    exit_status = 3


class KeyFault(EnvironmentFault):
    """The key for hashing personal data is missing or another one; only a person can mend that."""


class LockHeld(EnvironmentFault):
    """Another process has the build file open for longer than we are willing to wait."""


class NothingNew(SegmartError):
    """There is nothing to do, and that is fine."""

    exit_status = 0
