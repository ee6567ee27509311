package exitcode

import (
	"errors"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

func TestOf(t *testing.T) {
	if err := Of(2, nil); err != nil {
		t.Errorf("no error became %v", err)
	}
	drifted := errors.New("drifted")
	err := Of(2, drifted)
	var engine *gqlerror.Error
	if !errors.As(err, &engine) || engine.Message != "drifted" || engine.Extensions["exitCode"] != 2 || !errors.Is(err, drifted) {
		t.Errorf("got %#v", err)
	}
}
