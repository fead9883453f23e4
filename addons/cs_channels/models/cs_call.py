# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

UNKNOWN = "anonymous"
CALL_BACK_HOURS = 0.5  # of the team's working time


class CsCall(models.Model):
    """A phone call, put together from events that come in any order.

    Each event adds what it knows; a call is missed when it ended and nobody answered,
    not even a bot that took down the case, whichever of the two we hear first.
    """

    _name = "cs.call"
    _description = "Phone Call"
    _order = "id desc"
    _rec_name = "number"

    channel_id = fields.Many2one(
        "cs.channel", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="channel_id.company_id", store=True, index=True
    )
    team_id = fields.Many2one(related="channel_id.team_id", store=True, index=True)
    external_id = fields.Char(
        string="ID of the Phone System", required=True, readonly=True
    )
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")],
        required=True,
        default="in",
        readonly=True,
    )
    number = fields.Char(string="Customer's Number", readonly=True)
    line = fields.Char(string="Our Number", readonly=True)
    identity_id = fields.Many2one(
        "cs.channel.identity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(related="identity_id.partner_id", string="Customer")
    conversation_id = fields.Many2one(
        "cs.conversation", readonly=True, index="btree_not_null", ondelete="set null"
    )
    ticket_id = fields.Many2one(
        "cs.ticket", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", string="Agent", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("ringing", "Ringing"),
            ("talking", "Talking"),
            ("ended", "Ended"),
            ("missed", "Missed"),
            ("voicemail", "Voicemail"),
        ],
        compute="_compute_state",
        store=True,
    )
    ring_at = fields.Datetime(string="Began", readonly=True)
    answer_at = fields.Datetime(string="Answered", readonly=True)
    hangup_at = fields.Datetime(string="Ended", readonly=True)
    voicemail_at = fields.Datetime(readonly=True, export_string_translation=False)
    seconds = fields.Integer(string="Length (s)", compute="_compute_state", store=True)
    cause = fields.Char(readonly=True)
    path = fields.Char(string="Menu Path", readonly=True)
    digits = fields.Char(readonly=True)
    slots = fields.Json(readonly=True, export_string_translation=False)
    transcript = fields.Text(readonly=True)
    callback_at = fields.Datetime(
        string="Call Back at",
        readonly=True,
        help="For a missed call: the time the customer was promised, or half an hour "
        "of the team's working time later.",
    )
    callback_wished = fields.Boolean(
        readonly=True,
        help="The customer chose the time himself.",
        export_string_translation=False,
    )
    called_back_at = fields.Datetime(readonly=True)

    _external_unique = models.UniqueIndex("(channel_id, external_id)")
    _callback_idx = models.Index(
        "(callback_at) WHERE callback_at IS NOT NULL AND called_back_at IS NULL"
    )

    @api.depends(
        *("ring_at", "answer_at", "hangup_at", "voicemail_at"),
        *("direction", "ticket_id"),
    )
    def _compute_state(self):
        for call in self:
            answered, ended = call.answer_at, call.hangup_at
            call.seconds = 0
            if answered and ended:
                call.seconds = max(int((ended - answered).total_seconds()), 0)
            if answered:
                call.state = "ended" if ended else "talking"
            elif call.voicemail_at:
                call.state = "voicemail"
            elif call.ticket_id:
                call.state = "ended"
            elif ended:
                call.state = "missed" if call.direction == "in" else "ended"
            else:
                call.state = "ringing"

    # === Events === #

    @api.model
    def _note(self, channel, payload, at):
        """Add what an event says to its call.

        :param dict payload: as the gateway gives it
        :param at: when it happened, naive UTC
        :return: the call
        """
        domain = [
            ("channel_id", "=", channel.id),
            ("external_id", "=", payload["call"]),
        ]
        call = self.search(domain)
        if not call:
            values = {"channel_id": channel.id, "external_id": payload["call"]}
            call = self.create(values)
        call._add(payload, at)
        if call.number:
            call._follow_kept()
        call._promise(payload.get("callback"))
        if call.number:
            call._follow(payload, at)
        else:
            call._keep(payload, at)
        return call

    def _add(self, payload, at):
        """Write what is new; what is known stays."""
        moment = {
            "ring": "ring_at",
            "answer": "answer_at",
            "hangup": "hangup_at",
            "voicemail": "voicemail_at",
        }.get(payload["event"])
        values = {moment: at} if moment and not self[moment] else {}
        if payload.get("direction") in ("in", "out"):
            values["direction"] = payload["direction"]
        incoming = values.get("direction", self.direction) == "in"
        theirs, ours = ("from", "to") if incoming else ("to", "from")
        if payload.get(theirs):
            values["number"] = self._number(payload[theirs], self.company_id)
        if payload.get(ours):
            values["line"] = payload[ours]
        for key in ("cause", "path", "digits", "slots", "transcript"):
            if payload.get(key):
                values[key] = payload[key]
        if user := self._agent(payload.get("agent")):
            values["user_id"] = user.id
        self.write(values)

    def _agent(self, extension):
        """The colleague of the account's company who has this phone."""
        users = self.env["res.users"]
        return extension and users.search(
            [
                ("cs_extension", "=", extension),
                ("share", "=", False),
                ("company_ids", "in", self.company_id.ids),
            ],
            limit=1,
        )

    @api.model
    def _number(self, text, company):
        """A number in the form all numbers are compared in.

        :param str text: as the telephone system gives it; without digits when hidden
        :param company: where a number without a country code is from
        """
        if not any(letter.isdigit() for letter in text):
            return UNKNOWN
        country = company.country_id
        partners = self.env["res.partner"]
        return partners._phone_format(number=text, country=country) or text

    @api.model
    def _partner_of(self, number, company):
        """The one contact who has this number; nobody when several have."""
        found = self.env["res.partner"].search(
            [
                ("phone_sanitized", "=", number),
                ("company_id", "in", [False, company.id]),
            ],
            limit=2,
        )
        return found if len(found) == 1 else found.browse()

    # === What follows === #

    def _follow(self, payload, at):
        """Show the call where people work; it is known who calls."""
        self._identify(payload.get("name"))
        if payload["event"] in ("ring", "answer") and self.user_id:
            self._pop_up()
        if self.state == "talking" or (self.answer_at and self.user_id):
            self._hand_to_agent()
        if payload["event"] == "voicebot":
            self._make_ticket()
        if self.hangup_at or self.state == "voicemail":
            self._tell(at)
        if payload.get("recording_url"):
            self._attach(payload, at)
        if self.direction == "out" and self.answer_at:
            self._settle_callbacks()

    def _identify(self, name):
        identities = self.env["cs.channel.identity"]
        # Who hides his number is somebody else at each call.
        known = self.number != UNKNOWN
        key = self.number if known else f"{UNKNOWN}:{self.external_id}"
        shown = self.number if known else None
        identity = identities._get_or_create(self.channel_id, key, name, shown)
        if not identity.partner_id and known:
            # The network tells the number; it can be forged, but nothing is sent to
            # who calls, and the agent must see the customer while the phone rings.
            caller = self._partner_of(self.number, self.company_id)
            identity._bind_if(caller, proven=False)
        self.identity_id = identity

    def _talk(self):
        """The conversation of the call, made when first needed."""
        if not self.conversation_id:
            conversations = self.env["cs.conversation"]
            talk = conversations._for_customer_message(self.identity_id)
            self.conversation_id = talk
        return self.conversation_id

    def _hand_to_agent(self):
        """Whoever talks with the customer has the conversation."""
        talk = self._talk()
        if talk.user_id or not self.user_id or talk.state == "closed":
            return
        try:
            with self.env.cr.savepoint():
                talk.write({"user_id": self.user_id.id, "state": "open"})
        except UserError:
            return  # he is full: it waits for somebody
        if not talk.first_response_at:
            talk.first_response_at = self.answer_at

    def _book(self, asked):
        """Promise a call back: when the customer asked for it, else soon."""
        if asked and asked.isascii() and asked.isdigit():
            moment = datetime.fromtimestamp(int(asked[:10]), timezone.utc)
            self.callback_at = moment.replace(tzinfo=None)
            self.callback_wished = True
        elif not self.callback_at:
            now = fields.Datetime.now()
            calendar = self.team_id.calendar_id or self.company_id.resource_calendar_id
            planned = calendar.plan_hours(CALL_BACK_HOURS, now, compute_leaves=True)
            planned = planned or now + timedelta(hours=CALL_BACK_HOURS)
            if planned.tzinfo:
                planned = planned.astimezone(timezone.utc).replace(tzinfo=None)
            self.callback_at = planned

    def _attach(self, payload, at):
        """A recording joins the conversation when it is there, often minutes later."""
        talk = self._talk()
        waiting = talk.waiting_since
        media = [{"ref": payload["recording_url"], "type": "voice"}]
        talk._receive({"text": "", "media": media}, at)
        if payload["event"] != "voicemail":
            talk.waiting_since = waiting

    def _make_ticket(self):
        """What a voice bot has collected becomes a ticket, once."""
        if self.ticket_id:
            return
        slots = self.slots or {}
        lines = [f"{key}: {value}" for key, value in slots.items()]
        words = "\n\n".join(filter(None, ["\n".join(lines), self.transcript]))
        talk = self._talk()
        talk._receive({"text": words or self.env._("☎ Voice bot")}, self.ring_at)
        values = {"source": "phone", "phone": self.number}
        if slots.get("subject"):
            values["name"] = slots["subject"]
        self.ticket_id = talk.create_ticket(values)
        if self.state == "ended" and not self.callback_wished:
            self.callback_at = False  # the ticket is answered, nobody was missed

    def _settle_callbacks(self):
        """We reached the customer: what was promised is done."""
        missed = self.search(
            [
                ("identity_id", "=", self.identity_id.id),
                ("callback_at", "!=", False),
                ("called_back_at", "=", False),
            ]
        )
        missed.called_back_at = self.answer_at

    def _pop_up(self):
        """Show the agent who calls."""
        partner = self.partner_id
        self.user_id._bus_send(
            "cs.call/ring",
            {
                "id": self.id,
                "number": self.number,
                "name": partner.name or self.identity_id.name,
                "company": partner.commercial_partner_id.name or "",
                "incoming": self.direction == "in",
            },
        )
