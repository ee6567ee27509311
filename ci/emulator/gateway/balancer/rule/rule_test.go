package rule

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

func TestWildcards(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		fold, want    bool
	}{
		{"/*", "/", false, true},
		{"/*", "", false, false},
		{"/catalog", "/catalog", false, true},
		{"/catalog", "/catalog/", false, false},
		{"/catalog/*", "/catalog/", false, true},
		{"/catalog/*", "/catalog/a/b.c", false, true},
		{"/catalog/*", "/catalogue", false, false},
		{"/Catalog", "/catalog", false, false},
		{"/v?/x", "/v1/x", false, true},
		{"/v?/x", "/v12/x", false, false},
		{"/v?/x", "/v/x", false, false},
		{"/v?/x", "/v//x", false, true},
		{"*.example.com", "shop.example.com", true, true},
		{"*.example.com", "a.b.example.com", true, true},
		{"*.example.com", "example.com", true, false},
		{"*.example.com", "shop-example.com", true, false},
		{"Shop.example.com", "shop.EXAMPLE.com", true, true},
		{"/a.c", "/abc", false, false},
		{"/a+(b)[c]$", "/a+(b)[c]$", false, true},
		{"*", "a\nb", false, true},
		{"**", "", false, true},
	} {
		if got := anyMatches(Patterns([]string{c.pattern}, c.fold), c.text); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.text, got)
		}
	}
}

func when(field string, values ...string) types.RuleCondition {
	return types.RuleCondition{Field: &field, Values: values}
}

func described(priority, name string, conditions ...types.RuleCondition) types.Rule {
	return types.Rule{
		RuleArn: &name, Priority: &priority, IsDefault: aws.Bool(priority == "default"), Conditions: conditions,
		Actions: []types.Action{{Type: types.ActionTypeEnumForward, TargetGroupArn: &name}},
	}
}

