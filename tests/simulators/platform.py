# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all simulated providers have: customers with phones, files, faults, a log."""

import email.parser
import email.policy
import itertools
import json
import secrets
import threading

from .webhook import Webhook
from .wechat_quota import Quota
from .wechat_tokens import Tokens

Reply = tuple[int, bytes, str]


class Person:
    """A customer with a phone; ``messages`` is what it shows, both directions."""

    def __init__(self, openid, name):
        self.openid = openid
        self.name = name
        self.unionid = ""  # where the account belongs to an Open Platform
        self.following = True
        self.quota = Quota()
        self.messages = []


class Caller(Webhook):
    """Pushes to the application; each provider says how a call looks."""

    def __init__(self, platform, urls):
        self.platform = platform
        super().__init__(platform.config, platform.clock, urls)

    def call(self, fields):
        return self.platform.call(fields)

    def accepts(self, status, text):
        return self.platform.accepts(status, text)

    def kind_of(self, fields):
        return str(fields.get("type") or fields.get("msgtype") or "push")


class Platform:
    """The provider's side of one account.

    :param dict config: the account's settings, as in the application
    """

    key = ""
    people = ()
    limited = False  # whether what a customer does opens a quota
    sends = ()  # ends of paths that deliver a message: faults may drop these

    def __init__(self, config, clock, urls=()):
        self.config, self.clock = config, clock
        self.tokens = Tokens(clock)
        self.webhook = Caller(self, urls)
        self.customers = {}
        self.media = {}  # id: (content, mimetype, created)
        self.faults = {}
        self.calls = []
        self.changed = threading.Condition()
        self.base = ""  # where the simulator serves it
        self._ids = itertools.count(int(clock.now()) * 1000)
        for openid, name in self.people:
            self.customer(openid, name)

    # === A provider fills these in === #

    def call(self, fields):
        """(query, headers, body) of one delivery, freshly signed."""
        raise NotImplementedError

    def accepts(self, status, text):
        """Whether the application's answer ends the repetitions."""
        return 200 <= status < 300

    def api(self, method, path, query, headers, body) -> Reply:
        """Answer the application."""
        raise NotImplementedError

    # === What a customer does === #

    def new_id(self):
        return str(next(self._ids))

    def customer(self, openid=None, name=""):
        """A person, made up when there is none of that id."""
        openid = openid or self.new_id()
        with self.changed:
            if openid not in self.customers:
                self.customers[openid] = Person(openid, name or openid[-6:])
            self.changed.notify_all()
        return self.customers[openid]

    def say(self, openid, text, **options):
        """The customer writes."""
        person = self.customer(openid)
        self.show(person, "customer", "text", text)
        return self.push(person, self.text_fields(person, text), options)

    def picture(self, openid, content, mimetype="image/jpeg", **options):
        """The customer sends a picture."""
        person = self.customer(openid)
        media_id = self.keep(content, mimetype)
        self.show(person, "customer", "image", None, media_id)
        return self.push(person, self.picture_fields(person, media_id), options)

    def message(self, openid, fields, **options):
        """Anything else, by the fields of the provider's own message."""
        person = self.customer(openid)
        self.show(person, "customer", "other", str(fields))
        return self.push(person, fields, options)

    def event(self, openid, event, key="", **options):
        """What happens beside messages; most providers know nothing of it."""
        return []

    def push(self, person, fields, options):
        person.quota.open("message", self.clock.now())
        options = {k: v for k, v in options.items() if k in ("copies", "wait")}
        return self.webhook.push(fields, **options)

    # === Helpers === #

    def keep(self, content, mimetype):
        """Store a file."""
        media_id = secrets.token_urlsafe(16)
        self.media[media_id] = (content, mimetype, self.clock.now())
        return media_id

    def show(self, person, who, kind, text, media_id=None):
        """Put something on a person's phone."""
        with self.changed:
            person.messages.append(
                {
                    "id": next(self._ids),
                    "at": self.clock.now(),
                    "from": who,
                    "type": kind,
                    "text": text or "",
                    "media_id": media_id or "",
                }
            )
            self.changed.notify_all()


def reply(data, status=200) -> Reply:
    """An answer in JSON."""
    body = json.dumps(data, ensure_ascii=False).encode()
    return status, body, "application/json; charset=utf-8"


def parse_json(body):
    """The object in a body; empty when there is none."""
    try:
        data = json.loads(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def multipart(headers, body):
    """The fields of a form: name -> (content, mimetype, filename)."""
    head = f"Content-Type: {headers.get('Content-Type')}\r\n\r\n".encode()
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    found = {}
    for part in parser.parsebytes(head + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        found[name] = (content, part.get_content_type(), part.get_filename())
    return found
