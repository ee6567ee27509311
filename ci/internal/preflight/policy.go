package preflight

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// policy is a document of IAM, as far as it can be read without simulating it: AWS does that, but of no role that is not there yet, and of no
// policy of a key.
type policy struct {
	Statement statements
}

type statements []statement

// UnmarshalJSON takes one that stands alone, as IAM does.
func (s *statements) UnmarshalJSON(text []byte) error {
	var all []statement
	if json.Unmarshal(text, &all) != nil {
		all = make([]statement, 1)
		if err := json.Unmarshal(text, &all[0]); err != nil {
			return err
		}
	}
	*s = all
	return nil
}

type statement struct {
	Effect                 string
	Action, Resource       words
	Principal              principals
	NotAction, NotResource json.RawMessage
	NotPrincipal           json.RawMessage
}

// words are one text or several.
type words []string

func (w *words) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(w))
}

// principals are those of AWS: "*", or {"AWS": …}.
type principals words

func (p *principals) UnmarshalJSON(text []byte) error {
	var kinds map[string]words
	if json.Unmarshal(text, &kinds) == nil {
		*p = principals(kinds["AWS"])
		return nil
	}
	return (*words)(p).UnmarshalJSON(text)
}

func readPolicy(document string) (policy, error) {
	var p policy
	if err := json.Unmarshal([]byte(document), &p); err != nil {
		return p, fmt.Errorf("read a policy: %w", err)
	}
	return p, nil
}

// concerns reports whether a statement may be about an action on a resource. A condition is taken for fulfilled: what this denies is surely
// not allowed, and what it grants may be.
func (s statement) concerns(action, resource string) bool {
	of := func(patterns words, text string, not json.RawMessage) bool {
		return not != nil || slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, text) })
	}
	return of(s.Action, action, s.NotAction) && (resource == "" || of(s.Resource, resource, s.NotResource))
}

// mayAllow reports whether one of the documents may allow it.
func mayAllow(documents []string, action, resource string) (bool, error) {
	for _, document := range documents {
		p, err := readPolicy(document)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(p.Statement, func(s statement) bool { return s.Effect == "Allow" && s.concerns(action, resource) }) {
			return true, nil
		}
	}
	return false, nil
}

// matches compares as IAM does, where * stands for anything and ? for one character. Actions differ by no case, and ARNs hardly.
func matches(pattern, text string) bool {
	escaped := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
	found, err := regexp.MatchString(`(?is)^`+escaped+`$`, text)
	return err == nil && found
}

// keySays is what the policy of a key says of a role.
type keySays struct {
	toIAM bool // it leaves the account's roles to their policies
	names bool // it names the role, or everybody
	deny  bool // it may deny it something
}

// ofRole reads the policy of a key. Its resource is the key alone.
func (p policy) ofRole(role, account, action string) (says keySays) {
	for _, s := range p.Statement {
		if !s.concerns(action, "") {
			continue
		}
		for _, who := range s.Principal {
			own := who == account || strings.HasSuffix(who, "::"+account+":root")
			everybody := who == "*" || who == role
			if s.Effect == "Deny" {
				says.deny = says.deny || own || everybody
				continue
			}
			says.toIAM, says.names = says.toIAM || own, says.names || everybody
		}
		says.deny = says.deny || s.Effect == "Deny" && s.NotPrincipal != nil
	}
	return says
}
