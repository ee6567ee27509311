from concurrent.futures import ThreadPoolExecutor

import pytest
from asks import GO, URL, make, refused


def stock(client):
    return client.get(URL).json()["stock"]


def test_a_reservation_is_taken_and_given_back_once(client):
    before = make(client, stock=3).headers["etag"]
    make(client, isbn="9780131103627")  # nobody counts this one
    lines = {"lines": [{"isbn": GO["isbn"], "quantity": 2}, {"isbn": "9780131103627", "quantity": 900}]}
    for _ in range(2):
        answer = client.put("/books/reservations/a", json=lines)
        assert (answer.status_code, answer.json(), stock(client)) == (200, lines, 1)
    refused(client.put(URL, json=GO | {"stock": 3}, headers={"If-Match": before}), 412, "changed")
    refused(client.put("/books/reservations/b", json=lines), 409, "out-of-stock")
    for _ in range(2):
        assert client.delete("/books/reservations/a").status_code == 204
        assert stock(client) == 3
    refused(client.put("/books/reservations/a", json=lines), 409, "conflict")
    assert client.delete("/books/reservations/c").status_code == 204
    refused(client.put("/books/reservations/c", json=lines), 409, "conflict")
    assert stock(client) == 3


def test_a_reservation_takes_all_lines_or_none(client):
    make(client, stock=3)
    line = {"isbn": GO["isbn"], "quantity": 1}
    refused(client.put("/books/reservations/a", json={"lines": [line, line | {"isbn": "9780131103627"}]}), 404, "missing")
    for wrong in ([], [line, line], [line | {"quantity": 0}]):
        refused(client.put("/books/reservations/a", json={"lines": wrong}), 400, "invalid")
    assert stock(client) == 3


def test_a_book_that_is_gone_takes_nothing_back(client):
    make(client, stock=3)
    client.put("/books/reservations/a", json={"lines": [{"isbn": GO["isbn"], "quantity": 1}]})
    client.delete(URL, headers={"If-Match": "*"})
    assert client.delete("/books/reservations/a").status_code == 204
    refused(client.get(URL), 404, "missing")


@pytest.mark.parametrize("client", ["memory"], indirect=True)  # moto takes one write at a time
def test_no_more_is_reserved_at_once_than_there_is(client):
    make(client, stock=2)
    lines = {"lines": [{"isbn": GO["isbn"], "quantity": 1}]}
    with ThreadPoolExecutor(4) as threads:
        answers = [a.status_code for a in threads.map(lambda n: client.put(f"/books/reservations/{n}", json=lines), range(4))]
    assert (answers.count(200), stock(client)) == (2, 0), answers
