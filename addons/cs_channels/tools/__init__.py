# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import access_log
from . import media_type
from . import mini_crypto
from . import outcome
from . import rate_limit
from . import safe_fetch
from . import safe_url
from . import safe_xml
from . import standard_webhooks
from . import text
from . import wakeup
from . import wechat_crypto
from .errors import Refused
from .webhook_call import WebhookCall
