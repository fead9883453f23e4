# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from ..tools import media_type
from .common import JPEG


@tagged("post_install", "-at_install")
class TestMediaType(BaseCase):
    def test_names(self):
        """The sender's name, with an ending that its bytes allow."""
        for claimed, content, name in (
            ("plan.jpg", JPEG, "plan.jpg"),
            ("plan.exe", JPEG, "plan.jpg"),
            ("合同.docx", b"PK\x03\x04", "合同.docx"),
            ("contract.html", b"PK\x03\x04", "contract.zip"),
            ("error.log", b"plain", "error.log"),
            ("page.svg", b"<svg>", "page.bin"),
            ("../../etc/passwd.txt", b"plain", "passwd.txt"),
            ("C:\\temp\\a.csv", b"a;b", "a.csv"),
            ("a\u202egpj.exe", JPEG, "agpj.jpg"),
            ("..", b"plain", "File-7.bin"),
            ("", JPEG, "File-7.jpg"),
            (None, b"plain", "File-7.bin"),
            ("x" * 300 + ".txt", b"plain", "x" * 120 + ".txt"),
        ):
            with self.subTest(claimed=claimed):
                found = media_type.file_name(claimed, "File-7", content)
                self.assertEqual(found, name)
