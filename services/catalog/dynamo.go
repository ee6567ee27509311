package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"slipway/services/internal/awsclient"
)

const (
	// listIndex has all products in one partition, in the order of their SKUs:
	// a page is a query and never a scan. Such a partition takes a thousand
	// small writes a second, which is far more than a shop changes its prices.
	listIndex = "by-sku"
	// listKey is the index's partition key, and listed its one value.
	listKey = "list"
)

// dynamoStore keeps products in a DynamoDB table with the key "sku" (S) and the
// index by-sku of "list" (S) and "sku", as environments/*.tfvars make it. What is
// reserved is there too, under keys that no SKU has, and not in the index.
type dynamoStore struct {
	client *dynamodb.Client
	table  string
}

var _ store = (*dynamoStore)(nil)

// item is a product as the table has it.
type item struct {
	Product
	List string `dynamodbav:"list"`
}

func (s *dynamoStore) List(ctx context.Context, after string, limit int) ([]Product, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	in := &dynamodb.QueryInput{
		TableName:                 &s.table,
		IndexName:                 aws.String(listIndex),
		KeyConditionExpression:    aws.String("#list = :list"),
		ExpressionAttributeNames:  map[string]string{"#list": listKey},
		ExpressionAttributeValues: map[string]types.AttributeValue{":list": text(listed)},
	}
	// A condition and no ExclusiveStartKey: it needs no product to exist.
	if after != "" {
		in.KeyConditionExpression = aws.String("#list = :list AND sku > :after")
		in.ExpressionAttributeValues[":after"] = text(after)
	}
	products := make([]Product, 0, limit)
	for len(products) < limit {
		in.Limit = aws.Int32(int32(limit - len(products)))
		out, err := s.client.Query(ctx, in)
		if err != nil {
			return nil, s.failed("list products", err)
		}
		var page []Product
		if err := attributevalue.UnmarshalListOfMaps(out.Items, &page); err != nil {
			return nil, s.unreadable(err)
		}
		products = append(products, page...)
		// DynamoDB ends an answer at a megabyte, too.
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(out.LastEvaluatedKey) == 0 {
			break
		}
	}
	return products, nil
}

func (s *dynamoStore) Get(ctx context.Context, sku string) (Product, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: key(sku),
		// What one task has written, another must find at once.
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return Product{}, s.failed("get a product", err)
	}
	if len(out.Item) == 0 {
		return Product{}, errNotFound
	}
	return s.product(out.Item)
}

func (s *dynamoStore) Create(ctx context.Context, p Product) (Product, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	p.Version = newVersion()
	attributes, err := attributevalue.MarshalMap(item{Product: p, List: listed})
	if err != nil {
		return Product{}, s.unreadable(err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table, Item: attributes,
		ConditionExpression:                 aws.String("attribute_not_exists(sku)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		return s.ours(refused, p, errExists, errExists)
	}
	if err != nil {
		return Product{}, s.failed("create a product", err)
	}
	return p, nil
}

func (s *dynamoStore) Update(ctx context.Context, p Product, version string) (Product, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	p.Version = newVersion()
	values, err := attributevalue.MarshalMap(map[string]any{
		":name": p.Name, ":price": p.PriceCents, ":currency": p.Currency, ":updated": p.UpdatedAt, ":version": p.Version,
	})
	if err != nil {
		return Product{}, s.unreadable(err)
	}
	change := "SET #name = :name, price_cents = :price, currency = :currency, updated_at = :updated, version = :version"
	if p.Stock == nil {
		change += " REMOVE stock"
	} else {
		change += ", stock = :stock"
		values[":stock"] = number(*p.Stock)
	}
	condition := "attribute_exists(sku)"
	if version != "" {
		condition += " AND version = :before"
		values[":before"] = text(version)
	}
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: key(p.SKU),
		UpdateExpression: &change,
		// "name" is a word of DynamoDB's.
		ExpressionAttributeNames:            map[string]string{"#name": "name"},
		ExpressionAttributeValues:           values,
		ConditionExpression:                 aws.String(condition),
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		return s.ours(refused, p, errNotFound, errChanged)
	}
	if err != nil {
		return Product{}, s.failed("update a product", err)
	}
	return s.product(out.Attributes)
}

func (s *dynamoStore) Delete(ctx context.Context, sku, version string) (Product, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	in := &dynamodb.DeleteItemInput{
		TableName: &s.table, Key: key(sku),
		ConditionExpression:                 aws.String("attribute_exists(sku)"),
		ReturnValues:                        types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	if version != "" {
		in.ConditionExpression = aws.String("attribute_exists(sku) AND version = :before")
		in.ExpressionAttributeValues = map[string]types.AttributeValue{":before": text(version)}
	}
	out, err := s.client.DeleteItem(ctx, in)
	if refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		if len(refused.Item) == 0 {
			return Product{}, errNotFound
		}
		return Product{}, errChanged
	}
	if err != nil {
		return Product{}, s.failed("delete a product", err)
	}
	return s.product(out.Attributes)
}

// ours answers a write whose condition did not hold. The SDK sends a write again
// whose answer was lost: then the condition fails because of the write itself,
// and the version that was drawn for it tells.
func (s *dynamoStore) ours(refused *types.ConditionalCheckFailedException, p Product, absent, other error) (Product, error) {
	if len(refused.Item) == 0 {
		return Product{}, absent
	}
	now, err := s.product(refused.Item)
	if err != nil {
		return Product{}, err
	}
	if now.Version == p.Version {
		return now, nil
	}
	return Product{}, other
}

// check is the readiness check.
func (s *dynamoStore) check(ctx context.Context) error {
	out, err := s.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &s.table})
	if err != nil {
		return s.failed("describe it", err)
	}
	// A table is served while it is changed.
	if status := out.Table.TableStatus; status != types.TableStatusActive && status != types.TableStatusUpdating {
		return fmt.Errorf("table %s is %s: wait until it is ACTIVE", s.table, status)
	}
	for _, index := range out.Table.GlobalSecondaryIndexes {
		if aws.ToString(index.IndexName) == listIndex {
			return nil
		}
	}
	return fmt.Errorf("table %s has no index %s: write it into global_indexes of the table, and deploy", s.table, listIndex)
}

func (s *dynamoStore) product(attributes map[string]types.AttributeValue) (Product, error) {
	var p Product
	if err := attributevalue.UnmarshalMap(attributes, &p); err != nil {
		return Product{}, s.unreadable(err)
	}
	return p, nil
}

func (s *dynamoStore) failed(what string, err error) error {
	return fmt.Errorf("table %s: %s: check TABLE_PRODUCTS, the table and the task role's rights: %w", s.table, what, err)
}

func (s *dynamoStore) unreadable(err error) error {
	return fmt.Errorf("table %s has an item that is no product: correct it, or choose another table: %w", s.table, err)
}

func key(sku string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"sku": text(sku)}
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
