# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The inbox is removed from a company that has talked to its customers."""

import pytest

from tests.live.server import Session

STREAMS = (
    "SELECT id FROM discuss_channel WHERE channel_type = 'cs' OR cs_team_id IS NOT NULL"
)
FILE = """
words = env["mail.message"].search([("model", "=", "discuss.channel"),
                                    ("cs_delivery_ids", "!=", False)], limit=1)
stream = env["discuss.channel"].browse(words.res_id)
for name in ("plan.txt", "secret.txt"):
    file = env["ir.attachment"].create({"name": name, "raw": b"secret",
        "res_model": "discuss.channel", "res_id": stream.id})
words.attachment_ids = [(4, file.id)]
talk = env["cs.conversation"].search([("state", "=", "open")], limit=1)
talk.message_post(body="an inner note", subtype_xmlid="mail.mt_note")
env["res.users"].create({"name": "Employee", "login": "employee",
    "password": "employee", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})
"""
REMOVE = """
modules = env["ir.module.module"].search([("name", "=", "cs_channels")])
modules.button_immediate_uninstall()
"""


def _ids(live, query):
    return [id_ for (id_,) in live.query(query)]


@pytest.fixture(scope="module")
def before(live):
    """The ids of what only a team could read, and the inbox is gone."""
    live.shell(FILE)
    streams = ",".join(map(str, _ids(live, STREAMS)))
    of_streams = f"= 'discuss.channel' AND res_id IN ({streams})"
    found = {
        "discuss.channel": _ids(live, STREAMS),
        "mail.message": _ids(
            live,
            f"SELECT id FROM mail_message WHERE model {of_streams}"
            " OR model = 'cs.conversation'",
        ),
        "ir.attachment": _ids(
            live, f"SELECT id FROM ir_attachment WHERE res_model {of_streams}"
        ),
    }
    live.shell(REMOVE)
    return found


def test_it_is_gone(live, before):
    assert all(before.values())
    assert live.query("SELECT to_regclass('cs_conversation')") == [(None,)]
    state = "SELECT state FROM ir_module_module WHERE name = 'cs_channels'"
    assert live.query(state) == [("uninstalled",)]


@pytest.mark.parametrize("login", ["employee", "portal-huadong", "tom", "sofia"])
def test_nobody_reads_what_only_a_team_could(live, before, server, login):
    session = Session(server, login, login)
    for model, ids in before.items():
        assert not _readable(session, model, ids), model
    for file in before["ir.attachment"]:
        answer = session.http.get(f"{server.url}/web/content/{file}", timeout=60)
        assert answer.status_code == 404 or "secret" not in answer.text


def _readable(session, model, ids):
    """Those that can be found, or read by their id."""
    try:
        found = session.call(model, "search", [["id", "in", ids]])
    except AssertionError as refused:
        assert "AccessError" in str(refused), refused
        found = []
    for id_ in ids[:5]:
        try:
            found += session.call(model, "read", [id_], ["create_date"])
        except AssertionError as refused:
            assert "AccessError" in str(refused) or "MissingError" in str(refused)
    return found
