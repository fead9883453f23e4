# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The simulators over HTTP: the provider's API, and a page and JSON for whoever plays.

Plain standard library, one thread per request; it listens on one address and holds
everything in memory.
"""

import base64
import email.parser
import email.policy
import html
import json
import mimetypes
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from . import control
from .wechat_oa import answer, decode

PAGE = Path(__file__).parent / "page"
MAX_BYTES = 12 << 20


class Simulator(ThreadingHTTPServer):
    """An HTTP server around one simulated account."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address, wechat, others=()):
        self.wechat = wechat
        self.platforms = {platform.key: platform for platform in others}
        super().__init__(address, Handler)
        for platform in others:
            platform.base = f"{self.url}/p/{platform.key}"

    def platform(self, key):
        """A provider by its key; the official account when none is named."""
        return self.platforms.get(key, self.wechat)

    def handle_error(self, request, client_address):
        """Somebody who hangs up is no error of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self):
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host}:{port}"


class Handler(BaseHTTPRequestHandler):
    """Routes one request."""

    protocol_version = "HTTP/1.1"
    server_version = "cs-simulator"

    def do_GET(self):
        self._handle(b"")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BYTES:
            self.close_connection = True
            self._send(413, b"", "text/plain")
            return
        self._handle(self.rfile.read(length))

    def log_message(self, format, *args):
        """Quiet: what matters is on the page."""

    def _handle(self, body):
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/_sim/"):
            self._control(parts.path[6:], query, body)
        elif parts.path.startswith("/p/"):
            key, _slash, rest = parts.path[3:].partition("/")
            self._provider(self.server.platforms.get(key), f"/{rest}", query, body)
        elif parts.path == "/connect/oauth2/authorize":
            self._authorize(query)
        elif parts.path.startswith(("/cgi-bin/", "/sns/")):
            self._api(self.server.wechat, parts.path, query, body)
        else:
            self._page(parts.path.strip("/") or "index.html")

    # === The provider's API === #

    def _provider(self, platform, path, query, body):
        """A call of any provider but the first."""
        if platform is None:
            self._send(404, b"no such provider", "text/plain")
        elif not hasattr(platform, "api"):
            self._api(platform, path, query, body)
        elif self._goes_on(platform, path):
            reply = platform.api(self.command, path, query, self.headers, body)
            if not self._dropped(platform, path):
                self._send(*reply)

    def _goes_on(self, platform, path):
        """Note a call and apply the faults that come before it is worked on."""
        platform.calls.append({"at": platform.clock.now(), "name": path})
        del platform.calls[:-1000]
        if delay := control.take(platform.faults, "delay"):
            time.sleep(float(delay))
        if control.take(platform.faults, "http_500"):
            self._send(500, b"upstream error", "text/html")
            return False
        return True

    def _dropped(self, platform, path):
        """Whether the line is cut after a message was taken; if not, the answer may
        come late."""
        sends = getattr(platform, "sends", ("message/custom/send",))
        if not path.endswith(sends):
            return False
        if late := control.take(platform.faults, "late_answer"):
            time.sleep(float(late))
        if not control.take(platform.faults, "drop_after_accept"):
            return False
        self.close_connection = True
        self.connection.close()
        return True

    def _api(self, wechat, path, query, body):
        name = path.removeprefix("/cgi-bin/").removeprefix("/")
        if not self._goes_on(wechat, name):
            return
        result = self._call(wechat, name, query, body)
        if self._dropped(wechat, name):
            return
        if isinstance(result, tuple):
            content, mimetype = result
            extension = mimetypes.guess_extension(mimetype) or ""
            disposition = {
                "Content-Disposition": f'attachment; filename="media{extension}"'
            }
            self._send(200, content, mimetype, disposition)
        else:
            self._json(result)

    def _call(self, wechat, name, query, body):
        """The result of an API call, as a dict or as (content, mimetype)."""
        if name == "sns/oauth2/access_token":
            return wechat.oauth_token(query)
        if name == "token":
            return wechat.token(query)
        if name == "stable_token":
            return wechat.stable_token(decode(body) or {})
        if code := wechat.tokens.refusal(query.get("access_token")):
            return answer(code)
        if codes := wechat.faults.get("errcodes"):
            return answer(codes.pop(0))
        if name == "media/get":
            return wechat.download(query.get("media_id"))
        if name == "media/upload":
            return wechat.upload(query.get("type"), *self._upload(body))
        if name == "get_current_selfmenu_info":
            return wechat.shown_menu()
        calls = {
            "message/custom/send": wechat.send,
            "message/template/send": wechat.template,
            "menu/create": wechat.publish,
            "qrcode/create": wechat.qrcode,
            "user/info/batchget": wechat.people,
        }
        data = decode(body)
        if name not in calls or data is None:
            return answer(47001)
        return calls[name](data)

    def _upload(self, body):
        """Content and type of the form field ``media``."""
        head = f"Content-Type: {self.headers.get('Content-Type')}\r\n\r\n".encode()
        parser = email.parser.BytesParser(policy=email.policy.HTTP)
        for part in parser.parsebytes(head + body).iter_parts():
            if part.get_param("name", header="content-disposition") == "media":
                return part.get_payload(decode=True), part.get_content_type()
        return b"", ""

    def _authorize(self, query):
        """WeChat's login: here one picks whose phone it is."""
        wechat = self.server.wechat
        if query.get("appid") != wechat.config["app_id"]:
            self._send(400, b"appid", "text/plain")
            return
        items = []
        for customer in list(wechat.customers.values()):
            code = wechat.oauth_code(customer.openid)
            back = urlencode({"code": code, "state": query.get("state", "")})
            link = html.escape(f"{query['redirect_uri']}?{back}")
            name = html.escape(customer.name)
            items.append(f'<li><a href="{link}">{name}</a></li>')
        page = (
            '<!doctype html><meta charset="utf-8"><title>WeChat</title>'
            f"<h1>Whose phone? 谁的手机？</h1><ul>{''.join(items)}</ul>"
        )
        self._send(200, page.encode(), "text/html; charset=utf-8")

    # === The page === #

    def _control(self, name, query, body):
        wechat = self.server.platform(query.get("p"))
        if name == "platforms":
            self._json({"platforms": list(self.server.platforms)})
            return
        if name == "media":
            content, mimetype, _created = wechat.media.get(
                query.get("id"), (b"", "text/plain", 0)
            )
            self._send(200 if content else 404, content, mimetype)
            return
        try:
            data = json.loads(body) if body else {}
            if "content" in data:
                data["content"] = base64.b64decode(data["content"])
            data = {**query, **data}
            data.pop("p", None)
            result = control.ACTIONS[name](wechat, data)
        except (KeyError, TypeError, ValueError) as error:
            self._json({"error": repr(error)}, 400)
            return
        self._json(result)

    def _page(self, name):
        path = PAGE / Path(name).name
        if not path.is_file():
            self._send(404, b"not found", "text/plain")
            return
        mimetype = mimetypes.guess_type(path.name)[0] or "text/plain"
        self._send(200, path.read_bytes(), f"{mimetype}; charset=utf-8")

    # === Answers === #

    def _json(self, data, status=200):
        body = json.dumps(data, ensure_ascii=False).encode()
        self._send(status, body, "application/json; charset=utf-8")

    def _send(self, status, body, mimetype, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", mimetype)
        self.send_header("Content-Length", str(len(body)))
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
