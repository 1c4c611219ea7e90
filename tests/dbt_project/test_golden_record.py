"""The golden record of the small shop: which of several statements about a customer survives, and what stays behind."""

from tests.dbt_project.small_shop import pseudonym

ANN, BOB = pseudonym("ann"), pseudonym("bob")


def test_the_newest_contact_counts_in_standard_spelling(ask):
    contacts = ask(f"select email, phone, email_source from pii.customer_contacts where customer_id = '{ANN}'")
    assert contacts == [("other@example.com", "+12015550102", "crm")]


def test_a_placeholder_is_nobodys_address(ask):
    assert ask("select email from pii.profiles where customer_ref = 'bob'") == [("none@none.com",)]
    assert ask(f"select email, phone from pii.customer_contacts where customer_id = '{BOB}'") == [
        (None, "+12015550103"),
    ]


def test_the_longest_name_counts_and_is_spelled_as_given(ask):
    assert ask(f"select first_name from pii.customer_contacts where customer_id = '{ANN}'") == [("Anne",)]


def test_what_survives_is_told_with_its_source_and_its_rule(ask):
    assert ask(f"""
        select customers.age_band, customers.age_band_source, survived.rule, survived.stated_at::date::varchar
        from marts.dim_customers as customers
        inner join intermediate.int_customer_attributes__survived as survived using (customer_id)
        where customer_id = '{ANN}' and attribute = 'age_band'
    """) == [("35-44", "crm", "most_recent", "2017-02-01")]


def test_every_attribute_with_a_rule_is_said_by_somebody_or_measured(ask):
    """A misspelled name in the seed would follow its rule in vain."""
    said_by_crm = {name for (name,) in ask("select column_name from duckdb_columns() where table_name = 'profiles'")}
    provided = {"area_type", "life_stage", "purchasing_power_index", "store_distance_km"}
    attributes = {name for (name,) in ask("select attribute from intermediate.survivorship")}
    assert attributes - said_by_crm == provided


def test_what_may_be_published_has_a_column_and_nothing_else_does(ask):
    published = {name for (name,) in ask("select attribute from intermediate.survivorship where not is_personal")}
    columns = {name for (name,) in ask("select column_name from duckdb_columns() where table_name = 'dim_customers'")}
    told = {name for name in columns if not name.endswith("_source")}
    assert told - {"customer_id", "profile_count", "registered_at"} == published | {"age_years"}
