import pandas as pd

from ml_tasks.segmentation.explaining.report.heat_map import heat_map, legend
from ml_tasks.segmentation.explaining.report.words import count, days, dollars, share


def test_cells_show_the_median_and_the_index_of_the_mean(data):
    spend, orders = heat_map(data.profiles, [2, 7])
    assert (spend.label, spend.everybody) == ("Spend so far", "$50")
    assert [(cell.text, cell.index, cell.words) for cell in spend.cells] == [
        ("$160", "160", "much more than everybody"),
        ("$20", "30", "far less than everybody"),
    ]
    assert [(cell.text, cell.index, cell.words) for cell in orders.cells] == [
        ("7.5", "110", "as everybody"),
        ("1", "0", "far less than everybody"),
    ]


def test_what_a_segment_has_not_is_a_dash_and_what_nobody_has_is_no_row(data):
    rows = heat_map(data.profiles, [2, 9])
    assert [row.label for row in rows] == ["Spend so far", "Orders so far"]
    assert (rows[0].cells[1].text, rows[0].cells[1].index) == ("-", "")
    assert heat_map(data.profiles.head(0), [2]) == []


def test_there_is_no_index_against_nothing():
    profiles = pd.DataFrame(
        [(None, "coupon_redemption_count", 0.0, 0.0), (1, "coupon_redemption_count", 0.0, 0.0)],
        columns=["segment_id", "measure", "median", "mean"],
    )
    (row,) = heat_map(profiles, [1])
    assert (row.cells[0].text, row.cells[0].index, row.cells[0].colour) == ("0", "", "transparent")


def test_the_legend_says_where_colours_change():
    assert [words for _, words in legend()][:4] == ["index below 40", "index below 67", "index below 87", "about 100"]


def test_figures_have_no_more_digits_than_people_read():
    assert [dollars(value) for value in (1234.5, 9.999, -20)] == ["$1,234", "$10.00", "-$20"]
    assert [share(value) for value in (0.4567, 0.0123, 0.0)] == ["46%", "1.2%", "0%"]
    assert [days(value) for value in (1.0, 9.54, 51.9)] == ["1 day", "9.5 days", "52 days"]
    assert [count(value) for value in (1500.0, 7.5)] == ["1,500", "7.5"]
