# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import tencent
from . import demo
from . import dingtalk
from . import dingtalk_out
from . import email
from . import livechat
from . import telegram
from . import webhook
from . import phone
from . import wechat_oa
from . import wechat_oa_account
from . import wechat_oa_people
from . import wechat_mini
from . import wecom_kf
from . import wecom_kf_session
from . import wecom_kf_out
