package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"slipway/services/internal/awsclient"
)

// reservation is what was taken from the stock, as the table has it. It stays when
// it was given back, without lines: one that comes late finds it.
type reservation struct {
	Key      string         `dynamodbav:"sku"`
	Lines    []reservedLine `dynamodbav:"lines"`
	Released bool           `dynamodbav:"released"`
}

// reservationKey is none of a product: a SKU has no such character.
func reservationKey(id string) string { return "reservation#" + id }

// changed is how often a product may change between the look at it and the write,
// before the caller is told to come again.
const changed = 3

func (s *dynamoStore) Reserve(ctx context.Context, id string, lines []reservedLine) error {
	return s.untilItHolds(ctx, "reserve", func(ctx context.Context) error {
		if before, err := s.reservation(ctx, id); err != nil || before != nil {
			if before != nil && before.Released {
				return errReleased
			}
			return err
		}
		products, err := s.stocks(ctx, lines)
		if err != nil {
			return err
		}
		made := reservation{Key: reservationKey(id), Lines: []reservedLine{}}
		var writes []types.TransactWriteItem
		for i, l := range lines {
			p := products[i]
			switch {
			case p == nil:
				return &stockError{sku: l.SKU, wanted: l.Quantity}
			case p.Stock == nil:
				writes = append(writes, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
					TableName: &s.table, Key: key(l.SKU), ConditionExpression: aws.String("attribute_exists(sku) AND attribute_not_exists(stock)"),
				}})
			case *p.Stock < l.Quantity:
				return &stockError{sku: l.SKU, left: p.Stock, wanted: l.Quantity}
			default:
				made.Lines = append(made.Lines, l)
				writes = append(writes, s.take(l.SKU, -l.Quantity, l.Quantity))
			}
		}
		put, err := s.put(made, "attribute_not_exists(sku)")
		if err != nil {
			return err
		}
		return s.write(ctx, append(writes, put))
	})
}

func (s *dynamoStore) Release(ctx context.Context, id string) error {
	return s.untilItHolds(ctx, "give back", func(ctx context.Context) error {
		before, err := s.reservation(ctx, id)
		if err != nil || before != nil && before.Released {
			return err
		}
		gone, condition := reservation{Key: reservationKey(id), Lines: []reservedLine{}, Released: true}, "attribute_not_exists(sku)"
		var writes []types.TransactWriteItem
		if before != nil && len(before.Lines) > 0 {
			products, err := s.stocks(ctx, before.Lines)
			if err != nil {
				return err
			}
			for i, l := range before.Lines {
				// One that was deleted, or that nobody counts any more, takes nothing back.
				if p := products[i]; p != nil && p.Stock != nil {
					writes = append(writes, s.take(l.SKU, l.Quantity, 0))
				}
			}
		}
		if before != nil {
			condition = "attribute_exists(sku) AND released = :false"
		}
		put, err := s.put(gone, condition)
		if err != nil {
			return err
		}
		return s.write(ctx, append(writes, put))
	})
}

// take adds n to a stock that has at least so many.
func (s *dynamoStore) take(sku string, n, least int64) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.table, Key: key(sku),
		// Another version, or who changes the product would put back the stock that it had.
		UpdateExpression:          aws.String("SET stock = stock + :n, version = :version"),
		ConditionExpression:       aws.String("attribute_exists(sku) AND stock >= :least"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":n": number(n), ":least": number(least), ":version": text(newVersion())},
	}}
}

func (s *dynamoStore) put(r reservation, condition string) (types.TransactWriteItem, error) {
	attributes, err := attributevalue.MarshalMap(r)
	if err != nil {
		return types.TransactWriteItem{}, s.unreadable(err)
	}
	put := &types.Put{TableName: &s.table, Item: attributes, ConditionExpression: &condition}
	if r.Released && condition != "attribute_not_exists(sku)" {
		put.ExpressionAttributeValues = map[string]types.AttributeValue{":false": &types.AttributeValueMemberBOOL{}}
	}
	return types.TransactWriteItem{Put: put}, nil
}

// errMoved says that something is not as it was read.
var errMoved = errors.New("the stock was changed at the same time")

func (s *dynamoStore) write(ctx context.Context, writes []types.TransactWriteItem) error {
	_, err := s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if _, refused := errors.AsType[*types.TransactionCanceledException](err); refused {
		return fmt.Errorf("%w: %w", errMoved, err)
	}
	return err
}

// untilItHolds does it again where something changed between the look and the
// write: a write whose answer was lost finds then what it did itself.
func (s *dynamoStore) untilItHolds(ctx context.Context, what string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	var err error
	for range changed {
		if err = do(ctx); !errors.Is(err, errMoved) {
			break
		}
	}
	if _, short := errors.AsType[*stockError](err); err == nil || short || errors.Is(err, errReleased) {
		return err
	}
	return s.failed(what, err)
}

func (s *dynamoStore) reservation(ctx context.Context, id string) (*reservation, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: key(reservationKey(id)), ConsistentRead: aws.Bool(true)})
	if err != nil || len(out.Item) == 0 {
		return nil, err
	}
	var r reservation
	return &r, attributevalue.UnmarshalMap(out.Item, &r)
}

// stocks are the products of the lines, nil for one that is not there.
func (s *dynamoStore) stocks(ctx context.Context, lines []reservedLine) ([]*Product, error) {
	var gets []types.TransactGetItem
	for _, l := range lines {
		gets = append(gets, types.TransactGetItem{Get: &types.Get{TableName: &s.table, Key: key(l.SKU)}})
	}
	out, err := s.client.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: gets})
	if _, refused := errors.AsType[*types.TransactionCanceledException](err); refused {
		return nil, fmt.Errorf("%w: %w", errMoved, err)
	}
	if err != nil {
		return nil, err
	}
	products := make([]*Product, len(lines))
	for i, found := range out.Responses {
		if len(found.Item) == 0 {
			continue
		}
		p, err := s.product(found.Item)
		if err != nil {
			return nil, err
		}
		products[i] = &p
	}
	return products, nil
}

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}
