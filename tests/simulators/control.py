# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a player or a test may ask of the simulator, as JSON below ``/_sim/``."""

OPTIONS = ("copies", "wait", "created", "msgid")
SECONDS = ("delay", "late_answer")  # faults that last until they are set right


def take(faults, name):
    """The value of a fault, counted down when it is a number of times."""
    value = faults.get(name)
    if not value:
        return None
    if name in SECONDS:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        faults[name] = value - 1
    return value


def state(wechat, data):
    """Customers, quotas, the last webhook calls, and the clock."""
    now = wechat.clock.now()
    return {
        "now": now,
        "customers": [
            {
                "openid": customer.openid,
                "name": customer.name,
                "following": customer.following,
                "quota": _quota(wechat, customer),
                "last": customer.messages[-1] if customer.messages else None,
            }
            for customer in list(wechat.customers.values())
        ],
        "webhook": wechat.webhook.log[-int(data.get("log", 30)) :],
        "calls": wechat.calls[-int(data.get("log", 30)) :],
        "faults": wechat.faults,
        "tokens_issued": wechat.tokens.issued,
        "urls": wechat.webhook.urls,
    }


def messages(wechat, data):
    """What a customer's phone shows; waits up to ``wait`` seconds for something new."""
    after, wait = int(data.get("after", 0)), min(float(data.get("wait", 0)), 30)
    customer = wechat.customers[data["openid"]]

    def new():
        return [message for message in customer.messages if message["id"] > after]

    with wechat.changed:
        wechat.changed.wait_for(new, wait)
        return {"messages": new(), "quota": _quota(wechat, customer)}


def _quota(platform, customer):
    """(messages left, seconds left); nothing where there is no limit."""
    limited = getattr(platform, "limited", True)
    return customer.quota.left(platform.clock.now()) if limited else None


def create_customer(wechat, data):
    """A customer with a name of one's own."""
    customer = wechat.customer(data.get("openid"), data.get("name", ""))
    return {"openid": customer.openid, "name": customer.name}


def say(wechat, data):
    """Write as a customer; with ``group``, to the robot in that group chat."""
    if group := data.get("group"):
        sent = wechat.say_in(group, data["openid"], data["text"], **_options(data))
        return {"deliveries": sent}
    return {"deliveries": wechat.say(data["openid"], data["text"], **_options(data))}


def picture(wechat, data):
    """Send a picture as a customer."""
    mimetype = data.get("mimetype", "image/jpeg")
    sent = wechat.picture(data["openid"], data["content"], mimetype, **_options(data))
    return {"deliveries": sent}


def message(wechat, data):
    """Send any message by its XML fields."""
    sent = wechat.message(data["openid"], data["fields"], **_options(data))
    return {"deliveries": sent}


def event(wechat, data):
    """Follow, scan, tap or leave as a customer."""
    sent = wechat.event(
        data["openid"], data["event"], data.get("key", ""), **_options(data)
    )
    return {"deliveries": sent}


def visitor(platform, data):
    """Who looks at a page that carries the chat, and what the page loads."""
    return platform.visitor(data.get("openid", ""))


def faults(wechat, data):
    """Set what goes wrong next; an empty value sets it right again.

    delay (seconds per API call), late_answer (seconds between taking a message and
    saying so), http_500 and drop_after_accept (number of calls), errcodes (list, one
    per call), tokens: "expire" or "forget".
    """
    if kind := data.pop("tokens", None):
        {"expire": wechat.tokens.expire, "forget": wechat.tokens.forget}[kind]()
    wechat.faults.update(data)
    return wechat.faults


def clock(wechat, data):
    """Put the platform's clock forward by ``advance`` seconds."""
    wechat.clock.advance(float(data["advance"]))
    return {"now": wechat.clock.now()}


def configure(wechat, data):
    """Point to other addresses, or change the account's settings."""
    wechat.webhook.urls = list(data.pop("urls", wechat.webhook.urls))
    wechat.config.update(data)
    return {"urls": wechat.webhook.urls}


def _options(data):
    return {name: data[name] for name in OPTIONS if name in data}


ACTIONS = {
    "state": state,
    "messages": messages,
    "customer": create_customer,
    "say": say,
    "picture": picture,
    "message": message,
    "event": event,
    "visitor": visitor,
    "faults": faults,
    "clock": clock,
    "configure": configure,
}
