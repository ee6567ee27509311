package signature

import (
	"fmt"
	"strings"
)

// Choice is which arguments a call has that say what to sign with.
type Choice struct {
	Key, Password, Token bool
	KMS                  string
}

// Names are the names of these arguments, which differ from verb to verb.
type Names struct{ Key, Password, KMS, Token string }

// Check refuses arguments that contradict each other. Without an error, it reports whether there is anything to sign with.
func (c Choice) Check(names Names) (bool, error) {
	ways := 0
	for _, is := range []bool{c.Key, c.KMS != "", c.Token} {
		if is {
			ways++
		}
	}
	switch {
	case ways > 1:
		return false, fmt.Errorf("more than one key to sign with is given: give one of %s, %s and %s", names.Key, names.KMS, names.Token)
	case c.Password && !c.Key:
		return false, fmt.Errorf("%s is the password of %s, which is not given: give both", names.Password, names.Key)
	case c.Key && !c.Password:
		return false, fmt.Errorf("%s needs its password: give %s, for example env:PASSWORD", names.Key, names.Password)
	case c.KMS != "" && !strings.HasPrefix(c.KMS, "awskms://"):
		return false, fmt.Errorf("%s is %q: write awskms:///alias/NAME, or awskms:/// and the key's ARN", names.KMS, c.KMS)
	}
	return ways == 1, nil
}
