package runlock

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (l *Lock) key() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"LockID": text(l.Key)}
}

func (l *Lock) item(h Holder) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"LockID": text(l.Key), "ID": text(h.ID), "Who": text(h.Who), "Run": text(h.Run), "Operation": text(h.Operation), "Message": text(h.Message),
		"Since": moment(h.Since), "Beat": moment(h.Beat), "Number": &types.AttributeValueMemberN{Value: strconv.Itoa(h.Number)}, "Step": text(h.Step),
	}
}

// holderOf reads an item. What it lacks is empty, so that it counts as dead rather than as nobody's for ever.
func holderOf(item map[string]types.AttributeValue) Holder {
	word := func(name string) string {
		switch value := item[name].(type) {
		case *types.AttributeValueMemberS:
			return value.Value
		case *types.AttributeValueMemberN:
			return value.Value
		}
		return ""
	}
	at := func(name string) time.Time {
		parsed, _ := time.Parse(time.RFC3339Nano, word(name))
		return parsed
	}
	number, _ := strconv.Atoi(word("Number"))
	return Holder{
		ID: word("ID"), Who: word("Who"), Run: word("Run"), Operation: word("Operation"), Message: word("Message"),
		Since: at("Since"), Beat: at("Beat"), Number: number, Step: word("Step"), raw: word("Beat"),
	}
}

func text(s string) *types.AttributeValueMemberS { return &types.AttributeValueMemberS{Value: s} }

func moment(at time.Time) *types.AttributeValueMemberS {
	return text(at.UTC().Format(time.RFC3339Nano))
}
