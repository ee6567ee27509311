import pytest
from fastapi.testclient import TestClient

from app.main import app, database

WISH = {
    "amount_cents": 10_000_000,
    "value_cents": 20_000_000,
    "repayment_bp": 300,
    "extra_cents": 500_000,
    "earliest_payout": "2027-02-01",
}


class Table:
    """Answers for the database: one product."""

    async def fetchrow(self, query, id):
        return {"id": 1, "sku": "BK-0001", "name": "Product 1", "price_cents": 1099, "currency": "EUR"} if id == 1 else None


app.dependency_overrides[database] = Table
client = TestClient(app)  # not entered: the database is not opened


def test_health():
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_product():
    assert client.get("/products/1").json() == {
        "id": 1, "sku": "BK-0001", "name": "Product 1", "price_cents": 1099, "currency": "EUR",
    }  # fmt: skip
    assert client.get("/products/2").status_code == 404
    assert client.get("/products/one").status_code == 422


def test_offers():
    answer = client.post("/offers", json=WISH).json()
    first = {"years": 5, "lender": "Kogge", "rate_bp": 338, "monthly_cents": 53167}
    sums = {"interest_cents": 1380659, "fee_cents": 25000, "rest_cents": 5690639}
    assert answer["offers"][0] == {**first, **sums}
    assert [o["years"] for o in answer["offers"]] == [5, 10, 15, 20, 30]
    assert answer["earliest_payout"] == "2027-02-01"


@pytest.mark.parametrize(
    "wrong",
    [{"extra_cents": None}, {"amount_cents": 30_000_000}, {"earliest_payout": "2027-02-30"}, {"repayment_bp": "300"}],
)
def test_a_wish_that_cannot_be(wrong):
    assert client.post("/offers", json={**WISH, **wrong}).status_code == 422
