# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.addons.mail.controllers.thread import ThreadController


class StreamController(ThreadController):
    """What the web client posts in the stream of a conversation."""

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Core posts with sudo as whatever type the caller names. A person says
        something: as a notification it would pass for what core says by itself, and
        nobody would ask whose conversation it is.
        """
        data = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        if thread._name == "discuss.channel" and thread._cs_is_ours():
            data["message_type"] = "comment"
        return data
