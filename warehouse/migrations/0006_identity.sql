create schema if not exists pii;

create table pii.customer_ids (
    customer_id varchar not null,
    founding_ref varchar not null,
    generation integer not null,
    founded_at timestamp,
    minted_at timestamp not null,
    build_id bigint not null
);
comment on table pii.customer_ids is 'One row per customer_id that was ever minted, also of those that live on under another id.';
comment on column pii.customer_ids.founding_ref is 'The reference whose person the id means, whatever else is found out.';
comment on column pii.customer_ids.generation is '0 for the first id of a reference; one more each time that a split gave it a new one.';
comment on column pii.customer_ids.founded_at is 'When the founding profile was registered; NULL if the CRM does not know it.';
comment on column pii.customer_ids.minted_at is 'as_of of the build that minted the id.';

create table pii.identity_registry (
    customer_ref varchar not null,
    customer_id varchar not null,
    valid_from timestamp not null,
    valid_to timestamp,
    reason varchar not null check (reason in ('minted', 'joined', 'merged', 'split', 'moved')),
    build_id bigint not null
);
comment on table pii.identity_registry is 'One row per reference and period in which it belonged to one customer_id, by passed builds.';
comment on column pii.identity_registry.valid_from is 'as_of of the first build that said so.';
comment on column pii.identity_registry.valid_to is 'as_of of the first build that said otherwise; NULL while it holds.';
comment on column pii.identity_registry.reason is 'minted: founded an id. joined: new, and found to be somebody known. merged: its id was found to be an older one. split: was taken for somebody else. moved: belongs to another known id now.';

create table pii.match_models (
    model_id varchar not null,
    config_hash varchar not null,
    as_of timestamp not null,
    profile_count bigint not null,
    settings json not null,
    build_id bigint not null
);
comment on table pii.match_models is 'One row per model that weighs whether two profiles are one person: learned probabilities, no value of anybody.';
comment on column pii.match_models.config_hash is 'What of the configuration it follows from.';
comment on column pii.match_models.settings is 'Splink''s settings with what was learned.';
comment on column pii.match_models.build_id is 'Build that learned it; others use it once that one has passed.';

create table pii.compared_profiles (
    customer_ref varchar not null,
    model_id varchar not null,
    content_hash ubigint not null
);
comment on table pii.compared_profiles is 'One row per profile that has been compared with all others, and a hash of what it said then.';

create table pii.scored_pairs (
    left_ref varchar not null,
    right_ref varchar not null,
    match_weight double not null,
    match_probability double not null,
    match_key varchar,
    comparison_levels varchar
);
comment on table pii.scored_pairs is 'One row per pair of compared profiles that may be one person.';

create table pii.standard_contacts (
    kind varchar not null check (kind in ('email', 'phone')),
    as_given varchar not null,
    region varchar not null,
    standard varchar,
    problem varchar,
    rules_version varchar not null
);
comment on table pii.standard_contacts is 'One row per e-mail address or phone number as somebody wrote it, and its standard spelling. Made again when it is gone.';
comment on column pii.standard_contacts.region is 'Country whose dialling rules a phone number without a country code follows; empty for e-mail addresses.';
comment on column pii.standard_contacts.standard is 'Lower-case address, or number in E.164; NULL if it is neither.';
comment on column pii.standard_contacts.problem is 'Why there is no standard spelling.';
comment on column pii.standard_contacts.rules_version is 'What made the spelling standard: other rules make all of them anew.';

create table pii.unmapped_contacts (
    attribute varchar not null,
    value_hash varchar not null,
    profile_count bigint not null
);
comment on table pii.unmapped_contacts is 'One row per e-mail address or phone number without a standard spelling in the newest build: a keyed hash, and in how many profiles it stands.';

create table pii.identity_proposals (
    build_id bigint not null,
    customer_ref varchar not null,
    customer_id varchar not null,
    previous_id varchar,
    reason varchar not null
);
comment on table pii.identity_proposals is 'One row per reference whose customer_id an open build would change; entered in the registry when the build passes.';

create table pii.proposed_ids as from pii.customer_ids where false;
comment on table pii.proposed_ids is 'One row per customer_id that an open build would mint.';

