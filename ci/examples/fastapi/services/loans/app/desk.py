"""Gives back books: of loans that ended, and of those that were not made."""

import asyncio
import logging

import httpx
from sqlalchemy.exc import SQLAlchemyError

from app.books import Books
from app.store import Store


def give_back(store: Store, books: Books) -> None:
    try:
        for id in store.due():
            books.release(id)
            store.given_back(id)
    except (httpx.HTTPError, SQLAlchemyError) as error:
        logging.getLogger("uvicorn.error").warning("books are given back later: %r", error)


async def sweep(store: Store, books: Books) -> None:
    """Does what was left undone by a task that was killed, or while the service of the books did not answer."""
    while True:
        await asyncio.sleep(30)
        await asyncio.to_thread(give_back, store, books)
