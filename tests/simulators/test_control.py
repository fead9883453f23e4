# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the page of the simulated customers asks for."""

import json

from . import control, demo
from .clock import Clock
from .dingtalk import Dingtalk


def test_writing_to_the_robot_in_a_group():
    settings = next(found for found in demo.OTHERS if found[0] is Dingtalk)[2]
    platform = Dingtalk(dict(settings), Clock())
    person = control.create_customer(platform, {"name": "李强"})["openid"]
    sent = []
    platform.push = lambda who, fields, options: sent.append((who, fields, options))
    said = {"openid": person, "text": "@机器人 在吗", "group": "项目群", "copies": 2}
    control.say(platform, said)
    ((who, fields, options),) = sent
    assert (who.openid, options) == (person, {"copies": 2})
    assert (fields["conversationType"], fields["conversationId"]) == ("2", "项目群")
    shown = control.messages(platform, {"openid": person})["messages"]
    assert [message["text"] for message in shown] == ["[项目群] @机器人 在吗"]
    assert json.dumps(fields)
