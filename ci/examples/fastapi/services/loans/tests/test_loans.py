from datetime import datetime, timedelta

import pytest
from asks import LINES, make, refused
from fastapi.testclient import TestClient

from app.main import app

OTHER = {"lines": [{"isbn": "9780131103627", "quantity": 1}]}


def test_health_readiness_and_version(client, monkeypatch):
    monkeypatch.setenv("IMAGE_DIGEST", "sha256:1")
    assert client.get("/loans/healthz").json()["status"] == "alive"
    assert client.get("/loans/readyz").json()["status"] == "ready"
    assert client.get("/loans/version").json() == {"service": "loans", "digest": "sha256:1"}


def test_the_document_has_problems_and_no_other_errors(client):
    paths = client.get("/loans/openapi.json").json()["paths"]
    answers = paths["/loans/{id}/{step}"]["post"]["responses"]
    assert "application/problem+json" in answers["default"]["content"]
    assert "422" not in answers


@pytest.mark.parametrize("url", ["invented", "postgresql://loans:hidden@127.0.0.1:1/loans", "postgresql://loans:hidden/@db/loans"])
def test_a_database_that_is_not_there(monkeypatch, caplog, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with TestClient(app) as client:
        assert client.get("/loans/healthz").status_code == 200
        ready = client.get("/loans/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "checks": {"database": "failed"}})
        answer = client.post("/loans", json=LINES)
        refused(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert "/loans: " in caplog.text
        assert "hidden" not in answer.text + caplog.text


def test_the_database_is_told_without_its_password(client, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://loans:hidden@db.example:5432/loans")
    answer = client.get("/loans/database")
    assert answer.json() == {"host": "db.example"}
    assert "hidden" not in answer.text


def test_a_loan_is_made_and_read(client):
    made = make(client)
    loan = made.json()
    assert (loan["status"], loan["lines"]) == ("pending", LINES["lines"])
    assert datetime.fromisoformat(loan["created_at"]).utcoffset() == timedelta(0)
    assert (made.headers["location"], made.headers["etag"]) == (f"/loans/{loan['id']}", f'"{loan["version"]}"')
    read = client.get(made.headers["location"])
    assert (read.json(), read.headers["etag"]) == (loan, made.headers["etag"])
    same = client.get(made.headers["location"], headers={"If-None-Match": read.headers["etag"]})
    assert (same.status_code, same.text, same.headers["etag"]) == (304, "", read.headers["etag"])
    for unknown in ("0" * 32, "1", "%00"):
        refused(client.get(f"/loans/{unknown}"), 404, "missing")
    refused(client.delete("/loans"), 405, "wrong-method")


def test_pages_have_each_loan_once_as_they_were_made(client):
    ids = [make(client).json()["id"] for _ in range(6)]
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = client.get(f"/loans?limit=3&cursor={cursor}").json()
        seen += [loan["id"] for loan in page["items"]]
        cursor, pages = page.get("next_cursor"), pages + 1
    assert (seen, pages) == (ids, 2)
    refused(client.get("/loans?limit=101"), 400, "malformed")
    refused(client.get("/loans?cursor=x"), 400, "malformed")


@pytest.mark.parametrize("lines", [[], LINES["lines"] * 2, [{"isbn": "1", "quantity": 1}], [LINES["lines"][0] | {"quantity": 0}], None])
def test_a_loan_that_cannot_be(client, lines):
    refused(client.post("/loans", json={"lines": lines}), 400, "invalid")


def test_a_key_makes_one_loan(client):
    made = make(client, "a")
    again = client.post("/loans", json=LINES, headers={"Idempotency-Key": "a"})
    assert (again.status_code, again.json(), again.headers["idempotency-replayed"]) == (200, made.json(), "true")
    assert again.headers["location"] == made.headers["location"]
    refused(client.post("/loans", json=OTHER, headers={"Idempotency-Key": "a"}), 422, "key-reused")
    refused(client.post("/loans", json=LINES, headers={"Idempotency-Key": "a b"}), 400, "malformed")
    make(client, "b")
    assert len(client.get("/loans").json()["items"]) == 2


def test_the_steps_of_a_loan(client):
    url = make(client).headers["location"]
    refused(client.post(f"{url}/return"), 409, "conflict")
    confirmed = client.post(f"{url}/confirm")
    assert (confirmed.status_code, confirmed.json()["status"]) == (200, "confirmed")
    assert client.post(f"{url}/confirm").json() == confirmed.json()
    assert client.post(f"{url}/return").json()["status"] == "returned"
    refused(client.post(f"{url}/cancel"), 409, "conflict")
    refused(client.post(f"/loans/{'0' * 32}/confirm"), 404, "missing")
    refused(client.post(f"{url}/burn"), 404, "missing")


def test_a_step_of_another_version(client):
    made = make(client)
    url = made.headers["location"]
    confirmed = client.post(f"{url}/confirm", headers={"If-Match": made.headers["etag"]})
    refused(client.post(f"{url}/cancel", headers={"If-Match": made.headers["etag"]}), 412, "changed")
    refused(client.post(f"{url}/cancel", headers={"If-Match": "abc"}), 400, "malformed")
    cancelled = client.post(f"{url}/cancel", headers={"If-Match": confirmed.headers["etag"]})
    assert (cancelled.status_code, client.get(url).json()) == (200, cancelled.json())
