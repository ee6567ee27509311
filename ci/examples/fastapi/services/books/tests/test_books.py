import pytest
from asks import GO, URL, make, refused
from fastapi.testclient import TestClient

from app.main import app


def test_health_readiness_and_version(client, monkeypatch):
    monkeypatch.setenv("IMAGE_DIGEST", "sha256:1")
    assert client.get("/books/healthz").json()["status"] == "alive"
    assert client.get("/books/readyz").json() == {"status": "ready", "checks": {"table": "ok"}}
    assert client.get("/books/version").json() == {"service": "books", "digest": "sha256:1"}


def test_the_document_has_problems_and_no_other_errors(client):
    paths = client.get("/books/openapi.json").json()["paths"]
    for method in paths["/books/{isbn}"].values():
        assert "application/problem+json" in method["responses"]["default"]["content"]
        assert "422" not in method["responses"]


def test_a_book_is_made_and_read(client):
    made = make(client)
    assert made.headers["location"] == URL
    assert made.json() == GO | {"version": made.headers["etag"].strip('"')}
    read = client.get(URL)
    assert (read.json(), read.headers["etag"]) == (made.json(), made.headers["etag"])
    same = client.get(URL, headers={"If-None-Match": read.headers["etag"]})
    assert (same.status_code, same.text, same.headers["etag"]) == (304, "", read.headers["etag"])
    refused(client.post("/books", json=GO | {"title": "Another"}), 409, "exists")
    assert client.get(URL).json() == made.json()
    refused(client.get("/books/9780131103627"), 404, "missing")
    refused(client.get("/books/1"), 404, "missing")
    refused(client.get("/books/1/2/3"), 404, "no-such-path")
    refused(client.patch(URL), 405, "wrong-method")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_change_names_the_version_that_it_changes(client, method):
    old = make(client).headers["etag"]
    new = GO | {"title": "Go", "stock": 2}

    def change(**headers):
        return client.request(method, URL, json=new if method == "PUT" else None, headers=headers)

    refused(change(), 428, "precondition-required")
    refused(change(**{"If-Match": "abc"}), 400, "malformed")
    now = client.put(URL, json=new, headers={"If-Match": old})
    assert (now.status_code, now.json()["title"], now.json()["stock"]) == (200, "Go", 2)
    refused(change(**{"If-Match": old}), 412, "changed")
    assert change(**{"If-Match": now.headers["etag"]}).is_success
    assert client.delete(URL, headers={"If-Match": "*"}).status_code == (204 if method == "PUT" else 404)
    refused(change(**{"If-Match": "*"}), 404, "missing")
    refused(client.get(URL), 404, "missing")


def test_the_isbn_of_a_book_stays(client):
    make(client)
    refused(client.put(URL, json=GO | {"isbn": "9780131103627"}, headers={"If-Match": "*"}), 400, "invalid")


def test_pages_have_each_book_once_in_order(client):
    isbns = [f"97800000000{n:02}" for n in range(6)]
    for isbn in reversed(isbns):
        make(client, isbn=isbn)
    client.put("/books/reservations/none", json={"lines": [{"isbn": isbns[0], "quantity": 1}]})
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = client.get(f"/books?limit=3&cursor={cursor}").json()
        seen += [book["isbn"] for book in page["items"]]
        cursor, pages = page.get("next_cursor"), pages + 1
    assert (seen, pages) == (isbns, 2)
    refused(client.get("/books?limit=0"), 400, "malformed")
    refused(client.get("/books?cursor=x"), 400, "malformed")


@pytest.mark.parametrize("client", ["memory"], indirect=True)
@pytest.mark.parametrize(
    "wrong", [{"isbn": "1"}, {"title": ""}, {"title": "a" * 201}, {"title": None}, {"stock": -1}, {"stock": "1"}, {"x": 1}]
)
def test_a_book_that_cannot_be(client, wrong):
    refused(client.post("/books", json=GO | wrong), 400, "invalid")


@pytest.mark.parametrize("client", ["memory"], indirect=True)
def test_a_body_that_is_not_json(client):
    refused(client.post("/books", content="{", headers={"Content-Type": "application/json"}), 400, "malformed")


@pytest.mark.parametrize("client", ["dynamodb"], indirect=True)
def test_a_table_that_is_not_there(client, monkeypatch):
    monkeypatch.setenv("TABLE_BOOKS", "none")
    with TestClient(app) as client:
        refused(client.get(URL), 503, "unavailable")
        ready = client.get("/books/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "checks": {"table": "failed"}})
        assert client.get("/books/healthz").status_code == 200
