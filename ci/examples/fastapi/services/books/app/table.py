"""Where the books are: in the table of DynamoDB that TABLE_BOOKS names, or in memory, which ends with the process."""

import os
from dataclasses import dataclass
from threading import Lock
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config

Item = dict[str, Any]


@dataclass
class Change:
    """Writes an item, or deletes it, if it still has the version that was read; None, if there was none."""

    key: str
    before: str | None
    item: Item | None


class Moved(Exception):
    """An item has another version: read it again."""


class Memory:
    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.lock = Lock()  # handlers run in threads

    def check(self) -> None:
        pass

    def get(self, key: str) -> Item | None:
        with self.lock:
            return self.items.get(key)

    def page(self, after: str, limit: int) -> list[Item]:
        with self.lock:
            return [item for key, item in sorted(self.items.items()) if key > after and "list" in item][:limit]

    def write(self, *changes: Change) -> None:
        with self.lock:
            if any(self.items.get(c.key, {}).get("version") != c.before for c in changes):
                raise Moved
            for c in changes:
                if c.item:
                    self.items[c.key] = c.item
                else:
                    self.items.pop(c.key, None)


class DynamoDB:
    def __init__(self, table: str) -> None:
        # A caller waits for no more than a few seconds.
        settings = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 2})
        # boto3 asks AWS_DEFAULT_REGION alone, and ECS's tasks are told AWS_REGION.
        self.table = boto3.resource("dynamodb", os.environ.get("AWS_REGION"), config=settings).Table(table)

    def check(self) -> None:
        self.table.load()

    def get(self, key: str) -> Item | None:
        return self.table.get_item(Key={"isbn": key}, ConsistentRead=True).get("Item")

    def page(self, after: str, limit: int) -> list[Item]:
        where = Key("list").eq("books") & Key("isbn").gt(after or " ")  # no key may be empty
        return self.table.query(IndexName="by-isbn", KeyConditionExpression=where, Limit=limit)["Items"]

    def write(self, *changes: Change) -> None:
        """One transaction: all of the changes, or none."""
        client = self.table.meta.client
        try:
            client.transact_write_items(TransactItems=[self.action(c) for c in changes])
        except client.exceptions.TransactionCanceledException:
            raise Moved from None

    def action(self, change: Change) -> Item:
        what: Item = {"TableName": self.table.name, "ConditionExpression": "attribute_not_exists(isbn)"}
        if change.before:
            what |= {"ConditionExpression": "version = :before", "ExpressionAttributeValues": {":before": change.before}}
        return {"Put": {"Item": change.item, **what}} if change.item else {"Delete": {"Key": {"isbn": change.key}, **what}}


Table = Memory | DynamoDB


def from_environment() -> Table:
    name = os.environ.get("TABLE_BOOKS")
    return DynamoDB(name) if name else Memory()
