"""The service that has the books, where BOOKS_URL says that there is one."""

from typing import Any

import httpx
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from app.problem import Kind, Problem

# What the service refuses that is the loan's fault.
KINDS = {"urn:problem-type:library:out-of-stock": Kind.OUT_OF_STOCK, "urn:problem-type:library:missing": Kind.INVALID}


class Books:
    def __init__(self, url: str | None) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url or "", timeout=1.5)

    def check(self) -> None:
        self.client.get("/books/healthz").raise_for_status()

    def reserve(self, id: str, lines: list[dict[str, Any]]) -> None:
        """Takes all lines or none. Without the service there is nothing to take from."""
        if not self.url:
            return
        answer = self.ask("PUT", id, {"lines": lines})
        if answer.headers.get("Content-Type") == "application/problem+json":
            problem = answer.json()
            if kind := KINDS.get(problem["type"]):
                raise Problem(kind, problem["detail"])
        answer.raise_for_status()

    def release(self, id: str) -> None:
        if self.url:
            self.ask("DELETE", id).raise_for_status()

    # All that is asked may be asked twice.
    @retry(
        retry=retry_if_exception_type(httpx.HTTPError),
        stop=stop_after_attempt(3),
        wait=wait_random_exponential(0.05, max=0.4),
        reraise=True,
    )
    def ask(self, method: str, id: str, body: dict[str, Any] | None = None) -> httpx.Response:
        answer = self.client.request(method, f"/books/reservations/{id}", json=body)
        return answer.raise_for_status() if answer.status_code in (429, 502, 503, 504) else answer
