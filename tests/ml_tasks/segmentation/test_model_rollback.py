"""The model before gives back the labels that it gave, every one, in one build."""

from ml_tasks.segmentation.keeping.by_hand import roll_back_model
from ml_tasks.segmentation.keeping.models import champion_version
from ml_tasks.segmentation.train import train
from warehouse.connection import build_connection
from warehouse.dbt_runner import invoke

from .planted import AS_OF, plant


def _labels_by_the_champion(settings):
    with build_connection(settings, "test") as connection:
        version = champion_version(connection, AS_OF)
    variables = {"as_of": str(AS_OF), "build_id": 1, "raw_through_batch": 1, "model_version": version}
    outcome = invoke(settings, ["run", "--select", "cluster_assignments"], variables=variables)
    assert outcome.success, outcome.exception or [result.message for result in outcome.result]
    with build_connection(settings, "test") as connection:
        return connection.execute("from segments.cluster_assignments order by customer_id").fetchall()


def test_a_rollback_brings_back_the_labels_exactly(settings, config, planted, write_features):
    write_features(planted[0])
    first = train(settings, config=config)
    before = _labels_by_the_champion(settings)

    write_features(plant(500, seed=9)[0])
    second = train(settings, config=config)
    write_features(planted[0])
    assert second.promoted
    assert _labels_by_the_champion(settings) != before

    roll_back_model(settings, "try")
    assert _labels_by_the_champion(settings) == before
    assert {row[2] for row in before} == {first.model_version}
