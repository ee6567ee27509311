// Package caller says in a few words who made a call of AWS.
package caller

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// Role reports whether an ARN is that of a role's session.
func Role(who string) bool {
	parsed, err := arn.Parse(who)
	return err == nil && parsed.Service == "sts" && strings.HasPrefix(parsed.Resource, "assumed-role/")
}

// Short is the end of an ARN that people know somebody by: "maria" of a user, "shop-prod-ci-apply/GitHubActions" of a role that was
// assumed. What is no ARN stays as it is.
func Short(who string) string {
	parsed, err := arn.Parse(who)
	if err != nil {
		return who
	}
	kind, name, found := strings.Cut(parsed.Resource, "/")
	switch {
	case !found:
		return parsed.Resource // "root"
	case kind == "assumed-role":
		return name
	}
	return name[strings.LastIndexByte(name, '/')+1:] // a user's path says less than the name
}
