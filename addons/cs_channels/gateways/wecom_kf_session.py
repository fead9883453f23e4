# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import outcome, text

BY_API, BY_SERVICER, ENDED = 1, 3, 4
# Bot and agents both answer through the API, which WeCom allows in one state only.
STATES = {"bot": BY_API, "queued": BY_API, "open": BY_API, "closed": ENDED}
AFTER = {1: BY_SERVICER, 2: BY_SERVICER, 3: ENDED}  # by the event's change_type
NO_SUCH_STEP = {95013, 95016, 95018}


class CsGatewayWecomKf(models.AbstractModel):
    """Who has a session, as WeCom sees it.

    developer.work.weixin.qq.com 94669 (service_state), 94670 (session_status_change).
    """

    _inherit = "cs.gateway.wecom_kf"

    def _send_state(self, channel, part):
        """Tell WeCom who has the session; a step it does not know changes nothing."""
        body = {"open_kfid": channel.open_kfid, "external_userid": part["to"]}
        body["service_state"] = part["data"]["state"]
        try:
            self._post(channel, "kf/service_state/trans", body)
        except (outcome.Rejected, outcome.Held) as failure:
            if failure.code not in NO_SUCH_STEP:
                raise

    @api.model
    def _on_event(self, channel, identity, payload, at):
        """What somebody of ours did in WeCom itself is noted where we work."""
        person = payload.get("key") or "?"
        if payload["event"] == "servicer":
            words = self._said_there(person, payload)
        elif payload.get("change") in AFTER:
            state = AFTER[payload["change"]]
            identity.session = {**(identity.session or {}), "state": state}
            words = self._about_session(state, person)
        else:
            return None
        talk = self.env["cs.conversation"]._open_of(identity)
        if talk and payload["event"] == "servicer":
            talk._answered_outside(at)
        if talk:
            talk.message_post(body=words, subtype_xmlid="mail.mt_note")
        return talk or None

    def _said_there(self, person, payload):
        talks = self.env["cs.conversation"]
        shown = talks._shown_words(payload.get("text"), payload.get("media") or [])
        return self.env._(
            "%(person)s answered in WeCom: %(text)s",
            person=person,
            text=text.to_plain(shown),
        )

    def _about_session(self, state, person):
        if state == ENDED:
            return self.env._(
                "The session was ended in WeCom. Answers wait until the next message."
            )
        return self.env._(
            "%(person)s has the session in WeCom now. Answers from here wait.",
            person=person,
        )

    @api.model
    def _on_message(self, channel, conversation, payload):
        """His word opens a session that had ended: WeCom is told anew whose it is."""
        # sudo: cs.channel.identity: what the provider knows is the engine's
        known = conversation.sudo().identity_id.session or {}
        if known.get("state") == ENDED:
            conversation._tell_state(conversation.state)
