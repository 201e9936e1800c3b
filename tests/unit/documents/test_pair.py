from __future__ import annotations

import pytest
from tests.unit.documents.complete import written_by_hand

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError

NAMES = (STATISTICS, CONSTRAINTS)


@pytest.mark.parametrize("version", FormatVersion)
def test_both_documents_are_read_from_their_files_and_written_to_the_same_bytes(
    version: FormatVersion,
) -> None:
    files = {name: written_by_hand(version, name) for name in NAMES}

    documents = Documents.from_files(files, place="baseline")

    assert documents.statistics == from_bytes(Statistics, files[STATISTICS], name=STATISTICS)
    assert documents.constraints == from_bytes(Constraints, files[CONSTRAINTS], name=CONSTRAINTS)
    assert documents.to_files() == files
    assert documents.facts() == {
        "item_count": documents.statistics.dataset.item_count,
        "feature_count": len(documents.statistics.features),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_is_missing_or_damaged_is_named_with_its_place(name: str) -> None:
    files = {each: written_by_hand(FormatVersion.CURRENT, each) for each in NAMES}

    with pytest.raises(DocumentError, match=f"There is no readable {name} in 's3://b/p'"):
        Documents.from_files({each: files[each] for each in NAMES if each != name}, place="s3://b/p")
    with pytest.raises(DocumentError, match=f"s3://b/p/{name} is not a JSON document"):
        Documents.from_files({**files, name: files[name][:-9]}, place="s3://b/p")
