"""How an object is encrypted at rest, in the terms of S3's API, so that one object can be stored like another.

The monitoring role must be able to read what is published: it can decrypt the live baseline, so what is stored
with the same key is readable too. https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Server-side encryption of one object.

    Attributes:
        algorithm: `AES256`, `aws:kms` or `aws:kms:dsse`.
        key_id: ARN of the KMS key; None where there is none, as for `AES256`.
        bucket_key: Does the object use an S3 bucket key? Only `aws:kms` can.
    """

    algorithm: str
    key_id: str | None = None
    bucket_key: bool = False

    def to_request(self) -> dict[str, str | bool]:
        """The members of `PutObject` and `CreateMultipartUpload`; `BucketKeyEnabled` is sent when it is false, too."""
        members: dict[str, str | bool] = {"ServerSideEncryption": self.algorithm}
        if self.key_id is not None:
            members["SSEKMSKeyId"] = self.key_id
        if self.algorithm == "aws:kms":  # for the others S3 refuses the member
            members["BucketKeyEnabled"] = self.bucket_key
        return members
