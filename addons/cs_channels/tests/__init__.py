# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import test_conversation
from . import test_conversation_answers
from . import test_conversation_bot
from . import test_conversation_figures
from . import test_conversation_manners
from . import test_conversation_promise
from . import test_conversation_routing
from . import test_cron
from . import test_delivery
from . import test_dingtalk
from . import test_event
from . import test_gateway_contract
from . import test_identity_merge
from . import test_inbox_screen
from . import test_media
from . import test_notify
from . import test_phone
from . import test_privacy
from . import test_protocol
from . import test_provider_security
from . import test_safe_fetch
from . import test_security
from . import test_standard_webhooks
from . import test_telegram
from . import test_ui
from . import test_webhook
from . import test_wechat_mini
from . import test_wechat_oa
from . import test_wecom_kf
from . import test_widget
from . import test_livechat
from . import test_email
from . import test_follow_up
