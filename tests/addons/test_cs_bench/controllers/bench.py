# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request


class BenchController(http.Controller):
    @http.route(
        "/cs/bench/row",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
    )
    def row(self):
        """Store the body in one row and answer: the least a webhook has to do."""
        body = request.httprequest.get_data(as_text=True)
        # sudo: the baseline of a benchmark; the addon is installed nowhere else
        rows = request.env["test.cs.bench.row"].sudo()
        rows.create({"name": "row", "payload": body})
        return request.make_response("success")
