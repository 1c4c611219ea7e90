-- The attributes of a group are taken together, so that two rules for them would contradict each other.
select attribute_group
from {{ ref('survivorship') }}
group by attribute_group
having count(distinct (rule, source_priority)) > 1
