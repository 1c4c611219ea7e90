"""Every source but transactions is optional: without the others there is less to see, and nothing fails."""

import shutil


def test_a_build_passes_with_transactions_alone(make_home):
    home = make_home("alone")
    assert home.segmart("sample", "--from", "2017-11-20", "--to", "2017-11-26")[0] == 0
    for folder in home.settings.landing.iterdir():
        if folder.name != "transactions":
            shutil.rmtree(folder)

    status, printed, complaint = home.segmart("run")

    assert status == 0, complaint
    assert "Published" in printed
    customers = "select count(*), count(sessions_last_90_days_count), count(order_count) from marts.customer_features"
    ((customer_count, with_sessions, with_orders),) = home.rows(customers)
    assert (with_sessions, with_orders) == (0, customer_count)
    assert customer_count > 1000
