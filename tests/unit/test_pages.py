"""The pages of this repository: what they name is there, and nothing they need is elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "conf").rglob("*.md")])
NAMED = re.compile(r"`(?:python -m )?([\w./-]+\.(?:py|md)|(?:lib|docs|tests|conf|benchmarks|jobs)/[\w./-]+)`")
LINKED = re.compile(r"\]\(((?!https?:)[^)#]+)")
ELSEWHERE = (
    "design " + "notes",
    "model-monitor-" + "format",
    "publish-and-" + "switch",
    "shared/" + "design",
)
"""What no file may send its reader to: notes that are not in this repository."""
HISTORY = {"CHANGELOG.md"}
"""It names files as they were."""


def is_there(name: str) -> bool:
    """A path from the root, the package, the documentation or the tests; or the bare name of a file."""
    roots = (
        ROOT,
        ROOT / "lib",
        ROOT / "lib" / "baselining",
        ROOT / "docs",
        ROOT / "tests",
        ROOT / "tests" / "unit",
    )
    return any((root / name).exists() for root in roots) or (
        "/" not in name
        and any(next((ROOT / part).rglob(name), None) for part in ("lib", "tests", "benchmarks"))
    )


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in HISTORY], ids=lambda page: page.name
)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    missing = [name for name in NAMED.findall(text) if not is_there(name)]
    missing += [link for link in LINKED.findall(text) if not (page.parent / link).exists()]

    assert missing == []


def test_the_index_of_decisions_has_each_once_by_its_title() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    decisions = sorted(DECISIONS.glob("0*.md"))

    titles = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for path in decisions
    }
    listed = re.findall(r"^\| \[(\d{4})\]\((\d{4}-[^)]+)\) \| (.*?) \|", index, re.MULTILINE)

    assert [(number, name) for number, name, _ in listed] == [(name[:4], name) for name in titles]
    assert {name: title for _, name, title in listed} == titles


def test_no_file_sends_its_reader_to_notes_outside() -> None:
    texts = [
        path
        for part in ("lib", "tests", "docs", "conf", "benchmarks", "jobs")
        for path in (ROOT / part).rglob("*")
    ]
    texts = [path for path in texts if path.suffix in {".py", ".md", ".yaml", ".toml", ".json"}] + [
        *ROOT.glob("*.*")
    ]

    outside = [
        f"{path.relative_to(ROOT)}: {note}"
        for path in texts
        if path.is_file()
        for note in ELSEWHERE
        if note in path.read_text(encoding="utf-8").lower()
    ]

    assert outside == []
