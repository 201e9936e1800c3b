"""`baselining emulator`: local S3 and SageMaker monitoring schedules, for trying things."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.edge.console import show


def emulator(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free port.")] = 5599,
    host: Annotated[str, typer.Option(help="What to listen on; there is no authentication.")] = "127.0.0.1",
) -> None:
    """Run a local S3 and SageMaker with monitoring schedules until Ctrl-C.

    Example: baselining emulator --port 5599

    Then: AWS_ENDPOINT_URL=http://127.0.0.1:5599 baselining switch …
    """
    from baselining_emulator import serve

    serve(port, host, announce=lambda url: show([f"listening on {url}", f"export AWS_ENDPOINT_URL={url}"]))
