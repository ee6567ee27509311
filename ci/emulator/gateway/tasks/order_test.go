package tasks

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// after is a container that starts after others: "proxy:HEALTHY".
func after(name string, others ...string) types.ContainerDefinition {
	c := types.ContainerDefinition{Name: aws.String(name)}
	for _, other := range others {
		on, condition, _ := strings.Cut(other, ":")
		c.DependsOn = append(c.DependsOn, types.ContainerDependency{ContainerName: aws.String(on), Condition: types.ContainerCondition(condition)})
	}
	return c
}

func TestContainersStartInTheOrderOfTheirDependencies(t *testing.T) {
	for want, definitions := range map[string][]types.ContainerDefinition{
		"web agent":       {after("web"), after("agent")},
		"proxy web agent": {after("web", "proxy:HEALTHY"), after("agent", "web:START"), after("proxy")},
		"":                {after("web", "proxy:START"), after("proxy", "web:START")},
	} {
		var names []string
		for _, c := range inOrder(definitions) {
			names = append(names, *c.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// waiting is a task whose container web waits for the health of its container proxy.
func waiting() (l *life, web, proxy *container) {
	web = &container{definition: after("web", "proxy:HEALTHY"), state: containerState{Name: "web"}, ended: make(chan struct{})}
	proxy = &container{definition: after("proxy"), state: containerState{Name: "proxy", Health: "UNKNOWN"}, ended: make(chan struct{})}
	l = newLife(nil, "arn")
	l.containers = []*container{proxy, web}
	return l, web, proxy
}

func TestAContainerWaitsForTheHealthOfAnother(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*life, *container)
		want    string
		after   time.Duration
	}{
		"it is well":       {func(l *life, c *container) { l.set(c, func(s *containerState) { s.Health = "HEALTHY" }) }, "", time.Minute},
		"it is not well":   {func(l *life, c *container) { l.set(c, func(s *containerState) { s.Health = "UNHEALTHY" }) }, "[proxy] did not become healthy", time.Minute},
		"it ends":          {func(_ *life, c *container) { close(c.ended) }, "[proxy] stopped before it was healthy", time.Minute},
		"nothing is known": {func(*life, *container) {}, "[web] has timed out", defaultStartTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, web, proxy := waiting()
				go func() {
					time.Sleep(time.Minute)
					c.happens(l, proxy)
				}()
				began := time.Now()
				err := l.ready(t.Context(), web)
				if took := time.Since(began); took < c.after || took > c.after+poll {
					t.Errorf("it took %v, want %v", took, c.after)
				}
				if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %q", err, c.want)
				}
			})
		})
	}
}

func TestAContainerStopsAfterThoseThatDependOnIt(t *testing.T) {
	l, web, proxy := waiting()
	if got := l.dependents(proxy); len(got) != 1 || got[0] != web {
		t.Errorf("got %v", got)
	}
	if got := l.dependents(web); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
