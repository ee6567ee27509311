from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_health():
    assert client.get("/loans/healthz").json() == {"status": "ok"}


def test_the_database_is_told_without_its_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://loans:hidden@db.example:5432/loans")
    answer = client.get("/loans/database")
    assert answer.json() == {"host": "db.example"}
    assert "hidden" not in answer.text