create table pii.match_evidence (
    left_ref varchar not null,
    right_ref varchar not null,
    evidence varchar not null,
    identifier_hash varchar,
    match_weight double,
    match_probability double,
    comparison_levels varchar,
    build_id bigint not null
);
comment on table pii.match_evidence is 'One row per pair of references and reason to take them for one person, as the newest build knows them.';
comment on column pii.match_evidence.evidence is 'email, phone, loyalty_id, cookie: they share it. likeness: their names, dates and addresses are alike. force_match: a person said so.';
comment on column pii.match_evidence.identifier_hash is 'Keyed hash of what they share.';
comment on column pii.match_evidence.match_weight is 'Log2 of the odds that the pair is one person, of likeness.';
comment on column pii.match_evidence.comparison_levels is 'How far each compared attribute agrees, as JSON.';

create table pii.match_review (
    left_ref varchar not null,
    right_ref varchar not null,
    reason varchar not null,
    match_weight double,
    match_probability double,
    comparison_levels varchar,
    build_id bigint not null
);
comment on table pii.match_review is 'One row per pair of references and reason that a person should look at: alike, but not enough, or what they share is contradicted. Never merged by itself.';

create table ops.blocked_identifiers (
    identifier_type varchar not null,
    identifier_hash varchar not null,
    reason varchar not null check (reason in ('placeholder', 'shared by too many')),
    reference_count bigint not null,
    build_id bigint not null
);
comment on table ops.blocked_identifiers is 'One row per identifier that links nobody, in the newest build: a placeholder, or one that too many share.';
comment on column ops.blocked_identifiers.identifier_type is 'email, phone, loyalty_id or cookie.';
comment on column ops.blocked_identifiers.identifier_hash is 'Keyed hash of the identifier.';
comment on column ops.blocked_identifiers.reference_count is 'References that have it.';

create table ops.identity_resolutions (
    build_id bigint not null,
    as_of timestamp not null,
    profile_count bigint not null,
    reference_count bigint not null,
    person_count bigint not null,
    customer_count bigint not null,
    minted_count bigint not null,
    merged_count bigint not null,
    split_count bigint not null,
    email_pair_count bigint not null,
    phone_pair_count bigint not null,
    loyalty_id_pair_count bigint not null,
    cookie_pair_count bigint not null,
    likeness_pair_count bigint not null,
    force_match_pair_count bigint not null,
    review_pair_count bigint not null,
    blocked_identifier_count bigint not null,
    match_model_id varchar
);
comment on table ops.identity_resolutions is 'One row per build: how many profiles were found to be how many people, and by what.';
comment on column ops.identity_resolutions.profile_count is 'Profiles of the CRM.';
comment on column ops.identity_resolutions.reference_count is 'Profiles, and references that only other sources know.';
comment on column ops.identity_resolutions.person_count is 'Customers who have a profile.';
comment on column ops.identity_resolutions.customer_count is 'Customers, with and without a profile.';
comment on column ops.identity_resolutions.minted_count is 'New customer ids.';
comment on column ops.identity_resolutions.merged_count is 'Customer ids that live on under an older one.';
comment on column ops.identity_resolutions.split_count is 'References that got a new customer id because they had been taken for somebody else.';
comment on column ops.identity_resolutions.likeness_pair_count is 'Pairs linked because names, dates and addresses are alike.';
comment on column ops.identity_resolutions.review_pair_count is 'Pairs that wait for a person''s decision.';
comment on column ops.identity_resolutions.match_model_id is 'Model that weighed likeness; NULL with too few profiles to learn from.';

create table pii.customer_links (
    customer_ref varchar not null,
    customer_id varchar not null,
    has_profile boolean not null
);
comment on table pii.customer_links is 'One row per reference that the newest build knows, with its customer.';

create table pii.customer_id_links (
    old_customer_id varchar not null,
    new_customer_id varchar not null,
    valid_from timestamp not null,
    valid_to timestamp,
    reason varchar not null
);
comment on table pii.customer_id_links is 'One row per customer_id and period, with the id that its person had then, as the newest build knows it.';
