"""What surrounds the code agrees with it: changelog, hooks and templates."""

import re
import textwrap
import tomllib

import pytest
import yaml

from warehouse.settings import REPOSITORY

FORMS = REPOSITORY / ".github" / "ISSUE_TEMPLATE"


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def headings(markdown: str) -> set[str]:
    """Anchors of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", markdown, flags=re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_changelog_knows_the_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    versions = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - (Unreleased|\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE
    )

    assert versions[0][0] == version, "pyproject.toml and the newest heading of CHANGELOG.md must name one version"
    assert [day for _, day in versions[1:] if day == "Unreleased"] == []
    numbers = [tuple(map(int, number.split("."))) for number, _ in versions]
    assert numbers == sorted(numbers, reverse=True)


def test_a_commit_runs_what_make_lint_runs():
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", read("Makefile"), re.MULTILINE)[1]
    commands = [line.strip().removeprefix("@").replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]

    (repository,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]

    assert repository["repo"] == "local", "hooks must fetch nothing"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    assert [hook["entry"] for hook in repository["hooks"]] == commands


def test_issue_forms_can_be_filled_in():
    forms = [path for path in FORMS.glob("*.yml") if path.name != "config.yml"]
    assert {path.stem for path in forms} == {"bug", "source", "segment"}
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert form["name"] and form["description"], path.name
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        ids = [field["id"] for field in fields]
        assert len(ids) == len(set(ids)), path.name
        assert all(field["attributes"]["label"] for field in fields), path.name
        assert {field["type"] for field in form["body"]} <= {"markdown", "textarea", "input", "dropdown", "checkboxes"}


def test_the_pull_request_template_leads_to_headings_that_are_there():
    links = re.findall(r"\]\(\.\./([\w./-]+)(?:#([\w-]+))?\)", read(".github/PULL_REQUEST_TEMPLATE.md"))
    assert ("CONTRIBUTING.md", "") in links

    for name, anchor in links:
        assert (REPOSITORY / name).is_file(), name
        assert not anchor or anchor in headings(read(name)), f"{name} has no heading #{anchor}"


def yaml_blocks(markdown: str) -> list[str]:
    """Blocks of YAML on a page, be they in a list or not."""
    found = re.findall(r"^( *)```ya?ml\n(.*?)^\1```", markdown, flags=re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found]


PAGES_WITH_YAML = {
    str(path.relative_to(REPOSITORY)): blocks
    for path in [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    if (blocks := yaml_blocks(path.read_text(encoding="utf-8")))
}


@pytest.mark.parametrize("page", sorted(PAGES_WITH_YAML))
def test_yaml_on_a_page_can_be_copied(page):
    for block in PAGES_WITH_YAML[page]:
        try:
            yaml.safe_load(block)
        except yaml.YAMLError as fault:
            pytest.fail(f"{page}: what is shown is not YAML: {fault}\n{block}")


def test_pages_with_yaml_are_found():
    assert {"CONTRIBUTING.md", "docs/how-to/add-a-source.md"} <= set(PAGES_WITH_YAML)
