import os
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi.testclient import TestClient

from app.main import app

SERVER = os.environ.get("SLIPWAY_TEST_DATABASE")  # postgres://USER@HOST:PORT, as the pipeline sets it where .slipway.yaml says so
skipped = pytest.mark.skipif(not SERVER, reason="SLIPWAY_TEST_DATABASE names no server")


@pytest.fixture(params=["memory", pytest.param("postgresql", marks=skipped)])
def database(request, monkeypatch):
    if request.param == "memory":
        yield
        return
    name = f"loans_{uuid4().hex}"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("DATABASE_URL", f"{SERVER}/{name}")
        yield
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def client(database):
    with TestClient(app) as client:
        yield client


class Shelf:
    """Answers for the service of the books, and remembers what is reserved."""

    def __init__(self):
        self.reserved, self.asked, self.answers, self.while_reserving = [], 0, [], lambda: None

    def __call__(self, request):
        self.asked += 1
        if self.answers:
            return self.answers.pop(0)
        id = request.url.path.removeprefix("/books/reservations/")
        if request.method == "PUT":
            self.while_reserving()
            self.reserved.append(id)
            return httpx.Response(200, content=request.content)
        self.reserved = [other for other in self.reserved if other != id]
        return httpx.Response(204 if request.method == "DELETE" else 200)


@pytest.fixture
def shelf(monkeypatch, database):
    shelf, client = Shelf(), httpx.Client
    monkeypatch.setenv("BOOKS_URL", "http://books:8000")
    monkeypatch.setattr(httpx, "Client", lambda **settings: client(transport=httpx.MockTransport(shelf), **settings))
    return shelf
