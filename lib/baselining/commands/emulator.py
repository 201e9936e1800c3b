"""`baselining emulator`: local S3 and SageMaker monitoring schedules, for trying things."""

from __future__ import annotations

from pydantic import Field

from baselining.edge.console import show
from baselining.world.section import Section


class ListeningSection(Section):
    """Where the emulator listens."""

    port: int = Field(5599, ge=0, le=65535, description="0 for any free port.")
    host: str = Field("127.0.0.1", description="What to listen on; there is no authentication.")


def emulator(listening: ListeningSection) -> None:
    """Run a local S3 and SageMaker with monitoring schedules until Ctrl-C.

    Example: baselining emulator --port 5599

    Then: AWS_ENDPOINT_URL=http://127.0.0.1:5599 baselining switch …
    """
    from baselining_emulator import serve

    def announce(url: str) -> None:
        show([f"listening on {url}", f"export AWS_ENDPOINT_URL={url}"])

    serve(listening.port, listening.host, announce=announce)
