import boto3
import pytest
from fastapi.testclient import TestClient
from moto import mock_aws

from app.main import app
from app.store import DynamoDB, Memory

GO = {"isbn": "9780134190440", "title": "The Go Programming Language"}


@pytest.fixture(params=["memory", "dynamodb"])
def client(request, monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        app.state.store = Memory()
        if request.param == "dynamodb":
            boto3.client("dynamodb").create_table(
                TableName="books", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "isbn", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "isbn", "AttributeType": "S"}],
            )  # fmt: skip
            app.state.store = DynamoDB("books")
        yield TestClient(app)


def refused(answer, status, kind):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["type"] == f"urn:problem-type:library:{kind}"


def test_health_and_version(client, monkeypatch):
    monkeypatch.setenv("IMAGE_DIGEST", "sha256:1")
    assert client.get("/books/healthz").json() == {"status": "ok"}
    assert client.get("/books/version").json() == {"digest": "sha256:1"}


def test_a_book_is_made_and_read(client):
    made = client.post("/books", json=GO)
    assert (made.status_code, made.headers["location"], made.json()) == (201, "/books/9780134190440", GO)
    read = client.get("/books/9780134190440")
    assert (read.json(), read.headers["etag"]) == (GO, made.headers["etag"])
    same = client.get("/books/9780134190440", headers={"If-None-Match": read.headers["etag"]})
    assert (same.status_code, same.text) == (304, "")
    refused(client.post("/books", json={**GO, "title": "Another"}), 409, "exists")
    assert client.get("/books/9780134190440").json() == GO
    refused(client.get("/books/9780131103627"), 404, "missing")
    refused(client.get("/books/1"), 404, "missing")


def test_pages_have_each_book_once(client):
    isbns = [f"97800000000{n:02}" for n in range(7)]
    for isbn in isbns:
        client.post("/books", json={"isbn": isbn, "title": "a book"})
    seen, page = [], client.get("/books?limit=3").json()
    while True:
        seen += [book["isbn"] for book in page["items"]]
        if "next_cursor" not in page:
            break
        page = client.get(f"/books?limit=3&cursor={page['next_cursor']}").json()
    assert sorted(seen) == isbns
    refused(client.get("/books?limit=0"), 400, "invalid")
    refused(client.get("/books?cursor=x"), 400, "malformed")


@pytest.mark.parametrize("wrong", [{"isbn": "1"}, {"title": ""}, {"title": "a" * 201}, {"title": None}])
def test_a_book_that_cannot_be(client, wrong):
    refused(client.post("/books", json={**GO, **wrong}), 400, "invalid")


def test_a_table_that_is_not_there(client):
    app.state.store = DynamoDB("none")
    refused(client.get("/books/9780134190440"), 503, "unavailable")
