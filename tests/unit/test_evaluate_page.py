"""docs/evaluate.md, its picture and its schema say what the code does."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from baselining.evaluation import Check
from baselining.evaluation.metrics import OF_BATCHES, OF_ENDPOINTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "evaluate.md").read_text(encoding="utf-8")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> str:
    """What the script draws."""
    spec = importlib.util.spec_from_file_location("draw_distances", DOCS / "draw_distances.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return str(module.svg())


def test_the_picture_is_what_the_script_draws_and_is_well_formed(drawn: str) -> None:
    assert (DOCS / "distances.svg").read_text(encoding="utf-8") == drawn
    ElementTree.fromstring(drawn)  # noqa: S314 - our own
    assert "Robust distance 0.000, threshold 0.1: no drift" in drawn
    assert "Robust distance 0.720, threshold 0.1: drift" in drawn
    assert "the exact one 0.720" in PAGE


def test_the_page_and_the_schema_name_every_check() -> None:
    schema = json.loads((DOCS / "evaluate.schema.json").read_bytes())
    listed = schema["$defs"]["violation"]["properties"]["constraint_check_type"]["enum"]

    assert listed == [check.value for check in Check]
    assert [check.value for check in Check if f"`{check.value}`" not in PAGE] == []


def test_the_page_names_both_namespaces() -> None:
    assert f"`{OF_ENDPOINTS}`" in PAGE
    assert f"`{OF_BATCHES}`" in PAGE
