# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import test_amendment
from . import test_at_scale
from . import test_bad_input
from . import test_calls
from . import test_contract
from . import test_health
from . import test_import
from . import test_ledger
from . import test_merge
from . import test_payment
from . import test_playbook
from . import test_portal
from . import test_portal_actions
from . import test_published
from . import test_renewal
from . import test_renewal_batch
from . import test_retention
from . import test_security
from . import test_save_play
from . import test_summary
from . import test_terms
from . import test_ui
from . import test_upsell
