# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Handing a customer's message to the application, as WeChat does."""

import http.client
import random
import string
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from . import crypto

TIMEOUT = 5  # seconds the application has
TRIES = 4  # the first and three repetitions
PATIENCE = 60  # seconds a test waits for all tries


def to_xml(fields):
    """The XML of a callback; texts in CDATA, numbers bare, as WeChat writes them."""
    body = "".join(f"<{key}>{_value(value)}</{key}>" for key, value in fields.items())
    return f"<xml>{body}</xml>"


def _value(value):
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "".join(f"<{key}>{_value(item)}</{key}>" for key, item in value.items())
    # A CDATA section cannot hold its own end.
    return f"<![CDATA[{value}]]>" if "]]>" not in value else escape(value)


class Webhook:
    """Signs, encrypts, posts, and repeats what was not acknowledged."""

    def __init__(self, config, clock, urls):
        self.config = config
        self.urls = list(urls)
        self.log = []
        self._clock = clock
        self._lock = threading.Lock()

    def push(self, fields, copies=1, wait=False):
        """Deliver a message in the background.

        :param dict fields: the message; a repetition carries the same MsgId
        :param int copies: how many deliveries start at the same moment
        :param bool wait: return only when every delivery has ended
        :return: the log entries of the last tries, when waited for
        """
        results = [None] * copies
        if not self.urls:
            return results
        threads = [
            threading.Thread(target=self._deliver, args=(fields, results, number))
            for number in range(copies)
        ]
        for thread in threads:
            thread.daemon = True
            thread.start()
        if wait:
            for thread in threads:
                thread.join(PATIENCE)
        return results if wait else []

    def request(self, fields):
        """Query and body of one delivery, with a fresh nonce and signature."""
        config, plain = self.config, to_xml(fields)
        stamp = str(int(self._clock.now()))
        nonce = "".join(random.choices(string.digits, k=10))
        query = {
            "signature": crypto.sign(config["token"], stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": str(fields["FromUserName"]),
        }
        if config["crypt_mode"] == "plain":
            return query, plain
        sealed = crypto.seal(plain, config["aes_key"], config["app_id"])
        query["encrypt_type"] = "aes"
        query["msg_signature"] = crypto.sign(config["token"], stamp, nonce, sealed)
        envelope = {"ToUserName": fields["ToUserName"], "Encrypt": sealed}
        if config["crypt_mode"] == "compat":
            envelope = {**fields, "Encrypt": sealed}
        return query, to_xml(envelope)

    def call(self, fields):
        """Query, headers and body of one delivery."""
        query, body = self.request(fields)
        return query, {"Content-Type": "text/xml"}, body

    def accepts(self, status, text):
        """Whether an answer ends the repetitions."""
        accepted = text in ("", "success") or text.startswith("<xml>")
        return status == 200 and accepted

    def kind_of(self, fields):
        """What the log calls a message."""
        return fields.get("Event") or fields["MsgType"]

    def _deliver(self, fields, results, number):
        for attempt in range(1, TRIES + 1):
            query, headers, body = self.call(fields)
            # A repetition reaches the next machine, as behind a balancer.
            url = self.urls[(number + attempt - 1) % len(self.urls)]
            address = f"{url}?{urlencode(query)}" if query else url
            entry = self._post(address, body, headers)
            entry.update(attempt=attempt, kind=self.kind_of(fields))
            with self._lock:
                self.log.append(entry)
                del self.log[:-500]
            results[number] = entry
            if entry["ok"]:
                return

    def _post(self, url, body, headers):
        """One try: accepted when answered in time with success, nothing or a reply."""
        request = urllib.request.Request(url, body.encode(), headers)
        start = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                status, text = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, ""
        except (OSError, http.client.HTTPException) as error:
            # Not there, too late, or dead in the middle of its answer.
            status, text = 0, str(error)
        return {
            "at": self._clock.now(),
            "status": status,
            "answer": text[:80],
            "ms": round(1000 * (time.monotonic() - start), 1),
            "ok": self.accepts(status, text),
        }
