# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.http import request

from odoo.addons.im_livechat.controllers.webclient import WebClient


class LivechatWebClient(WebClient):
    """The chat button of a live chat that is ours is there without operators."""

    @classmethod
    def _process_request_for_all(cls, store, name, params):
        super()._process_request_for_all(store, name, params)
        if name != "init_livechat":
            return
        # sudo: im_livechat.channel, im_livechat.channel.rule: as core, for visitors
        live = request.env["im_livechat.channel"].sudo().search([("id", "=", params)])
        if not live._cs_channel():
            return
        code = request.geoip.country_code
        country = request.env["res.country"].sudo().search([("code", "=", code)])
        rule = live.rule_ids.match_rule(
            live.id, request.httprequest.headers.get("Referer"), country[:1].id
        )
        store.add_global_values(livechat_available=rule.action != "hide_button")
