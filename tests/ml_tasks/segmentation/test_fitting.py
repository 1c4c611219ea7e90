import pytest
from sklearn.metrics import adjusted_rand_score

from ml_tasks.segmentation.finding.fitting import fit_segments
from ml_tasks.segmentation.proposal import propose

from .planted import AS_OF, noise_only, plant


@pytest.fixture(scope="module")
def fit(planted, config):
    return fit_segments(planted[0], config)


def test_planted_segments_are_found(fit, planted):
    customers, kind = planted
    labels = fit.model.assign(customers)["segment_id"]
    assert fit.choice.is_acceptable
    assert fit.choice.candidate.k == 5
    assert adjusted_rand_score(kind, labels) > 0.97


def test_every_candidate_is_on_record_with_one_elbow(fit, config):
    assert [(one.algorithm, one.k) for one in fit.candidates] == [
        (algorithm, k) for algorithm in ("kmeans", "gaussian_mixture") for k in config.candidate_ks
    ]
    assert [candidate.k for candidate in fit.candidates if candidate.is_elbow] == [5]


def test_segments_are_numbered_by_descending_median_spend(fit, planted):
    customers, _ = planted
    labels = fit.model.assign(customers)["segment_id"]
    spend = customers["net_spend_usd"].groupby(labels[labels > 0]).median()
    assert spend.is_monotonic_decreasing


def test_planted_segments_earn_the_names_of_their_kinds(planted, config):
    customers, _ = planted
    names = {named.name for named in propose(customers, AS_OF, config).names}
    assert {"Loyal High Spenders", "Discount Seekers", "Newer Customers", "Dormant Customers"} < names


def test_row_order_index_and_ids_do_not_matter(planted, config):
    customers, _ = planted
    shuffled = customers.sample(frac=1, random_state=9)
    renamed = shuffled.assign(customer_id=shuffled["customer_id"].str[::-1])
    one, other = propose(customers, AS_OF, config), propose(renamed, AS_OF, config)
    assert one.version == other.version
    assert one.version.startswith("20180101-")
    labels, shuffled_labels = one.fit.model.assign(customers), other.fit.model.assign(renamed)
    assert shuffled_labels["segment_id"].sort_index().equals(labels["segment_id"])


def test_another_customer_makes_another_version(planted, config):
    customers, _ = planted
    assert propose(customers, AS_OF, config).version != propose(customers.iloc[1:], AS_OF, config).version


def test_far_customers_are_set_apart(fit, planted):
    far = planted[0].head(1).assign(net_spend_usd=5e9, average_order_value_usd=1e8, discount_share=4.0)
    assert fit.model.assign(far)["segment_id"].tolist() == [-1]


def test_noise_is_not_accepted(config):
    fit = fit_segments(noise_only(400), config)
    assert not fit.choice.is_acceptable


def test_too_few_or_equal_customers_are_no_fit(planted, config):
    customers, _ = planted
    assert fit_segments(customers.head(config.min_customer_count - 1), config) is None
    assert fit_segments(customers.iloc[[0] * 200], config) is None
    assert fit_segments(customers.iloc[[0, 1, 2] * 60], config) is None
    assert fit_segments(customers.head(0), config) is None


def test_a_bounded_sample_is_fitted_and_everybody_is_scored(config):
    customers, kind = plant(1_000)
    fit = fit_segments(customers, config.model_copy(update={"fit_sample": 300}))
    labels = fit.model.assign(customers)["segment_id"]
    assert len(labels) == 1_000
    assert adjusted_rand_score(kind, labels) > 0.95
