"""Homes for benchmarks: contracts that take plain files too, and a landing folder without copying gigabytes."""

import os
import shutil
from pathlib import Path

from extract_load.contracts import read_contracts
from extract_load.load import load_source
from warehouse.settings import REPOSITORY, Settings


def new_home(folder: Path, company: Path | None = None, *, memory_limit: str | None = None) -> Settings:
    """Make a home with empty raw tables, and then let a company's files land in it, as hard links."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for path in (REPOSITORY / "extract_load" / "sources").glob("*.yml"):
        (sources / path.name).write_text(path.read_text().replace(".csv.gz", ".csv*").replace(".jsonl.gz", ".jsonl*"))
    settings = Settings(
        home=folder / "home", sources=sources, memory_limit=memory_limit, pii_key="of a benchmark", _env_file=None
    )
    settings.landing.mkdir(parents=True)
    for contract in read_contracts(settings).values():
        load_source(settings, contract)
    if company:
        shutil.copytree(company, settings.landing, copy_function=os.link, dirs_exist_ok=True)
    return settings
