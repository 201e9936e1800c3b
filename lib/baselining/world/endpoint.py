"""Addresses of services other than AWS's own. They hold no password; those without TLS are told apart."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from baselining.errors import ConfigError
from baselining.world.redact import holds_user_info


def check_endpoint(url: str | None) -> str | None:
    """Refuse what is not an address, and an address with credentials, which would end up in logs.

    Raises:
        ConfigError: If so; the message does not repeat the address.
    """
    if url is None:
        return None
    try:
        parts, has_user = urlsplit(url), holds_user_info(url)
        host = parts.hostname
    except ValueError:
        raise ConfigError("The endpoint URL is not an address like https://host:port.") from None
    if has_user:
        raise ConfigError(
            "The endpoint URL holds a user name or password.",
            hint="Leave them out: credentials come from the environment, a profile or the machine's role.",
        )
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(
            "The endpoint URL is not an address like https://host:port.",
            hint="It begins with https:// (or with http://, for an emulator on this machine).",
        )
    return url


def is_plain(url: str) -> bool:
    """Do requests to this address cross a network without TLS?"""
    parts = urlsplit(url)
    return parts.scheme == "http" and not _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
