"""The settings of YARN's daemons on one machine: every address on 127.0.0.1, each with a port of its own."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from xml.sax.saxutils import escape

_RESOURCE_MANAGER = (
    "address",
    "scheduler.address",
    "resource-tracker.address",
    "admin.address",
    "webapp.address",
)
_NODE_MANAGER = ("address", "localizer.address", "webapp.address")
_NODE_MB = 3072
_QUEUES = {
    "yarn.scheduler.capacity.root.queues": "default",
    "yarn.scheduler.capacity.root.default.capacity": "100",
    "yarn.scheduler.capacity.maximum-am-resource-percent": "0.9",
}


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens at, no two the same."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def resource_manager() -> dict[str, str]:
    """What every process of the cluster is told of the ResourceManager, and the limits of a node."""
    ports = free_ports(len(_RESOURCE_MANAGER))
    return {
        **{
            f"yarn.resourcemanager.{name}": f"127.0.0.1:{port}"
            for name, port in zip(_RESOURCE_MANAGER, ports, strict=True)
        },
        "yarn.resourcemanager.scheduler.class": (
            "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler"
        ),
        "yarn.scheduler.minimum-allocation-mb": "256",
        "yarn.nodemanager.resource.memory-mb": str(_NODE_MB),
        "yarn.nodemanager.resource.cpu-vcores": "4",
        # Of a machine that runs all daemons, what a process maps says nothing.
        "yarn.nodemanager.vmem-check-enabled": "false",
        "yarn.nodemanager.pmem-check-enabled": "false",
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage": "99",
    }


def node_manager(folder: Path) -> dict[str, str]:
    """What one NodeManager is told besides; its files are in `folder`."""
    ports = free_ports(len(_NODE_MANAGER))
    return {
        **{
            f"yarn.nodemanager.{name}": f"127.0.0.1:{port}"
            for name, port in zip(_NODE_MANAGER, ports, strict=True)
        },
        "yarn.nodemanager.local-dirs": str(folder / "local"),
        "yarn.nodemanager.log-dirs": str(folder / "logs"),
    }


def write(folder: Path, yarn: Mapping[str, str]) -> Path:
    """A folder of settings as HADOOP_CONF_DIR names one."""
    folder.mkdir(parents=True)
    files = {
        "yarn-site.xml": yarn,
        "core-site.xml": {"fs.defaultFS": "file:///"},
        "capacity-scheduler.xml": _QUEUES,
    }
    for name, properties in files.items():
        lines = (
            f"<property><name>{escape(key)}</name><value>{escape(value)}</value></property>"
            for key, value in properties.items()
        )
        (folder / name).write_text("<configuration>\n{}\n</configuration>\n".format("\n".join(lines)))
    return folder
