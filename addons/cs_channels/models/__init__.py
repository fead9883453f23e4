# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import cs_agent_load
from . import cs_call
from . import cs_channel
from . import cs_channel_cursor
from . import cs_channel_delivery
from . import cs_channel_event
from . import cs_call_event
from . import cs_channel_group
from . import cs_channel_identity
from . import cs_channel_identity_learn
from . import cs_channel_media
from . import cs_channel_menu
from . import cs_channel_provider
from . import cs_channel_quota
from . import cs_channel_scene
from . import cs_channel_template
from . import cs_channel_visitor
from . import cs_channel_widget
from . import cs_channel_token
from . import cs_conversation_inbox
from . import cs_conversation_stream
from . import cs_conversation
from . import cs_conversation_agent
from . import cs_conversation_rich
from . import cs_conversation_story
from . import cs_gateway
from . import cs_partner_privacy
from . import cs_ticket
from . import discuss_channel
from . import discuss_channel_member
from . import ir_websocket
from . import mail_message
from . import res_partner
from . import res_users
