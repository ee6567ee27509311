from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_health():
    assert client.get("/books/healthz").json() == {"status": "ok"}


def test_a_book_is_found_by_its_isbn():
    assert client.get("/books/9780134190440").json()["title"] == "The Go Programming Language"


def test_a_book_that_is_not_there():
    answer = client.get("/books/1")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "there is no book 1"}
