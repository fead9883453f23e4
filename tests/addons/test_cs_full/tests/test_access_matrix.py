# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from pathlib import Path

from odoo.tests import TransactionCase, new_test_user, tagged

MATRIX = Path(__file__).resolve().parents[4] / "docs" / "access-matrix.md"
LETTERS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
ROLES = {
    "agent": "base.group_user,cs_helpdesk.group_agent",
    "service manager": "base.group_user,cs_helpdesk.group_manager",
    "salesperson": "base.group_user,sales_team.group_sale_salesman",
    "success manager": "base.group_user,cs_customer.group_manager",
    "finance": "base.group_user,cs_customer.group_finance",
    "other staff": "base.group_user",
    "portal": "base.group_portal",
}


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    """The table in docs/access-matrix.md is what the suite does, model by model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"matrix_{role.replace(' ', '_')}", groups)
            for role, groups in ROLES.items()
        }

    def _table(self):
        """{model: {role: letters}} as the document says."""
        rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in MATRIX.read_text().splitlines()
            if line.startswith("|")
        ]
        head = rows[0][1:]
        self.assertEqual(head, list(ROLES))
        return {
            row[0].strip("`"): dict(zip(head, row[1:], strict=True)) for row in rows[2:]
        }

    def _models(self):
        return {
            name
            for name, model in self.env.items()
            if name.startswith("cs.") and not model._abstract and not model._transient
        }

    def _actual(self, model):
        """{role: letters} as the server answers."""
        answer = {}
        for role, user in self.users.items():
            records = self.env[model].with_user(user)
            letters = [x for x, op in LETTERS.items() if records.has_access(op)]
            answer[role] = "".join(letters) or "–"
        return answer

    def test_every_model_is_in_the_table(self):
        self.assertEqual(set(self._table()), self._models())

    def test_the_table_is_true(self):
        table = self._table()
        actual = {model: self._actual(model) for model in table if model in self.env}
        wrong = [
            f"| `{model}` | {' | '.join(roles.values())} |"
            for model, roles in actual.items()
            if roles != table[model]
        ]
        self.assertFalse(wrong, "The document should say:\n" + "\n".join(wrong))
