GO = {"isbn": "9780134190440", "title": "The Go Programming Language"}
URL = f"/books/{GO['isbn']}"


def refused(answer, status, kind):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"urn:problem-type:library:{kind}", status)
    assert problem["title"] and problem["detail"]


def make(client, **book):
    made = client.post("/books", json=GO | book)
    assert made.status_code == 201, made.text
    return made
