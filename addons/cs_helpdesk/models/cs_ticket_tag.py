# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from random import randint

from odoo import fields, models


class CsTicketTag(models.Model):
    """A free mark on tickets."""

    _name = "cs.ticket.tag"
    _description = "Ticket Tag"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(
        default=lambda self: randint(1, 11), export_string_translation=False
    )

    _name_unique = models.UniqueIndex("(name)", "This tag exists already.")
