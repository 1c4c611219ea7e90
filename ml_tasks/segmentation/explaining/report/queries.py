"""The report's queries of the build file."""

HEAD = (
    "select any_value(model_version), max(as_of) from segments.dim_segments having any_value(model_version) is not null"
)

MARTS_HEAD = "select null, max(as_of) from marts.customer_features"

# A model that was the champion once is no training that came to nothing.
NEWEST_MODEL = """
from ml.segment_models as models
where
    segmentation = 'main' and as_of <= ?
    and (promotion_number is not null or not exists (
        select 1 from ml.model_promotions as decisions
        where decisions.model_version = models.model_version and action = 'promoted'
    ))
order by
    as_of desc,
    (
        select max(number) from ml.model_promotions as decisions
        where decisions.model_version = models.model_version
    ) desc nulls last
limit 1
"""

MODEL = "from ml.segment_models where model_version = ?"

FEATURES = """
select feature, transform, fill_value, mean, scale from ml.model_features where model_version = ? order by position
"""

COMPONENTS = """
select component, feature, loading from ml.model_components where model_version = ? order by component, feature
"""

SEGMENTS = """
select
    segment_id,
    segment_name,
    marks,
    customer_count,
    customer_share,
    cast(net_spend_usd as double) as net_spend_usd,
    net_spend_share
from segments.segment_profiles
inner join segments.dim_segments using (segment_id, segment_name)
order by segment_id <= 0, net_spend_share desc, segment_id desc
"""

NAMES = "select segment_id, segment_name, naming_rule from segments.dim_segments order by segment_id"

CANDIDATES = "from ml.segmentation_candidates where model_version = ? order by algorithm desc, k"

TRANSITIONS = """
select
    as_of_on as month,
    -- No segment has this id.
    coalesce(from_segment_id, -2) as from_segment_id,
    coalesce(from_segment_name, 'First order since') as from_segment_name,
    to_segment_id,
    to_segment_name,
    cast(customer_count as bigint) as customer_count,
    is_backcast
from segments.segment_transitions
where is_month_end
qualify dense_rank() over (order by as_of_on desc) <= 4
order by all
"""

DRIFT = """
from ops.drift
where build_id = (select max(build_id) from ops.drift where model_version = ?)
order by measure, value desc
"""

PROFILE_SEGMENTS = """
select
    segment_id,
    segments.segment_name,
    segments.marks,
    count(*) as customer_count,
    count(*) / sum(count(*)) over () as customer_share
from segments.customer_profile_segments
inner join segments.dim_profile_segments as segments using (segment_id)
group by all
order by any_value(segment_id) <= 0, segment_id
"""

PROFILE_FAIRNESS = """
select *, attribute_value as value from segments.segment_fairness where segmentation = 'profile'
order by attribute, attribute_value, segment_id
"""

FAIRNESS = "from ml.fairness where model_version = ? order by attribute, value, segment_id"

LINEAGE = "from ml.segment_lineage where model_version = ? order by segment_id, from_segment_id"

PERSONAS = "from segments.personas order by segment_id <= 0, segment_id"

RFM = """
select
    rfm_segment as segment_name,
    count(*) as customer_count,
    count(*) / sum(count(*)) over () as customer_share,
    cast(sum(net_spend_usd) as double) as net_spend_usd,
    cast(sum(net_spend_usd) / sum(sum(net_spend_usd)) over () as double) as net_spend_share
from marts.customer_rfm
group by rfm_segment
order by net_spend_share desc, segment_name
"""

# Enough to see the shape of a cloud, and few enough for a page of a megabyte.
_SAMPLE_SIZE = 2_500


def profile_of(measure: str) -> str:
    """Median and mean of a measure by segment, and of everybody in a row whose segment_id is NULL."""
    return f"""
    select
        cluster_assignments.segment_id,
        '{measure}' as measure,
        median(cast({measure} as double)) as median,
        avg(cast({measure} as double)) as mean
    from segments.cluster_assignments
    inner join marts.customer_features using (customer_id)
    group by grouping sets ((cluster_assignments.segment_id), ())
    order by all
    """


def sample_of(features: list[str]) -> str:
    """Features of some customers with their segment, and no id; ids are hashes, so their order is as good as chance."""
    columns = "".join(f", cast({feature} as double) as {feature}" for feature in features)
    return f"""
    with customers as (
        select customer_id, segment_id{columns}
        from segments.cluster_assignments
        inner join marts.customer_features using (customer_id)
        where segment_id != 0
        order by customer_id
        limit {_SAMPLE_SIZE}
    )

    select * exclude (customer_id) from customers order by all
    """
