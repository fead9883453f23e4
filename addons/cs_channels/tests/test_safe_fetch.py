# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Addresses strangers give lead nowhere but to public hosts."""

from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import Refused, safe_fetch

PUBLIC = "93.184.216.34"


def resolver(*addresses):
    return lambda host, port, **options: [(0, 0, 0, "", (ip, port)) for ip in addresses]


class Response:
    def __init__(self, status=200, body=b"ok", location=None):
        self.status, self.body = status, body
        self.headers = {"Location": location} if location else {}

    def read1(self, size):
        taken, self.body = self.body[:size], self.body[size:]
        return taken

    read = read1

    def close(self):
        """Nothing is open."""


@tagged("post_install", "-at_install")
class TestSafeFetch(BaseCase):
    def refused(self, url, **options):
        options.setdefault("resolve", resolver(PUBLIC))
        with self.subTest(url=url), self.assertRaises(Refused):
            safe_fetch.check(url, **options)

    def test_scheme_and_shape(self):
        for url in (
            "http://example.com/x",
            "ftp://example.com/x",
            "file:///etc/passwd",
            "gopher://example.com/",
            "https://user:pw@example.com/",
            "https://example.com:8443/",
            "https:///x",
            "https://[::1",
            "",
            None,
        ):
            self.refused(url)
        address = safe_fetch.check("https://example.com/x", resolve=resolver(PUBLIC))
        self.assertEqual(address, PUBLIC)

    def test_private_addresses(self):
        for ip in (
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::1",
            "224.0.0.1",
        ):
            self.refused("https://example.com/", resolve=resolver(ip))
            self.refused("https://example.com/", resolve=resolver(PUBLIC, ip))
        self.refused("https://example.com/", resolve=resolver())

    def test_hosts(self):
        self.refused("https://example.com/", hosts=(".example.org",))
        url = "https://a.example.org/"
        safe_fetch.check(url, hosts=(".example.org",), resolve=resolver(PUBLIC))

    def test_an_administrators_address_stands_in(self):
        trusted = "http://127.0.0.1:8070/telegram"
        self.assertIsNone(safe_fetch.check("http://127.0.0.1:8070/x", trusted=trusted))
        self.refused("http://127.0.0.1:8071/x", trusted=trusted)
        self.refused("http://127.0.0.1:8070@example.com/x", trusted=trusted)

    def fetch(self, *responses, max_bytes=100):
        asked = []

        def opener(url, address):
            asked.append((url, address))
            return responses[len(asked) - 1]

        def resolve(host, port, **options):
            inside = host.startswith("inside")
            return resolver("10.0.0.1" if inside else PUBLIC)(host, port)

        with patch.object(safe_fetch, "_open", opener):
            url = "https://example.com/a"
            return safe_fetch.fetch(url, max_bytes, resolve=resolve), asked

    def test_redirects_are_checked_anew(self):
        content, asked = self.fetch(Response(302, location="/b"), Response())
        self.assertEqual(content, b"ok")
        self.assertEqual(asked[1], ("https://example.com/b", PUBLIC))
        for where in ("https://inside.example/", "http://example.com/"):
            with self.assertRaises(Refused):
                self.fetch(Response(302, location=where), Response(302, location="x"))

    def test_endless_redirects(self):
        hops = [Response(302, location="/x") for _number in range(9)]
        with self.assertRaises(Refused):
            self.fetch(*hops)

    def test_size_time_and_status(self):
        with self.assertRaises(Refused):
            self.fetch(Response(body=b"x" * 101))
        for status, passing in [(404, False), (403, False), (429, True), (503, True)]:
            with self.assertRaises(safe_fetch.BadStatus) as caught:
                self.fetch(Response(status))
            self.assertEqual(caught.exception.passing, passing)
        with patch.object(safe_fetch, "MAX_SECONDS", -1), self.assertRaises(Refused):
            self.fetch(Response())
