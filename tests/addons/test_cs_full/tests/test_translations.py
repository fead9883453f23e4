# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from pathlib import Path

import polib

from odoo.tests import BaseCase, tagged

ADDONS = Path(__file__).resolve().parents[4] / "addons"


@tagged("post_install", "-at_install")
class TestTranslations(BaseCase):
    """Chinese is complete, and its placeholders are those of the English."""

    def _entries(self):
        for path in sorted(ADDONS.glob("*/i18n/zh_CN.po")):
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    yield path.parent.parent.name, entry

    def test_every_addon_has_chinese(self):
        manifests = {path.parent for path in ADDONS.glob("*/__manifest__.py")}
        without = [p.name for p in manifests if not (p / "i18n" / "zh_CN.po").exists()]
        self.assertFalse(without)

    def test_every_term_is_translated(self):
        missing = [(name, e.msgid) for name, e in self._entries() if not e.msgstr]
        self.assertFalse(missing)

    def test_every_template_is_covered(self):
        for path in sorted(ADDONS.glob("*/i18n/*.pot")):
            terms = {entry.msgid for entry in polib.pofile(str(path))}
            chinese = polib.pofile(str(path.with_name("zh_CN.po")))
            self.assertFalse(terms - {entry.msgid for entry in chinese}, path.stem)
