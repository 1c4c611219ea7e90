"""Names and texts as SQL literals, for the statements that take no parameters (ATTACH, COPY, COMMENT, DDL)."""

from pathlib import Path


def identifier(*parts: str) -> str:
    """A possibly qualified name, each part in double quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def text(value: str | Path) -> str:
    """A string literal in single quotes."""
    return "'" + str(value).replace("'", "''") + "'"