func listener(t *testing.T, all ...types.Rule) []Rule {
	t.Helper()
	var rules []Rule
	for _, one := range all {
		r, err := New(one)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	slices.SortStableFunc(rules, ByPriority)
	return rules
}

func TestRules(t *testing.T) {
	rules := listener(t,
		described("default", "default"),
		described("300", "everything-of-shop", types.RuleCondition{
			Field: aws.String("host-header"), HostHeaderConfig: &types.HostHeaderConditionConfig{Values: []string{"shop.example.com", "*.shop.example.com"}},
		}),
		described("9", "admin", when("host-header", "shop.example.com"), types.RuleCondition{
			Field: aws.String("path-pattern"), PathPatternConfig: &types.PathPatternConditionConfig{Values: []string{"/admin", "/admin/*"}},
		}),
		described("10", "catalog", when("path-pattern", "/catalog", "/catalog/*")),
		described("20", "writes", types.RuleCondition{
			Field:                   aws.String("http-request-method"),
			HttpRequestMethodConfig: &types.HttpRequestMethodConditionConfig{Values: []string{"PUT", "DELETE"}},
		}),
		described("30", "beta", types.RuleCondition{
			Field: aws.String("http-header"), HttpHeaderConfig: &types.HttpHeaderConditionConfig{HttpHeaderName: aws.String("x-version"), Values: []string{"Beta*"}},
		}),
		described("40", "debug", types.RuleCondition{
			Field: aws.String("query-string"), QueryStringConfig: &types.QueryStringConditionConfig{Values: []types.QueryStringKeyValuePair{
				{Key: aws.String("debug"), Value: aws.String("*")}, {Value: aws.String("tr?ce")},
			}},
		}),
		described("50", "office", types.RuleCondition{
			Field: aws.String("source-ip"), SourceIpConfig: &types.SourceIpConditionConfig{Values: []string{"203.0.113.0/24", "2001:db8::/32"}},
		}),
	)
	for _, c := range []struct{ method, url, header, from, want string }{
		{"GET", "http://shop.example.com/admin/users", "", "", "admin"},
		{"GET", "http://other.example.com/admin/users", "", "", "default"},
		{"GET", "http://SHOP.example.com:8443/admin", "", "", "admin"},
		{"GET", "http://shop.example.com/catalog?admin", "", "", "catalog"},
		{"GET", "http://shop.example.com/catalogue", "", "", "everything-of-shop"},
		{"GET", "http://eu.shop.example.com/", "", "", "everything-of-shop"},
		{"GET", "http://lb/catalog/x", "", "", "catalog"},
		{"PUT", "http://lb/x", "", "", "writes"},
		{"PUT", "http://lb/catalog", "", "", "catalog"},
		{"GET", "http://lb/x", "beta-7", "", "beta"},
		{"GET", "http://lb/x", "7-beta", "", "default"},
		{"GET", "http://lb/x?debug=", "", "", "debug"},
		{"GET", "http://lb/x?how=TRACE", "", "", "debug"},
		{"GET", "http://lb/x?debugging=1", "", "", "default"},
		{"GET", "http://lb/x", "", "203.0.113.9:1", "office"},
		{"GET", "http://lb/x", "", "[2001:db8::1]:1", "office"},
		{"GET", "http://lb/", "", "198.51.100.1:1", "default"},
	} {
		r := httptest.NewRequest(c.method, c.url, nil)
		if c.header != "" {
			r.Header.Set("X-Version", c.header)
		}
		if c.from != "" {
			r.RemoteAddr = c.from
		}
		if got := First(rules, r); got == nil || got.Action.Pick() != c.want {
			t.Errorf("%s %s %s%s: %+v, want %s", c.method, c.url, c.header, c.from, got, c.want)
		}
	}
}

func TestRulesThatTheEmulatorDoesNotKnowAreRefused(t *testing.T) {
	fixed := described("1", "r", when("path-pattern", "/"))
	fixed.Actions = []types.Action{{Type: types.ActionTypeEnumFixedResponse, FixedResponseConfig: &types.FixedResponseActionConfig{StatusCode: aws.String("abc")}}}
	login := described("1", "r", when("path-pattern", "/"))
	login.Actions = []types.Action{{Type: types.ActionTypeEnumAuthenticateOidc}}
	regex := described("1", "r", types.RuleCondition{Field: aws.String("path-pattern"), RegexValues: []string{"^/a+$"}})
	for want, one := range map[string]types.Rule{
		"does not know its condition": described("1", "r", when("weather", "fair")),
		"is no number":                described("first", "r"),
		"source-ip":                   described("1", "r", when("source-ip", "everywhere")),
		`status "abc"`:                fixed,
		"neither forwards":            login,
		"regular expressions":         regex,
	} {
		if _, err := New(one); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "rule r") {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestRedirects(t *testing.T) {
	type config = types.RedirectActionConfig
	for _, c := range []struct {
		config config
		want   string
		status int
	}{
		{config{Protocol: aws.String("HTTPS"), Port: aws.String("443"), StatusCode: "HTTP_301"}, "https://shop.example.com:443/a%20b/c?x=1&y", 301},
		{config{Host: aws.String("new.#{host}"), Path: aws.String("/old/#{path}"), StatusCode: "HTTP_302"}, "http://new.shop.example.com:80/old/a%20b/c?x=1&y", 302},
		{config{Query: aws.String("from=#{port}&#{query}"), StatusCode: "HTTP_302"}, "http://shop.example.com:80/a%20b/c?from=80&x=1&y", 302},
		{config{Path: aws.String("/gone"), Query: aws.String(""), StatusCode: "HTTP_301"}, "http://shop.example.com:80/gone", 301},
	} {
		action, err := newAction([]types.Action{{Type: types.ActionTypeEnumRedirect, RedirectConfig: &c.config}})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "http://shop.example.com:8080/a%20b/c?x=1&y", nil)
		if got := action.Redirect.Location(r, "HTTP", 80); got != c.want || action.Redirect.Status != c.status {
			t.Errorf("%d %s, want %d %s", action.Redirect.Status, got, c.status, c.want)
		}
	}
}

func TestWeights(t *testing.T) {
	share := func(weights ...int32) map[string]int {
		var groups []types.TargetGroupTuple
		for i, weight := range weights {
			groups = append(groups, types.TargetGroupTuple{TargetGroupArn: aws.String(string(rune('a' + i))), Weight: &weight})
		}
		action, err := newAction([]types.Action{{Type: types.ActionTypeEnumForward, ForwardConfig: &types.ForwardActionConfig{TargetGroups: groups}}})
		if err != nil {
			t.Fatal(err)
		}
		picked := map[string]int{}
		for range 10000 {
			picked[action.Pick()]++
		}
		return picked
	}
	if got := share(90, 10); got["a"] < 8500 || got["a"] > 9500 || got["a"]+got["b"] != 10000 {
		t.Errorf("90 to 10: %v", got)
	}
	if got := share(0, 5); got["b"] != 10000 {
		t.Errorf("0 to 5: %v", got)
	}
	if got := share(0, 0); got[""] != 10000 {
		t.Errorf("0 to 0: %v", got)
	}
}
