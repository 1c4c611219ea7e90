"""The Data Docs site: every suite's latest validation as a page that a browser opens from disk."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.settings import Settings

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context import EphemeralDataContext

_SITE = "local_site"


def open_context(settings: Settings) -> "EphemeralDataContext":
    """Open a GX context that lives in memory, except for its validations and its site, which lie under ``reports``."""
    import great_expectations as gx  # noqa: PLC0415  (takes seconds, which commands without a gate must not pay)
    from great_expectations.data_context.types.base import (  # noqa: PLC0415
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    config.stores["validation_results_store"]["store_backend"] = _folder(_validations(settings))
    config.data_docs_sites = {
        _SITE: {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": _folder(site_folder(settings)),
            "site_index_builder": {
                "class_name": "DefaultSiteIndexBuilder",
                "renderer": _view("IndexRenderer"),
                "view": _view("IndexView"),
            },
            "site_section_builders": {
                "validations": {"view": _view("OfflinePageView")},
                "expectations": "None",  # the word: GX trips over a real None
                "profiling": "None",
            },
        }
    }
    return gx.get_context(mode="ephemeral", project_config=config)


def keep_validation(context: "EphemeralDataContext", run: str, result: "ExpectationSuiteValidationResult") -> None:
    """Keep a suite's validation in place of its earlier ones."""
    from great_expectations.core import RunIdentifier  # noqa: PLC0415
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    store, suite = context.validation_results_store, ExpectationSuiteIdentifier(name=result.suite_name)
    for earlier in store.list_keys():
        if earlier.expectation_suite_identifier == suite:
            store.remove_key(earlier)
    run_id = RunIdentifier(run_name=run, run_time=datetime.now(UTC))
    result.meta["run_id"] = run_id
    key = ValidationResultIdentifier(
        expectation_suite_identifier=suite,
        run_id=run_id,
        batch_identifier=result.suite_name,
    )
    store.set(key, result)


def build_data_docs(settings: Settings) -> Path:
    """Write the pages of every validation that is kept, and return the page to open first."""
    # Other gates' pages are drawn anew as well, and GX knows an expectation of ours only once its module is imported.
    from expectations import named_rows, sql_expectations, usual_figures  # noqa: F401, PLC0415

    shutil.rmtree(site_folder(settings) / "validations", ignore_errors=True)
    open_context(settings).build_data_docs(site_names=[_SITE])
    return site_folder(settings) / "index.html"


def site_folder(settings: Settings) -> Path:
    """Return the folder of the site."""
    return settings.reports / "data_docs"


def _validations(settings: Settings) -> Path:
    return settings.reports / "validations"


def _folder(path: Path) -> dict[str, str]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(path)}


def _view(class_name: str) -> dict[str, str]:
    return {"module_name": "expectations.data_docs_views", "class_name": class_name}
