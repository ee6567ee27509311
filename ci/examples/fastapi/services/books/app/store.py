"""Where the books are: in the table of DynamoDB that TABLE_BOOKS names, or in memory, which ends with the process."""

import os

import boto3
from boto3.dynamodb.conditions import Attr
from botocore.config import Config

Item = dict[str, str]


class Exists(Exception):
    pass


class Memory:
    def __init__(self) -> None:
        self.items: dict[str, Item] = {}

    def page(self, after: str, limit: int) -> list[Item]:
        return [self.items[isbn] for isbn in sorted(self.items) if isbn > after][:limit]

    def get(self, isbn: str) -> Item | None:
        return self.items.get(isbn)

    def create(self, item: Item) -> None:
        if self.items.setdefault(item["isbn"], item) is not item:
            raise Exists


class DynamoDB:
    def __init__(self, table: str) -> None:
        # A caller waits for no more than a few seconds.
        settings = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 2})
        # boto3 asks AWS_DEFAULT_REGION alone, and ECS's tasks are told AWS_REGION.
        self.table = boto3.resource("dynamodb", os.environ.get("AWS_REGION"), config=settings).Table(table)

    def page(self, after: str, limit: int) -> list[Item]:
        # In the table's own order: a library of many books would have an index, and query that.
        start = {"ExclusiveStartKey": {"isbn": after}} if after else {}
        return self.table.scan(Limit=limit, **start)["Items"]

    def get(self, isbn: str) -> Item | None:
        return self.table.get_item(Key={"isbn": isbn}, ConsistentRead=True).get("Item")

    def create(self, item: Item) -> None:
        try:
            self.table.put_item(Item=item, ConditionExpression=Attr("isbn").not_exists())
        except self.table.meta.client.exceptions.ConditionalCheckFailedException as error:
            raise Exists from error


Store = Memory | DynamoDB


def from_environment() -> Store:
    table = os.environ.get("TABLE_BOOKS")
    return DynamoDB(table) if table else Memory()
