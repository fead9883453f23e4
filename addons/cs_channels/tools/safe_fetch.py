# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Downloading from addresses strangers give, without becoming their tool."""

import contextlib
import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit

import certifi
import urllib3

from .errors import Refused
from .safe_url import is_on_host

TIMEOUT = urllib3.Timeout(connect=3, read=10)
MAX_SECONDS = 30
MAX_REDIRECTS = 3
CHUNK = 65536
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def origin(url):
    """Scheme, host and port of an address, as one text; empty for none."""
    try:
        parts = urlsplit(url or "")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else ""


def public_addresses(host, port, resolve=socket.getaddrinfo):
    """Where a host is, if every answer is on the public net.

    One private answer refuses all: which one a later connection takes is chance.

    :return: list of IP addresses
    :raise Refused: when it is unknown, or inside some network
    """
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError) as error:
        raise Refused("host unknown") from error
    addresses = [ipaddress.ip_address(item[4][0].partition("%")[0]) for item in found]
    plain = [_inner_address(ip) for ip in addresses]
    if not plain or not all(ip.is_global and not ip.is_multicast for ip in plain):
        raise Refused("host inside a network")
    return [str(ip) for ip in addresses]


def _inner_address(ip):
    """The IPv4 address an IPv6 one stands for: mapped, 6to4 or NAT64 (RFC 6052)."""
    if ip.version == 4:
        return ip
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


class BadStatus(Exception):
    """The host answered, but not with the content."""

    def __init__(self, status):
        super().__init__(f"status {status}")
        self.status = status

    @property
    def passing(self):
        """Whether a later try may succeed."""
        return self.status >= 500 or self.status in (408, 425, 429)


def check(url, hosts=(), trusted="", resolve=socket.getaddrinfo):
    """Whether the server may be made to call an address a stranger gave.

    :param hosts: allowed hosts (a leading dot allows all below); empty: any public one
    :param str trusted: an address an administrator has set; others of the same
        scheme, host and port pass without a look, so that a test server can stand in
    :return: the IP address to connect to; None for a trusted one
    :raise Refused: when it may not
    """
    if trusted and origin(url) == origin(trusted):
        return None
    try:
        parts = urlsplit(url or "")
        host, port = parts.hostname, parts.port or 443
    except (TypeError, ValueError) as error:
        raise Refused("address") from error
    if parts.scheme != "https" or not host or parts.username or port != 443:
        raise Refused("address")
    if hosts and not is_on_host(url, hosts):
        raise Refused("host not allowed")
    return public_addresses(host, port, resolve)[0]


def fetch(url, max_bytes, hosts=(), trusted="", resolve=socket.getaddrinfo):
    """Download from an address a stranger gave.

    Connects to the very IP that was checked, so that a second answer of the name
    server cannot lead elsewhere; every redirect is checked anew; size and total time
    are capped while reading.

    :return: the content
    :raise Refused: for a forbidden address, too many bytes
    :raise BadStatus: for a status other than 200
    :raise urllib3.exceptions.HTTPError: when the line breaks
    """
    deadline = time.monotonic() + MAX_SECONDS
    for _hop in range(MAX_REDIRECTS + 1):
        address = check(url, hosts, trusted, resolve)
        response = _open(url, address)
        with contextlib.closing(response):
            if response.status in (301, 302, 303, 307, 308):
                url = urljoin(url, response.headers.get("Location") or "")
                continue
            if response.status != 200:
                raise BadStatus(response.status)
            return _read(response, max_bytes, deadline)
    raise Refused("too many redirects")


def _open(url, address):
    """The response to a GET, unread; connected to ``address`` if given."""
    parts = urlsplit(url)
    options = {"timeout": TIMEOUT, "retries": False, "maxsize": 1}
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address or parts.hostname,
            parts.port or 443,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
            cert_reqs="CERT_REQUIRED",
            ca_certs=certifi.where(),
            **options,
        )
    else:
        pool = urllib3.HTTPConnectionPool(parts.hostname, parts.port or 80, **options)
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    return pool.request(
        "GET",
        target,
        headers={"Host": parts.netloc, "User-Agent": "cs-channels"},
        preload_content=False,
        redirect=False,
    )


def _read(response, max_bytes, deadline):
    """What is there is taken at once, so that a host that trickles is noticed."""
    content = bytearray()
    take = getattr(response, "read1", response.read)  # since urllib3 2.2
    while chunk := take(CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise Refused("too big")
        if time.monotonic() > deadline:
            raise Refused("too slow")
    return bytes(content)
