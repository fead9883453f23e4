# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import test_account
from . import test_consent
from . import test_item
from . import test_lead
from . import test_merge
from . import test_panel
from . import test_privacy
from . import test_raise
from . import test_security
from . import test_timeline
