# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

import requests


class FakeApi:
    """Answers of a provider's API, one after another.

    ``answers`` maps the end of a path to a list: dicts (JSON), bytes (a file), ints
    (a status without body), ``(status, dict)`` or exceptions. When a list is used up,
    ``usual`` says what comes.
    """

    usual = {}
    number = 0

    def __init__(self):
        self.calls = []
        self.answers = {}

    def request(self, method, url, **options):
        path = url.partition("://")[2].partition("/")[2]
        self.calls.append((path, options))
        answer = self._next(path)
        if isinstance(answer, Exception):
            raise answer
        return self._response(answer)

    def sent(self, *names):
        """The bodies of calls whose path ends in one of the names."""
        return [
            options.get("json") or options.get("data")
            for path, options in self.calls
            if path.endswith(names)
        ]

    def _next(self, path):
        for end, queue in self.answers.items():
            if path.endswith(end) and queue:
                return queue.pop(0)
        for end, answer in self.usual.items():
            if end in path:
                return answer(self) if callable(answer) else answer
        return {}

    def _response(self, answer):
        response = requests.Response()
        response.status_code = 200
        if isinstance(answer, int):
            response.status_code, answer = answer, {}
        elif isinstance(answer, tuple):
            response.status_code, answer = answer
        is_file = isinstance(answer, bytes)
        response._content = answer if is_file else json.dumps(answer).encode()
        response._content_consumed = True
        mimetype = "application/octet-stream" if is_file else "application/json"
        response.headers["Content-Type"] = mimetype
        return response


def telegram_message(api):
    api.number += 1
    return {"ok": True, "result": {"message_id": api.number, "username": "polaris"}}
