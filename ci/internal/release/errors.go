package release

import (
	"errors"
	"fmt"
)

// ErrNoRelease says that no deployment of the environment has succeeded yet, so there is nothing to go back to.
var ErrNoRelease = errors.New("no deployment has succeeded yet: deploy first")

// ExistsError says that the ledger already has another entry with the same time and revision.
type ExistsError struct {
	Bucket, Key string
}

// Error names the object.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("s3://%s/%s holds another deployment already, and the ledger is never overwritten: "+
		"make sure that no second deploy of the environment is running, then deploy again", e.Bucket, e.Key)
}

// MissingBucketError says that the state bucket does not exist.
type MissingBucketError struct {
	Bucket string
	// Err is S3's answer.
	Err error
}

// Error names the bucket.
func (e *MissingBucketError) Error() string {
	return fmt.Sprintf("the state bucket %s does not exist: run bootstrap first", e.Bucket)
}

// Unwrap returns S3's answer.
func (e *MissingBucketError) Unwrap() error { return e.Err }
