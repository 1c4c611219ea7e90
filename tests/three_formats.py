"""Entities of a contract that have the same columns, in three formats."""

_COLUMNS = """
    columns:
      id: {type: varchar, required: true}
      quantity: {type: bigint}
"""
ENTITIES = f"""
  lines:
    description: CSV.
    path: lines/**/*
    format: csv
    {_COLUMNS}
  events:
    description: JSON lines.
    path: events/**/*
    format: jsonl
    {_COLUMNS}
  payments:
    description: Parquet.
    path: payments/**/*
    format: parquet
    {_COLUMNS}
"""
