"""The Data Docs: the latest of every suite, in pages that hold no personal data."""

import subprocess
import sys

from expectations.data_docs import build_data_docs
from expectations.gates import run_gate

ADDRESS = "grace.hopper@navy.mil"


def pages(world) -> list:
    return sorted((world.reports / "data_docs" / "validations").rglob("*.html"))


def test_the_site_shows_the_latest_validation_of_every_suite(world):
    for _ in range(2):
        run_gate(world, "raw", source="crm", batch_id=2)
        run_gate(world, "raw", source="web", batch_id=3)
        run_gate(world, "segments", build_id=7)

    assert sorted(page.stem for page in pages(world)) == [
        "ops.loaded_files of crm",
        "ops.loaded_files of web",
        "raw.crm__consent_events",
        "raw.crm__customers",
        "raw.crm__support_tickets",
        "raw.web__events",
        "segments.cluster_assignments",
        "segments.customer_segments",
        "segments.segment_explanations",
        "segments.segment_outliers",
        "segments.segment_profiles",
    ]
    index = build_data_docs(world)
    assert "segments.cluster_assignments" in index.read_text()


def test_another_process_draws_the_pages_of_earlier_gates_anew(world):
    """GX skips the page of an expectation of ours whose module nobody imported."""
    run_gate(world, "marts", build_id=7)
    drawn = pages(world)
    assert "marts.weekly_kpis" in {page.stem for page in drawn}
    program = (
        "import sys; from pathlib import Path; from expectations.data_docs import build_data_docs; "
        "from warehouse.settings import Settings; build_data_docs(Settings(home=Path(sys.argv[1])))"
    )

    subprocess.run([sys.executable, "-c", program, world.home], check=True, timeout=120)

    assert pages(world) == drawn


def test_a_page_says_what_is_usual(world):
    run_gate(world, "marts", build_id=7)

    page = next(page for page in pages(world) if page.stem == "marts.weekly_kpis").read_text()
    assert "orders in the week of 2017-12-25: 108 (usual 78 to 129)" in page


def test_a_page_shows_sentences_and_severities(world):
    run_gate(world, "raw", source="crm", batch_id=2)

    page = next(page for page in pages(world) if page.stem == "raw.crm__customers").read_text()
    assert "[warn] No e-mail address stands in more than 50 profiles." in page


def test_the_pages_fetch_nothing_from_elsewhere(world):
    """Without a network the site must still show what was met; and a report tells nobody that it was opened."""
    run_gate(world, "raw", source="crm", batch_id=2)

    for page in [*pages(world), world.reports / "data_docs" / "index.html"]:
        assert "http" not in page.read_text()


def test_the_index_says_what_was_met(world, execute):
    execute("update raw.crm__customers set email = null")

    run_gate(world, "raw", source="crm", batch_id=2)

    index = (world.reports / "data_docs" / "index.html").read_text()
    lines = {line.split('.html">')[1].split("</a>")[0]: line for line in index.splitlines() if '.html">' in line}
    assert "not all met" not in lines["ops.loaded_files of crm"]
    assert "not all met" in lines["raw.crm__customers"]


def test_no_page_and_no_verdict_holds_an_e_mail_address(world, execute):
    """Not when expectations fail on addresses, and not when an address is what could not be judged."""
    execute(
        f"update raw.crm__customers set email = '{ADDRESS} or so', phone = '1';"
        "alter table raw.crm__customers alter registered_at type varchar;"
        f"update raw.crm__customers set registered_at = '{ADDRESS}' where customer_ref = '5'"
    )

    report = run_gate(world, "raw", source="crm", batch_id=2)

    assert "Nobody changed before they registered." in {verdict.expectation for verdict in report.unmet}
    reported = [path.read_text() for path in world.reports.rglob("*") if path.suffix in {".html", ".json"}]
    assert len(reported) > 4
    verdicts = [str(row) for row in execute("select columns(*)::varchar from ops.gate_results")]
    assert not [text for text in reported + verdicts if ADDRESS in text or "navy" in text]
