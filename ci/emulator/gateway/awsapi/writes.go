package awsapi

import (
	"slices"
	"strings"
	"unicode"
)

// reading are the words with which the names of calls begin that change nothing.
var reading = []string{
	"Describe", "Get", "List", "Head", "BatchGet", "BatchCheck", "Lookup", "Search", "Query", "Scan", "Filter", "Simulate", "Test", "Validate",
}

// harmless are calls that change nothing and do not say so.
var harmless = []string{
	"dynamodb:TransactGetItems", "kms:Decrypt", "kms:Verify", "logs:StartQuery", "logs:StopQuery",
	"sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:DecodeAuthorizationMessage",
}

// writes tells by its name whether a call may change something. One that nobody knows does.
func writes(service, action string) bool {
	for _, word := range reading {
		// The word must end there: Listen is not List.
		if rest, found := strings.CutPrefix(action, word); found && (rest == "" || !unicode.IsLower(rune(rest[0]))) {
			return false
		}
	}
	return !slices.Contains(harmless, service+":"+action)
}
