"""What may be done with books. Each change reads, decides and writes, and begins again where somebody else wrote meanwhile."""

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from app.models import Book, Line, new_version
from app.problem import Kind, Problem
from app.table import Change, Item, Moved, Table

ANY = "*"  # as If-Match says it
again = retry(retry=retry_if_exception_type(Moved), stop=stop_after_attempt(6), wait=wait_random_exponential(0.01, max=0.2), reraise=True)


class Library:
    def __init__(self, table: Table) -> None:
        self.table = table

    def page(self, after: str, limit: int) -> list[Book]:
        return [Book.model_validate(item) for item in self.table.page(after, limit)]

    def get(self, isbn: str, version: str = ANY) -> Book:
        item = self.table.get(isbn)
        if item is None:
            raise Problem(Kind.MISSING, f"there is no book {isbn}: list the books to see which there are")
        if version not in (ANY, item["version"]):
            raise Problem(Kind.CHANGED, f"book {isbn} has another version now: get it, and send your change with its new ETag")
        return Book.model_validate(item)

    @again
    def create(self, book: Book) -> None:
        if self.table.get(book.isbn):
            raise Problem(Kind.EXISTS, f"there is a book {book.isbn} already: replace it with PUT")
        self.table.write(Change(book.isbn, None, listed(book)))

    @again
    def replace(self, book: Book, version: str) -> None:
        self.table.write(Change(book.isbn, self.get(book.isbn, version).version, listed(book)))

    @again
    def delete(self, isbn: str, version: str) -> None:
        self.table.write(Change(isbn, self.get(isbn, version).version, None))

    @again
    def reserve(self, id: str, lines: list[Line]) -> None:
        """Takes all lines or none, once for each id."""
        before = self.table.get(key(id))
        if before and before["released"]:
            raise Problem(Kind.CONFLICT, f"reservation {id} was given back: make another")
        if before:
            return
        changes, taken = [], []
        for line in lines:
            book = self.get(line.isbn)
            if book.stock is None:
                continue
            if book.stock < line.quantity:
                wanted = f"{line.quantity} of book {book.isbn} are wanted and {book.stock} are left"
                raise Problem(Kind.OUT_OF_STOCK, f"{wanted}: nothing was reserved")
            changes.append(stocked(book, book.stock - line.quantity))
            taken.append(line.model_dump())
        self.table.write(Change(key(id), None, reservation(id, taken)), *changes)

    @again
    def release(self, id: str) -> None:
        """Gives back what was taken, once. A reservation that comes after it is refused: it was long on its way."""
        before = self.table.get(key(id))
        if before and before["released"]:
            return
        changes = []
        for line in before["taken"] if before else []:
            item = self.table.get(line["isbn"])
            if item and "stock" in item:  # one that was deleted takes nothing back
                changes.append(stocked(Book.model_validate(item), int(item["stock"] + line["quantity"])))
        self.table.write(Change(key(id), before["version"] if before else None, reservation(id, [], released=True)), *changes)


def key(id: str) -> str:
    """None that an ISBN can be."""
    return f"reservation#{id}"


def reservation(id: str, taken: list[Item], released: bool = False) -> Item:
    return {"isbn": key(id), "version": new_version(), "taken": taken, "released": released}


def listed(book: Book) -> Item:
    return {**book.model_dump(exclude_none=True), "list": "books"}


def stocked(book: Book, stock: int) -> Change:
    return Change(book.isbn, book.version, listed(Book(isbn=book.isbn, title=book.title, stock=stock)))
