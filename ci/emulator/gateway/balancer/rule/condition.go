package rule

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// condition is met when one of its values is.
type condition func(*http.Request) bool

func newCondition(c types.RuleCondition) (condition, error) {
	field := aws.ToString(c.Field)
	if len(c.RegexValues) > 0 {
		return nil, fmt.Errorf("its condition %s has regular expressions, which the emulator does not know; write values with * and ?", field)
	}
	switch field {
	case "host-header":
		patterns := Patterns(values(c), true)
		return func(r *http.Request) bool { return anyMatches(patterns, Name(r.Host)) }, nil
	case "path-pattern":
		patterns := Patterns(values(c), false)
		return func(r *http.Request) bool { return anyMatches(patterns, r.URL.EscapedPath()) }, nil
	case "http-header":
		return headerCondition(c.HttpHeaderConfig)
	case "http-request-method":
		methods := map[string]bool{}
		for _, method := range values(c) {
			methods[method] = true
		}
		return func(r *http.Request) bool { return methods[r.Method] }, nil
	case "query-string":
		return queryCondition(c.QueryStringConfig)
	case "source-ip":
		return sourceCondition(values(c))
	}
	return nil, fmt.Errorf("the emulator does not know its condition %q", field)
}

// values are a condition's, which stand in one of two places.
func values(c types.RuleCondition) []string {
	switch {
	case c.HostHeaderConfig != nil:
		return c.HostHeaderConfig.Values
	case c.PathPatternConfig != nil:
		return c.PathPatternConfig.Values
	case c.HttpRequestMethodConfig != nil:
		return c.HttpRequestMethodConfig.Values
	case c.SourceIpConfig != nil:
		return c.SourceIpConfig.Values
	}
	return c.Values
}

func headerCondition(config *types.HttpHeaderConditionConfig) (condition, error) {
	if config == nil {
		return nil, fmt.Errorf("its condition http-header names no header")
	}
	name, patterns := aws.ToString(config.HttpHeaderName), Patterns(config.Values, true)
	return func(r *http.Request) bool {
		for _, value := range r.Header.Values(name) {
			if anyMatches(patterns, value) {
				return true
			}
		}
		return false
	}, nil
}

func queryCondition(config *types.QueryStringConditionConfig) (condition, error) {
	if config == nil {
		return nil, fmt.Errorf("its condition query-string has no values")
	}
	type pair struct{ key, value *regexp.Regexp }
	var pairs []pair
	for _, v := range config.Values {
		p := pair{value: pattern(aws.ToString(v.Value), true)}
		if v.Key != nil {
			p.key = pattern(*v.Key, true)
		}
		pairs = append(pairs, p)
	}
	return func(r *http.Request) bool {
		for key, given := range r.URL.Query() {
			for _, p := range pairs {
				if (p.key == nil || p.key.MatchString(key)) && anyMatches([]*regexp.Regexp{p.value}, given...) {
					return true
				}
			}
		}
		return false
	}, nil
}

// sourceCondition looks at the connection, as ALB does, and not at X-Forwarded-For.
func sourceCondition(cidrs []string) (condition, error) {
	var networks []netip.Prefix
	for _, cidr := range cidrs {
		network, err := netip.ParsePrefix(cidr)
		if err != nil {
			return nil, fmt.Errorf("its condition source-ip: %w", err)
		}
		networks = append(networks, network)
	}
	return func(r *http.Request) bool {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return false
		}
		for _, network := range networks {
			if network.Contains(from.Addr().Unmap()) {
				return true
			}
		}
		return false
	}, nil
}

// Patterns reads ALB's wildcards: * is any run of characters, a slash or a dot too, and ? is exactly one.
func Patterns(texts []string, fold bool) []*regexp.Regexp {
	var patterns []*regexp.Regexp
	for _, text := range texts {
		patterns = append(patterns, pattern(text, fold))
	}
	return patterns
}

func pattern(text string, fold bool) *regexp.Regexp {
	flags := "(?s)"
	if fold {
		flags = "(?si)"
	}
	quoted := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(text))
	return regexp.MustCompile(flags + "^" + quoted + "$")
}

func anyMatches(patterns []*regexp.Regexp, texts ...string) bool {
	for _, p := range patterns {
		for _, text := range texts {
			if p.MatchString(text) {
				return true
			}
		}
	}
	return false
}

// Name is a Host header's name, without port, in lower case.
func Name(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}
