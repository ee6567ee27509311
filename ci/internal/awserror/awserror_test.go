package awserror

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/smithy-go"
)

func TestCodes(t *testing.T) {
	answered := func(code string) error {
		return fmt.Errorf("read it: %w", &smithy.GenericAPIError{Code: code, Message: "no"})
	}
	for err, denied := range map[error]bool{
		answered("AccessDenied"): true, answered("AccessDeniedException"): true, answered("UnauthorizedOperation"): true,
		answered("NoSuchKey"): false, answered(""): false, errors.New("AccessDenied"): false,
	} {
		if Denied(err) != denied {
			t.Errorf("%v: denied is %v", err, !denied)
		}
	}
	if Denied(nil) || Has(nil, "") || Code(nil) != "" {
		t.Error("no error has no code")
	}
	if err := answered("NoSuchKey"); !Has(err, "NotFound", "NoSuchKey") || Has(err, "NotFound") || Has(err) || Code(err) != "NoSuchKey" {
		t.Errorf("%v is not told by its code", err)
	}
}
