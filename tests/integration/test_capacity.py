"""Two processes, one free place: the load row decides, whatever each has read."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.server import Session

ROUNDS = 5


@pytest.fixture(scope="module")
def processes(live):
    """Two Odoo processes on one database."""
    return [live.serve("--max-cron-threads=0") for _process in range(2)]


@pytest.fixture(scope="module")
def admin(processes):
    return Session(processes[0], "admin", "admin")


def _tickets(admin, number):
    [team] = admin.call(
        "cs.team", "search", [["member_ids.user_id.login", "=", "lin"]]
    )[:1]
    values = [{"name": f"Race {i}", "team_id": team} for i in range(number)]
    tickets = admin.call("cs.ticket", "create", values)
    admin.call("cs.ticket", "write", tickets, {"user_id": False})
    return tickets


def _claim(session, record, model="cs.ticket"):
    try:
        session.call(model, "claim", [record])
    except AssertionError as exc:
        assert "UserError" in str(exc), exc
        return False
    return True


def _at_once(calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: _claim(*call), calls))


def _assigned(admin, tickets):
    rows = admin.call("cs.ticket", "read", tickets, ["user_id"])
    return [row["user_id"][0] for row in rows if row["user_id"]]


def test_one_free_place_is_given_once(live, processes, admin):
    [lin] = admin.call("res.users", "search", [["login", "=", "lin"]])
    sessions = [Session(process, "lin", "lin") for process in processes]
    for _round in range(ROUNDS):
        [(load,)] = live.query(f"SELECT load FROM cs_agent_load WHERE user_id = {lin}")
        admin.call("res.users", "write", [lin], {"cs_capacity": int(load) + 1})
        tickets = _tickets(admin, 2)
        won = _at_once(list(zip(sessions, tickets, strict=True)))
        assert sorted(won) == [False, True]
        assert _assigned(admin, tickets) == [lin]


@pytest.mark.parametrize("other", ["cs.conversation", "cs.ticket"])
def test_one_free_place_is_given_to_one_conversation(live, processes, admin, other):
    """A conversation takes a place as a ticket does: beside its like, or a ticket."""
    [lin] = admin.call("res.users", "search", [["login", "=", "lin"]])
    sessions = [Session(process, "lin", "lin") for process in processes]
    for _round in range(2):
        [(load,)] = live.query(f"SELECT load FROM cs_agent_load WHERE user_id = {lin}")
        admin.call("res.users", "write", [lin], {"cs_capacity": int(load) + 1})
        waiting = live.query(
            "SELECT id FROM cs_conversation WHERE state = 'queued' ORDER BY id LIMIT 2"
        )
        talks = [(talk, "cs.conversation") for (talk,) in waiting]
        if other == "cs.ticket":
            talks[1:] = [(ticket, other) for ticket in _tickets(admin, 1)]
        calls = [
            (session, *record) for session, record in zip(sessions, talks, strict=True)
        ]
        assert sorted(_at_once(calls)) == [False, True]
        [(after,)] = live.query(f"SELECT load FROM cs_agent_load WHERE user_id = {lin}")
        assert after == load + 1


def test_two_agents_want_the_same_ticket(live, processes, admin):
    people = admin.call("res.users", "search", [["login", "in", ["lin", "tom"]]])
    admin.call("res.users", "write", people, {"cs_capacity": 0})
    sessions = [
        Session(process, login, login)
        for process, login in zip(processes, ("lin", "tom"), strict=True)
    ]
    for _round in range(ROUNDS):
        [ticket] = _tickets(admin, 1)
        won = _at_once([(session, ticket) for session in sessions])
        assert sorted(won) == [False, True]
        assert len(_assigned(admin, [ticket])) == 1


def _next(session):
    found = session.call("cs.ticket", "next_ticket")
    return found and found["id"]


def test_two_agents_ask_for_the_next_ticket(live, processes, admin):
    people = admin.call("res.users", "search", [["login", "in", ["lin", "tom"]]])
    admin.call("res.users", "write", people, {"cs_capacity": 0})
    sessions = [
        Session(process, login, login)
        for process, login in zip(processes, ("lin", "tom"), strict=True)
    ]
    while any(_next(session) for session in sessions):
        pass  # what the story left waiting
    for _round in range(ROUNDS):
        tickets = _tickets(admin, 2)
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(_next, sessions))
        assert sorted(got) == sorted(tickets)


def test_nobody_gets_work_while_he_goes_on_a_break(live, processes, admin):
    """Status and load stand in one row: one of the two waits for the other."""
    [lin] = admin.call("res.users", "search", [["login", "=", "lin"]])
    admin.call("res.users", "write", [lin], {"cs_capacity": 0})
    team = admin.call(
        "cs.team",
        "create",
        {
            "name": "One person",
            "assign_mode": "balanced",
            "member_ids": [(0, 0, {"user_id": lin})],
        },
    )
    session = Session(processes[0], "lin", "lin")
    other = Session(processes[1], "admin", "admin")
    for _round in range(ROUNDS):
        session.call("res.users", "cs_set_status", [lin], "online")
        with ThreadPoolExecutor(2) as pool:
            going = pool.submit(
                session.call, "res.users", "cs_set_status", [lin], "break", "lunch"
            )
            asked = pool.submit(
                other.call, "cs.ticket", "create", {"name": "Race", "team_id": team}
            )
            going.result(), asked.result()
        rows = live.query(
            f"SELECT load FROM cs_agent_load WHERE user_id = {lin} AND status = 'break'"
        )
        held = live.query(
            f"SELECT count(*) FROM cs_ticket WHERE user_id = {lin} "
            "AND state IN ('new', 'open')"
        )
        talks = live.query(
            f"SELECT count(*) FROM cs_conversation WHERE user_id = {lin} "
            "AND state = 'open'"
        )
        assert rows[0][0] == held[0][0] + talks[0][0]
