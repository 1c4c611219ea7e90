select sum(weight) as weight
from {{ ref('engagement_weights') }}
having sum(weight) != 1
