"""A day of flights as an endpoint's data capture writes them: JSON Lines in S3, in folders of hours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

PREFIX = "captured"
ENDPOINT = "flight-delays"


def capture(sagemaker: object, bucket: str) -> None:
    """An endpoint whose requests are captured below `PREFIX`."""
    sagemaker.create_endpoint_config(  # type: ignore[attr-defined]
        EndpointConfigName=ENDPOINT,
        ProductionVariants=[{"VariantName": "AllTraffic", "ModelName": ENDPOINT}],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{bucket}/{PREFIX}",
            "CaptureOptions": [{"CaptureMode": "Input"}],
        },
    )
    sagemaker.create_endpoint(EndpointName=ENDPOINT, EndpointConfigName=ENDPOINT)  # type: ignore[attr-defined]


def captured(flights: Path, day: str) -> Iterator[tuple[str, bytes]]:
    """For each hour of a day that has flights a key and its records: one request of CSV for each flight."""
    table = pq.read_table(flights)
    cells = [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in table.columns]
    hours: dict[int, list[str]] = {}
    for number, (hour, row) in enumerate(
        zip(table["hour"].to_pylist(), zip(*cells, strict=True), strict=True)
    ):
        data = {
            "observedContentType": "text/csv",
            "mode": "INPUT",
            "data": ",".join(row),
            "encoding": "CSV",
        }
        moment = {"eventId": f"flight-{number}", "inferenceTime": f"{day}T{hour:02}:{number % 60:02}:00Z"}
        record = {"captureData": {"endpointInput": data}, "eventMetadata": moment, "eventVersion": "0"}
        hours.setdefault(hour, []).append(json.dumps(record) + "\n")
    for hour, lines in sorted(hours.items()):
        place = f"{PREFIX}/{ENDPOINT}/AllTraffic/{day.replace('-', '/')}/{hour:02}"
        yield f"{place}/00-00-000-demo.jsonl", "".join(lines).encode()
