"""Two processes accept renewals of one contract at once: one of them renews it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.server import Session

ROUNDS = 3


@pytest.fixture(scope="module")
def sessions(live):
    """Two Odoo processes on one database, an administrator in each."""
    served = [live.serve("--max-cron-threads=0") for _process in range(2)]
    return [Session(process, "admin", "admin") for process in served]


def _orders(admin, number):
    """Two quotations for the same term of a new contract."""
    [partner] = admin.call(
        "res.partner", "create", [{"name": f"Race {number}", "is_company": True}]
    )
    [product] = admin.call(
        "product.product", "search", [["sale_ok", "=", True]], limit=1
    )
    line = {"product_id": product, "price_unit": 100, "quantity": 1}
    [contract] = admin.call(
        "cs.contract",
        "create",
        [
            {
                "partner_id": partner,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "line_ids": [[0, 0, line]],
            }
        ],
    )
    admin.call("cs.contract", "action_activate", [contract])
    lead = admin.call("cs.contract", "action_open_renewal", [contract])["res_id"]
    orders = []
    for _copy in range(2):
        action = admin.call("crm.lead", "action_cs_renewal_quotation", [lead])
        orders.append(action["res_id"])
        # The next click makes another one only while this one is out of sight.
        admin.call("sale.order", "write", orders, {"state": "cancel"})
    admin.call("sale.order", "write", orders, {"state": "draft"})
    return contract, orders


def _accept(session, order):
    try:
        session.call("sale.order", "action_confirm", [order])
    except AssertionError as exc:
        # The other's acceptance has taken this quotation back, or comes first.
        refused = ("renewed already", "not in a state requiring confirmation")
        assert any(words in str(exc) for words in refused), exc
        return False
    return True


def test_one_of_two_renews(live, sessions):
    for number in range(ROUNDS):
        contract, orders = _orders(sessions[0], number)
        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(_accept, sessions, orders))
        assert sorted(won) == [False, True]
        after = live.query(
            f"SELECT count(*) FROM cs_contract WHERE predecessor_id = {contract}"
        )
        assert after == [(1,)]
        booked = live.query(
            "SELECT kind FROM cs_mrr_movement m JOIN cs_contract c ON c.id ="
            f" m.contract_id WHERE c.id = {contract} OR c.predecessor_id = {contract}"
        )
        assert booked == [("new",)]
