"""SageMaker's endpoints as the `Endpoints` port says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, code_of, translate
from baselining.errors import MonitoringError
from baselining.world.ports import Json

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient


class SageMakerEndpoints:
    """Endpoints and their configurations.

    Args:
        reading: A client with retries.
    """

    def __init__(self, reading: SageMakerClient) -> None:
        self._reading = reading

    def describe_endpoint(self, name: str) -> Json | None:
        """As the port says."""
        return self._describe("DescribeEndpoint", EndpointName=name)

    def describe_endpoint_config(self, name: str) -> Json | None:
        """As the port says."""
        return self._describe("DescribeEndpointConfig", EndpointConfigName=name)

    def _describe(self, operation: str, **arguments: str) -> Json | None:
        (name,) = arguments.values()
        call = Call(
            operation=operation,
            action=f"sagemaker:{operation}",
            subject=f"the {operation.removeprefix('Describe')} {name!r}",
            failure=MonitoringError,
            changes=False,
        )
        try:
            answer: dict[str, Any] = getattr(self._reading, xform_name(operation))(**arguments)
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and _is_absent(error):
                return None
            raise translate(error, call) from error
        answer.pop("ResponseMetadata", None)
        return answer


def _is_absent(error: ClientError) -> bool:
    """Is nothing of that name there? SageMaker says so with a code that stands for other mistakes, too."""
    message = error.response.get("Error", {}).get("Message", "")
    return code_of(error) == "ValidationException" and message.startswith("Could not find")
