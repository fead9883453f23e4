"""Conversations in number; runs in `odoo shell` (see tests/bench/inbox.py)."""

# ruff: noqa: F821 - the shell gives `env`, the caller MANY, FEW and ROUNDS

from odoo import fields
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

STREAMS, MESSAGES = 100, 1_000
CLOSED = {"few": 20, "many": 20_000}
TURNS = 31  # of what takes a few hundredths of a second


def prepare(env):
    """An account, and a first closed conversation on it."""
    team = env["cs.team"].search([], limit=1)
    channel = env["cs.channel"].create(
        {"name": "Bench", "provider": "demo", "team_id": team.id}
    )
    talk = say(env, channel, "first", 0)
    talk.close()
    env.flush_all()
    return channel, talk


def say(env, channel, sender, number):
    """One message through the engine; gives its conversation."""
    env["cs.channel.event"]._store(channel, [event(sender, number)])
    env["cs.channel.event"]._drain()
    domain = [("channel_id", "=", channel.id), ("stream_key", "=", sender)]
    return env["cs.channel.event"].search(domain).conversation_id


def event(sender, number):
    return {
        "kind": "message",
        "external_id": f"bench:{sender}:{number}",
        "stream_key": sender,
        "provider_at": fields.Datetime.now(),
        "payload": {"text": f"The labels do not print, number {number}"},
    }


def grow(env, talk, number):
    """Copy a closed conversation in SQL."""
    names = columns(env, "cs_conversation")
    changed = {
        "discuss_channel_id": SQL("NULL::int"),
        "last_message_at": SQL("now() AT TIME ZONE 'UTC' - make_interval(mins => n)"),
    }
    copy_rows(env, "cs_conversation", names, changed, talk.id, number)
    analyze(env, "cs_conversation")


def lists(env):
    Talk = env["cs.conversation"]
    return {
        "list": lambda: Talk.inbox_list("closed"),
        "counts": Talk.inbox_counts,
    }


def sessions(env, operator):
    """Live chats of as many visitors with an operator, as core makes them."""
    guests = env["mail.guest"].create([{"name": f"Guest {n}"} for n in range(STREAMS)])
    live = env["im_livechat.channel"].create({"name": "Bench"})
    streams = env["discuss.channel"].create(
        [
            {
                "name": f"Session {n}",
                "channel_type": "livechat",
                "livechat_channel_id": live.id,
                "livechat_operator_id": operator.id,
            }
            for n in range(STREAMS)
        ]
    )
    env["discuss.channel.member"].create(
        [
            {"channel_id": stream.id, **member}
            for stream, guest in zip(streams, guests, strict=True)
            for member in (
                {"guest_id": guest.id, "livechat_member_type": "visitor"},
                {"partner_id": operator.id, "livechat_member_type": "agent"},
            )
        ]
    )
    return streams, guests


def posts(env, channel):
    """The same thousand messages: through the engine, and straight into channels."""
    senders = [f"bench-{n}" for n in range(STREAMS)]
    for sender in senders:
        say(env, channel, sender, 0)
    streams, guests = sessions(env, channel.team_id.member_ids.user_id[:1].partner_id)
    public = env.ref("base.public_user")
    env.cr.commit()

    def drain():
        events = [event(senders[n % STREAMS], n + 1) for n in range(MESSAGES)]
        env["cs.channel.event"]._store(channel, events)
        done = env["cs.channel.event"]._drain()
        assert done == MESSAGES, f"{done} of {MESSAGES} messages were worked off"

    def post():
        for n in range(MESSAGES):
            at = n % STREAMS
            stream = streams[at].with_user(public).with_context(guest=guests[at])
            stream.sudo().message_post(
                body=f"The labels do not print, number {n}",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    return {"drain": drain, "post": post}


def served(env, channel, name):
    """A new agent, and a conversation that agent has answered and closed."""
    group = env.ref("cs_helpdesk.group_agent")
    agent = env["res.users"].create(
        {"name": name, "login": f"bench-{name}", "group_ids": [(4, group.id)]}
    )
    channel.team_id.member_ids = [(0, 0, {"user_id": agent.id})]
    talk = say(env, channel, name, 0).with_user(agent)
    talk.claim()
    talk.reply("Please restart the printer.")
    talk.close()
    env.flush_all()
    return agent, talk.sudo()


def grow_closed(env, talk, number):
    """Copy that conversation with its stream and those who stay in it, in SQL."""
    stream = talk.discuss_channel_id
    (last,) = env.execute_query(SQL("SELECT max(id) FROM discuss_channel"))[0]
    names = columns(env, "discuss_channel")
    changed = {"uuid": SQL("'bench-' || n || '-' || random()")}
    copy_rows(env, "discuss_channel", names, changed, stream.id, number)
    new = SQL("SELECT id FROM discuss_channel WHERE id > %s", last)
    members = columns(env, "discuss_channel_member")
    for member in stream.channel_member_ids:
        changed = {"channel_id": SQL("n")}
        copy_rows(env, "discuss_channel_member", members, changed, member.id, new)
    names = columns(env, "cs_conversation")
    changed = {"discuss_channel_id": SQL("n")}
    copy_rows(env, "cs_conversation", names, changed, talk.id, new)
    analyze(env, "cs_conversation", "discuss_channel", "discuss_channel_member")


def start(env, agent):
    """What the web client asks for as it opens: counters, channels, the inbox."""

    def work():
        mine = env(user=agent)
        store = Store()
        mine.user._init_messaging(store)
        store.add(mine["discuss.channel"]._get_channels_as_member())
        store.get_result()
        mine["cs.conversation"].inbox_counts()

    return work


channel, talk = prepare(env)
result = run_works(env, posts(env, channel))
starts = {}
for name, number in CLOSED.items():
    agent, mine = served(env, channel, name)
    grow_closed(env, mine, number)
    starts[f"start {name}"] = start(env, agent)
result |= run_works(env, starts, TURNS)
for name, number in (("few", FEW), ("many", MANY - FEW)):
    grow(env, talk, number)
    found = run_works(env, lists(env), TURNS)
    result |= {f"{key} {name}": value for key, value in found.items()}
report(result)
