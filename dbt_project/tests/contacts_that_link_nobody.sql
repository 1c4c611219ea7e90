-- Contacts in more profiles than max_profiles_per_contact: placeholders to be mended in the CRM, or a limit set too low.
{{ config(severity='warn') }}

{% for contact in ['email_hash', 'phone_hash'] %}
select
    '{{ contact }}' as contact_type,
    {{ contact }} as contact_hash,
    count(*) as profile_count
from {{ ref('stg_crm__customers') }}
where {{ contact }} is not null
group by {{ contact }}
having count(*) > {{ var('max_profiles_per_contact') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
