"""Looking into quarantine and replaying it, as the command line does."""

from extract_load.contracts import Contract, read_contracts, select_contracts
from extract_load.quarantine import RejectedRecord, show_records, tell_of_quarantine
from extract_load.replay import ReplayReport, replay
from orchestration.load_steps import judge_batches
from warehouse.connection import build_connection, warehouse_lock
from warehouse.errors import WrongUse
from warehouse.settings import Settings


def show_quarantine(
    settings: Settings, source: str, entity: str | None, reason: str | None, limit: int
) -> list[RejectedRecord]:
    """Return the newest records of a source in quarantine."""
    _contract_of(settings, source, entity)
    with build_connection(settings, "show quarantine") as connection:
        return show_records(connection, source, entity, reason, limit)


def replay_quarantine(
    settings: Settings, source: str, entity: str | None, *, with_set_aside: bool = False
) -> list[str]:
    """Replay a source's quarantine and put what went to raw through the load gate; say what came of it."""
    contract = _contract_of(settings, source, entity)
    with warehouse_lock(settings, f"replay {source}"):
        reports = replay(settings, contract, [entity] if entity else [], with_set_aside=with_set_aside)
        judgement = judge_batches(settings, source) if any(report.row_count for report in reports) else None
        with build_connection(settings, f"replay {source}") as connection:
            tell_of_quarantine(settings, connection, source)
    said = [_sentence(source, report) for report in reports if report.row_count or report.remaining_count]
    if judgement and judgement.quarantined_count:
        said.append(f"{source}: the load gate set {judgement.quarantined_count:,} of them aside again")
    return said or [f"{source}: nothing stands in quarantine"]


def _contract_of(settings: Settings, source: str, entity: str | None) -> Contract:
    (contract,) = select_contracts(read_contracts(settings), [source])
    if entity is not None and entity not in contract.entities:
        raise WrongUse(f"{source} has no entity {entity!r}; it has {', '.join(contract.entities)}.")
    return contract


def _sentence(source: str, report: ReplayReport) -> str:
    said = f"{source}.{report.entity}: {report.row_count:,} loaded, {report.remaining_count:,} still quarantined"
    if report.unreadable_count:
        said += (
            f" ({report.unreadable_count:,} of them are lines whose header was not kept before release 0.2.0: "
            "land their files again)"
        )
    return said
