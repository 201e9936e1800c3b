"""What people may set: keys that belong together, each with its type, its limits, its default and its description.

A section is declared once. The configuration file, the command line and Python build it by the same rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


class Section(BaseModel):
    """Keys that belong together. Unknown keys are errors; numbers are finite, and `true` is not a number."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, bool) and is_number(cls.model_fields[str(info.field_name)]):
            raise PydanticCustomError("number", "Input should be a number, not true or false")
        return value


def is_number(field: FieldInfo) -> bool:
    """Is this key's value a number?"""
    kinds = get_args(field.annotation) or (field.annotation,)
    return int in kinds or float in kinds
