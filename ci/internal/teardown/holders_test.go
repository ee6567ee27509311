package teardown

import (
	"slices"
	"strings"
	"testing"

	"dagger/slipway/internal/tfstate"
)

var state = tfstate.State{Resources: []tfstate.Resource{
	{Address: `module.rds.aws_db_instance.this["main"]`, Module: "module.rds", Type: "aws_db_instance", Attributes: map[string]any{
		"identifier": "shop-prod-main", "deletion_protection": true, "skip_final_snapshot": false, "final_snapshot_identifier": "shop-prod-main-final",
	}},
	{Address: "module.s3.module.logs.aws_s3_bucket.this", Module: "module.s3", Type: "aws_s3_bucket", Attributes: map[string]any{"bucket": "shop-prod-logs", "force_destroy": false}},
	{Address: "module.alb.aws_lb.this", Module: "module.alb", Type: "aws_lb", Attributes: map[string]any{"name": "shop-prod", "enable_deletion_protection": false}},
	{Address: "module.alb.aws_lb_listener.this", Module: "module.alb", Type: "aws_lb_listener"},
}}

func TestOf(t *testing.T) {
	s := Of(state)
	if s.Resources != 4 {
		t.Errorf("%d resources, want 4", s.Resources)
	}
	if want := []string{`module.rds.aws_db_instance.this["main"]`, "module.s3.module.logs.aws_s3_bucket.this"}; !slices.Equal(s.Guarded, want) {
		t.Errorf("guarded: %v, want %v, as the load balancer's protection is lifted", s.Guarded, want)
	}
	if len(s.Holders) != 2 || s.Holders[0].Bucket != "shop-prod-logs" || s.Holders[1].Word != "database/shop-prod-main" ||
		s.Holders[1].Snapshot != "shop-prod-main-final" {
		t.Errorf("holders: %+v", s.Holders)
	}
	if !slices.Equal(s.Modules, []string{"module.alb", "module.rds", "module.s3"}) {
		t.Errorf("modules: %v", s.Modules)
	}
	if len(s.Roots) != 0 {
		t.Errorf("in no module: %v", s.Roots)
	}
	key := tfstate.Resource{Address: "aws_kms_key.alarms[0]", Type: "aws_kms_key"}
	if s := Of(tfstate.State{Resources: []tfstate.Resource{key}}); !slices.Equal(s.Roots, []string{key.Address}) {
		t.Errorf("a key of the root must be known as such: %v", s.Roots)
	}
	if empty := Of(tfstate.State{}); empty.Resources != 0 {
		t.Errorf("an empty state: %+v", empty)
	}
}

func TestWhatWasImportedIsProtected(t *testing.T) {
	s := Of(tfstate.State{Resources: []tfstate.Resource{
		{Address: "imported", Type: "aws_ecr_repository", Attributes: map[string]any{"name": "shop-prod/api", "force_delete": nil}},
		{Address: "lifted", Type: "aws_ecr_repository", Attributes: map[string]any{"name": "shop-prod/web", "force_delete": true}},
		{Address: "pool", Type: "aws_autoscaling_group", Attributes: map[string]any{"force_delete": true, "force_delete_warm_pool": false}},
		{Address: "service", Type: "aws_ecs_service", Attributes: map[string]any{"name": "api", "force_delete": nil}},
		{Address: "open", Type: "aws_lb", Attributes: map[string]any{"enable_deletion_protection": nil}},
	}})
	if !slices.Equal(s.Guarded, []string{"imported", "pool"}) {
		t.Errorf("guarded: %v, want the repository whose images would keep it, and the group that its warm pool would", s.Guarded)
	}
}

func TestASettingOfTheAccountStays(t *testing.T) {
	const address = "aws_ecs_account_setting_default.trunking[0]"
	s := Of(tfstate.State{Resources: []tfstate.Resource{{Address: address, Type: "aws_ecs_account_setting_default"}, {Address: "aws_kms_key.alarms[0]", Type: "aws_kms_key"}}})
	if !slices.Equal(s.Stays, []string{address}) || slices.Contains(s.Roots, address) || s.Resources != 1 {
		t.Errorf("%+v: what a destroy of one environment switches off, the others lose", s)
	}
}

func TestARuleOfEventsHasNoProtection(t *testing.T) {
	s := Of(tfstate.State{Resources: []tfstate.Resource{
		{Address: "rule", Type: "aws_cloudwatch_event_rule", Attributes: map[string]any{"force_destroy": false}},
		{Address: "target", Type: "aws_cloudwatch_event_target", Attributes: map[string]any{"force_destroy": false}},
	}})
	if len(s.Guarded) > 0 {
		t.Errorf("guarded: %v: nothing lifts it, and a destroy that was killed can't evaluate what they need", s.Guarded)
	}
}

func TestASecretGoesByItsWord(t *testing.T) {
	s := Of(tfstate.State{Resources: []tfstate.Resource{{Type: "aws_secretsmanager_secret", Attributes: map[string]any{"name": "shop-prod/payment-key"}}}})
	err := Permit("prod", "shop-prod", s.Holders, nil)
	if err == nil || !strings.Contains(err.Error(), "--data secret/shop-prod/payment-key") {
		t.Errorf("a destroy must refuse to take a secret that nobody named: %v", err)
	}
	if err := Permit("prod", "shop-prod", s.Holders, []string{"secret/shop-prod/payment-key"}); err != nil {
		t.Error(err)
	}
}

func TestPermit(t *testing.T) {
	holders := []Holder{{Word: "database/main"}, {Word: "table/carts"}}
	for _, test := range []struct{ named, want string }{
		{"database/main,table/carts", ""},
		{"", "--data database/main,table/carts"},
		{"database/main", "--data table/carts;"},
		{"database/main,table/carts,table/cards", "does not hold: table/cards"},
		{"database/mian", "does not hold: database/mian (leave it out); and"},
		{"database/main,table/carts,bucket/shop-prod-files", ""}, // gone in a run that was interrupted
		{"database/main,table/carts,bucket/shop-staging-files", "does not hold: bucket/shop-staging-files"},
	} {
		var named []string
		if test.named != "" {
			named = strings.Split(test.named, ",")
		}
		err := Permit("prod", "shop-prod", holders, named)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("--data %s: %v, want %q", test.named, err, test.want)
		}
	}
}
