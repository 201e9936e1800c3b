"""Endpoints and their configurations, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from baselining.world.ports import Json


class MemoryEndpoints:
    """Both by name."""

    def __init__(self, endpoints: Mapping[str, Json], configs: Mapping[str, Json]) -> None:
        self.endpoints, self.configs = endpoints, configs

    def describe_endpoint(self, name: str) -> Json | None:
        return self.endpoints.get(name)

    def describe_endpoint_config(self, name: str) -> Json | None:
        return self.configs.get(name)
