"""The absorbing chain of each scope, solved in dbt's process by the maths of ``ml_tasks``."""

from ml_tasks.journeys.conversion import COLUMNS, journey_conversion


def model(dbt, session):
    """Return a relation of dbt's own connection, so that the table is made in its transaction."""
    solved = journey_conversion(dbt.ref("journey_transitions").df())
    session.register("solved_journeys", solved)
    columns = ", ".join(f"cast({column} as {kind}) as {column}" for column, kind in COLUMNS.items())
    return session.query(f"select {columns} from solved_journeys")
