# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json
import time

from odoo import api, models

from ..tools import Refused, outcome, safe_xml

EVENTS = ("ring", "answer", "hangup", "recording", "voicemail", "ivr", "voicebot")
# As other systems call the same.
ALIASES = {"newCall": "ring", "voicebot.ticket": "voicebot"}
WAYS = {"outbound": "out", "outgoing": "out", "inbound": "in", "incoming": "in"}
MAX_LINES = 500


class CsGatewayPhone(models.AbstractModel):
    """Any telephone system that can call a URL when something happens to a call.

    Signed as standardwebhooks.com says; the JSON is described in docs/webhook.md. Calls
    are known by their id and their events may come in any order, see ``cs.call``.
    """

    _name = "cs.gateway.phone"
    _description = "Gateway: Phone"
    _inherit = "cs.gateway.webhook"

    @api.model
    def _parse(self, channel, content):
        data = safe_xml.json_object(content)
        name = safe_xml.text(data, "event", required=True, limit=32)
        name = ALIASES.get(name, name)
        if name not in EVENTS:
            return []
        call = safe_xml.text(data, "call_id", limit=128) or safe_xml.text(
            data, "callId", required=True, limit=128
        )
        digest = hashlib.sha256(content).hexdigest()[:32]
        return [
            {
                "external_id": f"call:{call}:{name}:{digest}",
                "stream_key": f"call:{call}",
                "provider_at": self._moment(safe_xml.integer(data, "at")),
                "kind": "call",
                "payload": {"call": call, "event": name, **self._facts(data)},
            }
        ]

    def _facts(self, data):
        """What an event says, without what it leaves open."""
        limits = {"from": 64, "to": 64, "direction": 16, "agent": 64, "cause": 128}
        limits |= {"name": 128, "digits": 64, "recording_url": 2048, "callback": 20}
        facts = {key: safe_xml.text(data, key, limit=n) for key, n in limits.items()}
        facts["from"] = facts["from"] or safe_xml.text(data, "ani", limit=64)
        facts["direction"] = WAYS.get(facts["direction"], facts["direction"])
        path = data.get("path") or []
        transcript = data.get("transcript") or []
        slots = data.get("slots") or {}
        if not (
            isinstance(path, list)
            and isinstance(transcript, list)
            and isinstance(slots, dict)
        ):
            raise Refused("lists of a call")
        facts["path"] = " › ".join(str(item)[:64] for item in path[:20])
        facts["transcript"] = "\n".join(
            self._line(item) for item in transcript[:MAX_LINES]
        )
        facts["slots"] = {
            str(key)[:64]: str(value)[:500] for key, value in list(slots.items())[:50]
        }
        return {key: value for key, value in facts.items() if value}

    def _line(self, item):
        """One line of what was said: a text, or who said what."""
        if isinstance(item, dict):
            who = safe_xml.text(item, "who", limit=32)
            return f"{who}: {safe_xml.text(item, 'text', limit=2000)}"
        return str(item)[:2000]

    # === Out === #

    @api.model
    def _capabilities(self):
        return {"text_bytes": 16000, "media": {}}

    @api.model
    def _carries_answers(self, conversation):
        return False

    @api.model
    def _send(self, channel, part):
        raise outcome.Rejected(
            self.env._("A phone shows no text: call back, or write a mail.")
        )

    @api.model
    def _dial(self, channel, call_id, extension, number):
        """Have an agent's phone ring, and the customer's once he picks up.

        :param str call_id: ours; the system reports under it
        :raise CallFailure: when the system does not do it
        """
        if not channel.callback_url:
            raise outcome.Rejected(
                self.env._("The channel has no address that calls are asked for at.")
            )
        data = {"type": "dial", "call_id": call_id, "at": int(time.time())}
        data |= {"agent": extension, "to": number}
        self._deliver(channel, f"dial-{call_id}", data)

    # === Asked by the telephone system === #

    @api.model
    def _progress(self, channel, data):
        """What a caller may hear about his tickets: numbers and states, no words.

        A caller's number can be forged, so nothing is told that would hurt.

        :param dict data: ``from``, the caller, and maybe ``ticket``, as typed
        :return: list of dicts ``number``, ``state``, ``stage``
        """
        number = self.env["cs.call"]._number(
            safe_xml.text(data, "from", True, limit=64), channel.company_id
        )
        identity = self.env["cs.channel.identity"].search(
            [("channel_id", "=", channel.id), ("external_id", "=", number)]
        )
        partner = identity.partner_id or self.env["cs.call"]._partner_of(
            number, channel.company_id
        )
        if not partner:
            return []
        domain = [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("company_id", "=", channel.company_id.id),
        ]
        if asked := safe_xml.text(data, "ticket", limit=32):
            domain.append(("number", "=", asked))
        else:
            domain.append(("state", "not in", ("solved", "closed")))
        tickets = self.env["cs.ticket"].search(domain, limit=5, order="id desc")
        return [
            {
                "number": ticket.number,
                "state": ticket.state,
                "stage": ticket.stage_id.name,
            }
            for ticket in tickets
        ]

    @api.model
    def _answer_progress(self, channel, call):
        """Answer a signed question for the progress of tickets.

        :return: (text, mimetype)
        :raise Refused: when it is not the account's telephone system that asks
        """
        data = safe_xml.json_object(self._verify(channel, call))
        tickets = self._progress(channel, data)
        return json.dumps({"tickets": tickets}, ensure_ascii=False), "application/json"
