"""The last word of a SageMaker Processing job: AWS shows this file as the job's `ExitMessage`.

https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html: /opt/ml/output/message,
at most 1 KB, UTF-8, nothing sensitive. Errors of this project hold no data values.
"""

from __future__ import annotations

from pathlib import Path

_FILE = Path("/opt/ml/output/message")
_LIMIT_BYTES = 1024


def write_exit_message(text: str, file: Path = _FILE) -> None:
    """Write `text`, cut to what AWS shows; nothing happens outside a processing container."""
    if not file.parent.is_dir():
        return
    try:
        # A path may hold bytes that are not UTF-8, which Python keeps as surrogates.
        file.write_bytes(text.encode(errors="replace")[:_LIMIT_BYTES].decode(errors="ignore").encode())
    except OSError:
        return  # the message is a courtesy; the exit code says the same
