"""What identifies a person is hashed under a key that nobody finds in the project's files."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from tests.dbt_project.small_shop import KEY, pseudonym
from warehouse.dbt_pii_key import hmac_pads


@given(key=st.binary(max_size=200), message=st.binary(max_size=200))
def test_the_pads_are_those_of_hmac(key, message):
    inner, outer = hmac_pads(key)
    digest = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()
    assert digest == hmac.new(key, message, "sha256").digest()


def test_hashes_in_the_warehouse_are_those_of_python(ask):
    expected = hmac.new(KEY.encode(), b"ann@example.com", "sha256").hexdigest()
    linked = ask(f"select left_ref, right_ref from pii.match_evidence where identifier_hash = '{expected}'")
    assert linked == [("ann", "ann_by_email")]


def test_ids_of_dbt_and_of_the_identity_step_are_made_alike(ask):
    ids = dict(ask("select customer_ref, customer_id from pii.customer_links"))
    assert ids["eve_never_bought"] == pseudonym("eve_never_bought")


def test_useless_contacts_link_nobody(ask):
    blocked = ask("select identifier_type, reason, reference_count from ops.blocked_identifiers order by all")
    assert blocked == [("email", "shared by too many", 3), ("phone", "placeholder", 1)]


def test_names_and_addresses_are_in_the_vault_only(ask):
    found = ask("""
        select distinct schema_name
        from duckdb_columns()
        where column_name in ('first_name', 'last_name', 'email', 'phone')
    """)
    assert set(found) == {("raw",), ("pii",)}


def test_the_key_is_in_no_artefact_of_dbt(shop, shop_verdicts):
    secrets = [KEY.encode(), *(pad.hex().encode() for pad in hmac_pads(KEY.encode())), *hmac_pads(KEY.encode())]
    artefacts = [path for path in shop.dbt_target.rglob("*") if path.is_file()]
    assert any(path.name == "dbt.log" for path in artefacts)
    leaks = [path for path in artefacts for secret in secrets if secret in path.read_bytes()]
    assert not leaks
