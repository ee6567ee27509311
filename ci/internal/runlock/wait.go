package runlock

import (
	"fmt"
	"time"
)

// ParseWait reads how long a call may wait for another run: "10m".
func ParseWait(text string) (time.Duration, error) {
	wait, err := time.ParseDuration(text)
	if err != nil || wait < 0 {
		return 0, fmt.Errorf("--lock-wait is %q: write a duration such as 90s, 10m or 1h, and 0s for none", text)
	}
	return wait, nil
}
