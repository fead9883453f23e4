# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

MAX_KEPT = 20  # events of one call that wait for its number


class CsCall(models.Model):
    """What is told of a call before anybody knows who calls."""

    _inherit = "cs.call"

    kept = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",  # the address of a recording may hold a key
        export_string_translation=False,
    )

    def _keep(self, payload, at):
        """Nobody knows yet who calls: what cannot be shown without that waits."""
        facts = ("event", "name", "callback", "recording_url")
        found = {key: payload[key] for key in facts if payload.get(key)}
        kept = self.kept or []
        if len(found) > 1 or payload["event"] == "voicebot":
            found["at"] = fields.Datetime.to_string(at)
            self.kept = [*kept, found][:MAX_KEPT]

    def _follow_kept(self):
        """Show what waited for the number, once, in the order in which it came."""
        if not self.kept:
            return
        kept, self.kept = self.kept, False
        for payload in kept:
            self._promise(payload.get("callback"))
            self._follow(payload, fields.Datetime.to_datetime(payload["at"]))

    def _promise(self, asked):
        """Keep when to call back; without a number only what the customer chose.

        :param str asked: when he wants to be called, seconds since 1970
        """
        if self.answer_at:
            if self.callback_at and not self.called_back_at:
                self._unmiss()
        elif asked or (self.number and self.state in ("missed", "voicemail")):
            self._book(asked)
