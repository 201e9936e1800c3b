"""What all parts of a document have in common: strict types, members kept in the order they came in, none lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

Count = Annotated[int, Field(ge=0)]
"""A number of rows or cells, written without a point."""

Double = Annotated[float, Field(allow_inf_nan=False)]
"""A finite number that the container writes as a Java double."""

Number = Annotated[int, Field()] | Double
"""A setting people edit by hand: `1` and `1.0` are both fine and stay as they were written."""


class Part(BaseModel):
    """An object of a document.

    Members this project does not know survive a read and a write, in their place. An absent member of ours is absent,
    never null, and no default is ever written that was not given. Values are frozen; make a changed copy with
    `model_copy(update=…)`.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    _order: tuple[str, ...] = PrivateAttr(default=())

    @model_validator(mode="wrap")
    @classmethod
    def _remember_order(cls, data: Any, handler: ModelWrapValidatorHandler[Part]) -> Part:
        part = handler(data)
        if isinstance(data, Mapping):
            order = tuple(data)
            if order != tuple(cls.__pydantic_fields__):
                part._order = order
        return part

    def tree(self) -> dict[str, Any]:
        """The members as plain JSON values: in the order they were given, then changed ones as declared."""
        # Not getattr: a member that we do not know may be named like one of pydantic's own methods.
        members = vars(self)
        unknown = self.__pydantic_extra__ or {}
        if not unknown and not self._order:
            return {name: _plain(value) for name, value in members.items() if value is not None}
        declared = (name for name in members if name in self.model_fields_set)
        members = {**members, **unknown}
        names = dict.fromkeys([*self._order, *declared, *unknown])
        values = ((name, members[name]) for name in names)
        return {name: _plain(value) for name, value in values if value is not None or name in unknown}


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.tree()
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], Part):
        return [item.tree() for item in value]
    return value
