# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import help
from . import help_contact
from . import help_robots
from . import portal
