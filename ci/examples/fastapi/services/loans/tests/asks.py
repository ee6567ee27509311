LINES = {"lines": [{"isbn": "9780134190440", "quantity": 2}]}


def refused(answer, status, kind):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"urn:problem-type:library:{kind}", status)
    assert problem["title"] and problem["detail"]


def make(client, key=None, **wanted):
    made = client.post("/loans", json=LINES | wanted, headers={"Idempotency-Key": key} if key else {})
    assert made.status_code == 201, made.text
    return made
