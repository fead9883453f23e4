# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class TestCsBenchRow(models.Model):
    """A plain row, as small as a stored webhook call can be."""

    _name = "test.cs.bench.row"
    _description = "Benchmark Row"

    name = fields.Char()
    payload = fields.Text()
