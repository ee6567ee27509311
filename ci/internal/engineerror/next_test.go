package engineerror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"dagger/slipway/internal/advice"
)

// printed is a command's failure, as toolbox has it.
type printed struct{ text, advice string }

func (e printed) Error() string   { return e.text + e.advice }
func (e printed) Unadvised() bool { return e.advice == "" }

func TestToldSaysWhatToDoWhereSomebodyElseHasTheLastWord(t *testing.T) {
	answered := func(code string) error {
		return &smithy.OperationError{ServiceID: "ECS", OperationName: "UpdateService", Err: &smithy.GenericAPIError{Code: code, Message: "no"}}
	}
	raw := engine{&gqlerror.Error{Message: "input: container.from resolve: dial tcp 10.0.0.1:443: connect: connection refused"}}
	for name, c := range map[string]struct {
		err  error
		want string // "" is nothing added
	}{
		"AWS that denies":               {fmt.Errorf("service cart: begin a new deployment: %w", answered("AccessDeniedException")), "The credentials may not do this."},
		"AWS that nobody knows":         {fmt.Errorf("service cart: begin a new deployment: %w", answered("InvalidParameterException")), advice.Again},
		"AWS, and our words after":      {fmt.Errorf("list the tasks: %w: run deploy first", answered("ClusterNotFoundException")), ""},
		"AWS in the midst of a failure": {fmt.Errorf("restart: %w", errors.Join(errors.New("service cart: run deploy first"), answered("ServerException"))), advice.Again},
		"a command":                     {fmt.Errorf("service cart: %w", printed{text: "it does not compile (exit code 1):\ncart.go:3: undefined: totl"}), advice.Again},
		"a command that has its advice": {fmt.Errorf("apply: %w", printed{"apply failed:\nError: VpcLimitExceeded", "\nThe account has as many"}), ""},
		"the engine":                    {fmt.Errorf("start the emulator: %w", raw), advice.Network},
		"the engine, said before":       {fmt.Errorf("target: %w", Clean(fmt.Errorf("start the emulator: %w", raw))), advice.Network},
		"a library":                     {fmt.Errorf("read the plan: %w", &fs.PathError{Op: "open", Path: "plan.json", Err: fs.ErrNotExist}), advice.Again},
		"our own words":                 {errors.New("--max is 0: write a number from 1 on"), ""},
		"the end of the call":           {fmt.Errorf("read it: %w", &smithy.OperationError{ServiceID: "ECS", Err: context.Canceled}), ""},
		"nothing":                       {nil, ""},
	} {
		got := Told(c.err)
		if c.err == nil {
			if got != nil {
				t.Errorf("%s: %v", name, got)
			}
			continue
		}
		cleaned := Clean(c.err).Error()
		added, _ := strings.CutPrefix(got.Error(), cleaned)
		if (added == "") != (c.want == "") || !strings.Contains(added, c.want) || !strings.HasPrefix(got.Error(), cleaned) {
			t.Errorf("%s: %q, want %q behind %q", name, got, c.want, cleaned)
		}
		if twice := Told(fmt.Errorf("deploy: %w", got)); twice.Error() != "deploy: "+got.Error() {
			t.Errorf("%s: said twice: %v", name, twice)
		}
		if !errors.Is(got, c.err) && errors.Unwrap(c.err) != nil && !errors.Is(got, errors.Unwrap(c.err)) {
			t.Errorf("%s: the original is not found", name)
		}
	}
	code := &gqlerror.Error{Err: errors.New("x"), Message: "drifted"}
	if got := Told(code); got != error(code) { //nolint:errorlint // the very same is asked for
		t.Errorf("an exit code is changed: %v", got)
	}
}
