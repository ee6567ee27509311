from datetime import timedelta

import httpx
import pytest
from asks import LINES, make, refused

from app import store
from app.desk import give_back
from app.main import app

KEY = {"Idempotency-Key": "a"}


@pytest.fixture
def client(shelf, client):
    """The shelf is there before the service starts."""
    return client


def sweep():
    give_back(app.state.store, app.state.books)


def problem(status, kind):
    body = {"type": f"urn:problem-type:library:{kind}", "detail": "said by books"}
    return httpx.Response(status, json=body, headers={"Content-Type": "application/problem+json"})


@pytest.mark.parametrize("end", ["cancel", "return"])
def test_books_are_reserved_for_a_loan_and_given_back_at_its_end(client, shelf, end):
    made = make(client)
    assert shelf.reserved == [made.json()["id"]]
    client.post(f"{made.headers['location']}/confirm")
    assert shelf.reserved == [made.json()["id"]]
    client.post(f"{made.headers['location']}/{end}")
    assert shelf.reserved == []
    asked = shelf.asked
    sweep()
    assert shelf.asked == asked


def test_a_key_reserves_once(client, shelf):
    make(client, "a")
    assert client.post("/loans", json=LINES, headers=KEY).status_code == 200
    assert len(shelf.reserved) == 1


def test_the_same_request_while_the_first_is_answered(client, shelf):
    meanwhile = []
    shelf.while_reserving = lambda: meanwhile.append(client.post("/loans", json=LINES, headers=KEY))
    make(client, "a")
    refused(meanwhile[0], 409, "in-progress")
    assert len(shelf.reserved) == 1


@pytest.mark.parametrize(("said", "status", "kind"), [((409, "out-of-stock"), 409, "out-of-stock"), ((404, "missing"), 400, "invalid")])
def test_what_books_refuses_makes_no_loan(client, shelf, said, status, kind):
    shelf.answers = [problem(*said)]
    answer = client.post("/loans", json=LINES, headers=KEY)
    refused(answer, status, kind)
    assert answer.json()["detail"] == "said by books"
    assert client.get("/loans").json() == {"items": []}
    make(client, "a")  # the key is not used up


def test_books_is_asked_again_where_it_fails(client, shelf):
    shelf.answers = [httpx.Response(503), httpx.Response(502)]
    make(client)
    assert shelf.asked == 3


def test_a_books_that_does_not_answer(client, shelf):
    shelf.answers = [httpx.Response(503)] * 3
    refused(client.post("/loans", json=LINES, headers=KEY), 503, "unavailable")
    assert shelf.asked == 3
    shelf.answers = [httpx.Response(500)]
    refused(client.post("/loans", json=LINES, headers=KEY), 503, "unavailable")
    shelf.answers = [httpx.Response(500)]
    ready = client.get("/loans/readyz")
    assert (ready.status_code, ready.json()["checks"]["books"]) == (503, "failed")
    make(client, "a")


def test_a_cancelled_loan_gives_back_later_where_books_does_not_answer(client, shelf):
    url = make(client).headers["location"]
    shelf.answers = [httpx.Response(503)] * 3
    assert client.post(f"{url}/cancel").status_code == 200
    assert len(shelf.reserved) == 1
    sweep()
    assert shelf.reserved == []


def test_a_task_that_was_killed_leaves_nothing_reserved(client, shelf, monkeypatch):
    app.state.store.claim("0" * 32, "a", "fingerprint")
    app.state.books.reserve("0" * 32, LINES["lines"])
    sweep()
    assert shelf.reserved == ["0" * 32]  # it may still be made
    now = store.now
    monkeypatch.setattr(store, "now", lambda: now() + timedelta(minutes=2))
    with pytest.raises(store.Problem):
        app.state.store.create("0" * 32, LINES["lines"])
    sweep()
    assert shelf.reserved == []
    make(client, "a")
