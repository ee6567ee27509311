package rule

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// Action is what becomes of a request: exactly one of the three is there.
type Action struct {
	Forward  []Weighted
	Redirect *Redirect
	Fixed    *Fixed
}

// Weighted is a target group and its share of the requests.
type Weighted struct {
	Group  string // ARN
	Weight int
}

// Redirect sends the client elsewhere.
type Redirect struct {
	Status                            int
	protocol, host, port, path, query string
}

// Fixed is an answer that no target gives.
type Fixed struct {
	Status      int
	ContentType string
	Body        string
}

// newAction takes the last action, which is the one that answers. Those before it ask for a login, and are skipped.
func newAction(actions []types.Action) (Action, error) {
	for _, a := range actions {
		switch a.Type {
		case types.ActionTypeEnumForward:
			return forward(a)
		case types.ActionTypeEnumRedirect:
			return redirect(a.RedirectConfig)
		case types.ActionTypeEnumFixedResponse:
			c := a.FixedResponseConfig
			if c == nil {
				return Action{}, fmt.Errorf("its fixed response says no status")
			}
			status, err := strconv.Atoi(aws.ToString(c.StatusCode))
			if err != nil || status < 200 || status > 599 {
				return Action{}, fmt.Errorf("its fixed response has the status %q", aws.ToString(c.StatusCode))
			}
			return Action{Fixed: &Fixed{
				Status:      status,
				ContentType: cmp.Or(aws.ToString(c.ContentType), "text/plain"),
				Body:        aws.ToString(c.MessageBody),
			}}, nil
		}
	}
	return Action{}, fmt.Errorf("it neither forwards, nor redirects, nor answers")
}

func forward(a types.Action) (Action, error) {
	var groups []Weighted
	if a.ForwardConfig != nil {
		for _, g := range a.ForwardConfig.TargetGroups {
			weight := 1
			if g.Weight != nil {
				weight = int(*g.Weight)
			}
			groups = append(groups, Weighted{Group: aws.ToString(g.TargetGroupArn), Weight: weight})
		}
	}
	if len(groups) == 0 && a.TargetGroupArn != nil {
		groups = []Weighted{{Group: *a.TargetGroupArn, Weight: 1}}
	}
	if len(groups) == 0 {
		return Action{}, fmt.Errorf("it forwards to no target group")
	}
	return Action{Forward: groups}, nil
}

// Pick is the group for the next request; "" when all weights are 0, which ALB answers with 503.
func (a Action) Pick() string {
	total := 0
	for _, g := range a.Forward {
		total += g.Weight
	}
	if total == 0 {
		return ""
	}
	at := rand.IntN(total)
	for _, g := range a.Forward {
		if at -= g.Weight; at < 0 {
			return g.Group
		}
	}
	return ""
}

func redirect(c *types.RedirectActionConfig) (Action, error) {
	if c == nil {
		return Action{}, fmt.Errorf("its redirect says no target")
	}
	status := http.StatusFound
	if c.StatusCode == types.RedirectActionStatusCodeEnumHttp301 {
		status = http.StatusMovedPermanently
	}
	query := "#{query}"
	if c.Query != nil { // "" is no query, which is not the default
		query = *c.Query
	}
	return Action{Redirect: &Redirect{
		Status:   status,
		protocol: cmp.Or(aws.ToString(c.Protocol), "#{protocol}"),
		host:     cmp.Or(aws.ToString(c.Host), "#{host}"),
		port:     cmp.Or(aws.ToString(c.Port), "#{port}"),
		path:     cmp.Or(aws.ToString(c.Path), "/#{path}"),
		query:    query,
	}}, nil
}

// Location is where the client is sent. protocol and port are the listener's: ALB says the port even where it is the usual one.
func (d Redirect) Location(r *http.Request, protocol string, port int) string {
	fill := strings.NewReplacer(
		"#{protocol}", protocol,
		"#{host}", Name(r.Host),
		"#{port}", strconv.Itoa(port),
		"#{path}", strings.TrimPrefix(r.URL.EscapedPath(), "/"),
		"#{query}", r.URL.RawQuery,
	).Replace
	location := strings.ToLower(fill(d.protocol)) + "://" + fill(d.host) + ":" + fill(d.port) + fill(d.path)
	if query := fill(d.query); query != "" {
		location += "?" + query
	}
	return location
}
