"""Answers that are not AWS's: a proxy's page, a login form, half a document.

botocore takes such a text for the message of an error, or fails in its parser with an exception that nobody expects.
So what is not a document of the service's protocol is replaced before it is parsed, by an error that says which status
came from where.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from botocore.exceptions import BotoCoreError

from baselining.world.redact import without_credentials

CODE = "NotAnAnswer"
"""The error code of an answer that was replaced; its message is `502 from https://…`."""


class ForeignAnswerError(BotoCoreError):
    """The status says success, but the body is not an answer of AWS."""

    fmt = "{said}"


def replace_foreign_answers(client: Any) -> None:
    """Make this client raise a ClientError of code `CODE`, or a ForeignAnswerError, for such answers."""
    endpoint = without_credentials(client.meta.endpoint_url)
    protocol = client.meta.service_model.resolved_protocol
    if protocol not in _DOCUMENTS:
        return
    is_document, error = _DOCUMENTS[protocol]

    def check(response_dict: dict[str, Any], **_: Any) -> None:
        body, status = response_dict.get("body"), int(response_dict["status_code"])
        # The body of an object is a stream, and none of our business.
        if not isinstance(body, bytes) or not body.strip() or is_document(body):
            return
        said = f"{status} from {endpoint}"
        if status < 300:
            raise ForeignAnswerError(said=said)
        response_dict["body"] = error(said)

    client.meta.events.register("before-parse", check)


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _is_xml(body: bytes) -> bool:
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - botocore parses it likewise, right after this
    except ElementTree.ParseError:
        return False
    return root.tag.rpartition("}")[2].lower() != "html"


def _json_error(said: str) -> bytes:
    return json.dumps({"__type": CODE, "message": said}).encode()


def _xml_error(said: str) -> bytes:
    root = ElementTree.Element("Error")
    ElementTree.SubElement(root, "Code").text = CODE
    ElementTree.SubElement(root, "Message").text = said
    return ElementTree.tostring(root)


_DOCUMENTS: dict[str, tuple[Callable[[bytes], bool], Callable[[str], bytes]]] = {
    "json": (_is_json, _json_error),
    "rest-xml": (_is_xml, _xml_error),
}
"""By protocol: how its documents are recognised, and how it says that something failed."""
