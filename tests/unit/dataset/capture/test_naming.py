"""An order of names that surprises is told."""

from __future__ import annotations

from baselining.dataset.capture.naming import notes_beside, order_notes, output_notes


def test_names_whose_numbers_are_out_of_order_are_told() -> None:
    (note,) = order_notes(sorted(f"_c{number}" for number in range(12)))

    assert "'_c11' stands before '_c2'" in note
    assert "zfill(20)" in note
    assert order_notes(["_c0", "_c1", "age", "x1", "x2"]) == ()


def test_the_baselines_names_in_another_order_are_told() -> None:
    (note,) = notes_beside(["_c0", "_c10", "_c2"], ["_c0", "_c2", "_c10"])

    assert "'_c10' is the first that differs" in note
    assert notes_beside(["a", "b"], ["a", "b"]) == ()
    assert notes_beside(["a", "b"], ["b", "c"]) == ()


def test_a_baseline_without_predictions_is_told_apart_from_captured_output() -> None:
    (note,) = output_notes(60, 59)

    assert "60 columns" in note
    assert "--captured-output none" in note
    assert output_notes(59, 59) == output_notes(8, 59) == ()
