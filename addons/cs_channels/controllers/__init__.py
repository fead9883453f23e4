# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import livechat
from . import phone
from . import thread
from . import webhook
from . import wechat_login
from . import wechat_mini
from . import widget
