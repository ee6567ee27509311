// Package network tells a failure of the network from a failure of what used it: only the first is worth another try.
package network

import "regexp"

// The words are those of Go's net package, of its module proxy client, of pip and of Terraform.
var failure = regexp.MustCompile(`(?i)dial tcp|i/o timeout|connection (?:refused|reset)|no such host|TLS handshake timeout|unexpected EOF` +
	`|temporary failure in name resolution|network is unreachable|stream error|context deadline exceeded` +
	`|(?:50[0234]|429) (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Too Many Requests)|Read timed out`)

// Failed reports whether a command's output says that something could not be fetched for now.
func Failed(output string) bool { return failure.MatchString(output) }
