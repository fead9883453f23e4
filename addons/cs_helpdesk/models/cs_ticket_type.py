# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class CsTicketType(models.Model):
    """What kind of request a ticket is: question, fault, wish."""

    _name = "cs.ticket.type"
    _description = "Ticket Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)

    _name_unique = models.UniqueIndex("(name)", "This type exists already.")
