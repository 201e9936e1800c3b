"""AWS as the ports see it; the only importer of boto3 and botocore."""

from __future__ import annotations
