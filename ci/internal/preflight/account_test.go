package preflight

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAccount(t *testing.T) {
	there := func(arn string) made {
		return made{"module.alb.aws_lb.this", "module.alb", "aws_lb", nil, "update", attributes{"arn": arn}}
	}
	const ours = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/1"
	for name, c := range map[string]struct {
		is      Expected
		of      made
		refused string
	}{
		"as the settings say":      {Expected{Account: "123456789012", Region: "eu-west-1", Caller: "123456789012"}, there(ours), ""},
		"the settings name none":   {Expected{Region: "eu-west-1", Caller: "123456789012"}, there(ours), ""},
		"another than they say":    {Expected{Account: "210987654321", Region: "eu-west-1", Caller: "123456789012"}, there(ours), `settings.tfvars says account = "210987654321"`},
		"another than is deployed": {Expected{Region: "eu-west-1", Caller: "210987654321"}, there(ours), "module.alb.aws_lb.this is in account 123456789012"},
		"another region":           {Expected{Region: "eu-central-1", Caller: "123456789012"}, there(ours), "module.alb.aws_lb.this is in eu-west-1"},
		"what has no region":       {Expected{Region: "eu-west-1", Caller: "123456789012"}, there("arn:aws:s3:::shop"), ""},
		"what is made anew": {Expected{Region: "eu-central-1", Caller: "123456789012"},
			made{"aws_lb.this", "", "aws_lb", nil, "create", attributes{"arn": ours}}, ""},
	} {
		c.is.File = "settings.tfvars"
		_, wrong := c.is.Judge(planOf(t, nil, c.of))
		if (len(wrong) > 0) != (c.refused != "") || !strings.Contains(fmt.Sprint(wrong), c.refused) {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

func TestTimeLeft(t *testing.T) {
	now := time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)
	database := made{"module.rds.aws_db_instance.this", "module.rds", "aws_db_instance", nil, "create", attributes{"timeouts": attributes{"create": "60m"}}}
	for _, c := range []struct {
		name    string
		plan    *Plan
		left    time.Duration
		refused string
	}{
		{"enough for a rollout", planOf(t, nil, service("web", "update", 2, attributes{})...), 10 * time.Minute, ""},
		{"too little for it", planOf(t, nil, service("web", "update", 2, attributes{})...), 9 * time.Minute, `module.service["web"].aws_ecs_service.this may take 10`},
		{"too little for a new one", planOf(t, nil, service("web", "replace", 2, attributes{})...), 14 * time.Minute, "may take 15"},
		{"an hour does for a database, whatever Terraform would wait", planOf(t, nil, database), 55 * time.Minute, ""},
		{"half of one does not", planOf(t, nil, database), 29 * time.Minute, "module.rds.aws_db_instance.this may take 30"},
		{"a plan without changes", planOf(t, nil, service("web", "", 2, attributes{})...), 3 * time.Minute, ""},
		{"they ended", planOf(t, nil), -time.Minute, "end in 0 minutes, at 02:59 UTC"},
	} {
		_, wrong := TimeLeft(c.plan, now.Add(c.left), now)
		if (len(wrong) > 0) != (c.refused != "") || !strings.Contains(fmt.Sprint(wrong), c.refused) {
			t.Errorf("%s: %v", c.name, wrong)
		}
	}
}
