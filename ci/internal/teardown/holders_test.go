package teardown

import (
	"strings"
	"testing"
)

const state = `{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{
 "child_modules":[
  {"address":"module.rds","resources":[
    {"address":"module.rds.aws_db_instance.this[\"main\"]","mode":"managed","type":"aws_db_instance","values":{"identifier":"shop-prod-main","skip_final_snapshot":false,"final_snapshot_identifier":"shop-prod-main-final"}},
    {"address":"module.rds.data.aws_vpc.this","mode":"data","type":"aws_vpc","values":{}}]},
  {"address":"module.s3","child_modules":[{"address":"module.s3.module.logs","resources":[
    {"address":"module.s3.module.logs.aws_s3_bucket.this","mode":"managed","type":"aws_s3_bucket","values":{"bucket":"shop-prod-logs"}}]}]},
  {"address":"module.alb","resources":[
    {"address":"module.alb.aws_lb.this","mode":"managed","type":"aws_lb","values":{"name":"shop-prod"}},
    {"address":"module.alb.aws_lb_listener.this","mode":"managed","type":"aws_lb_listener","values":{}}]}]}}}`

func TestRead(t *testing.T) {
	s, err := Read([]byte(state))
	if err != nil {
		t.Fatal(err)
	}
	if s.Resources != 4 {
		t.Errorf("%d resources, want the 4 managed ones", s.Resources)
	}
	if len(s.Guarded) != 3 {
		t.Errorf("guarded: %v", s.Guarded)
	}
	if len(s.Holders) != 2 || s.Holders[0].Bucket != "shop-prod-logs" || s.Holders[1].Word != "database/shop-prod-main" ||
		s.Holders[1].Snapshot != "shop-prod-main-final" {
		t.Errorf("holders: %+v", s.Holders)
	}
	empty, err := Read([]byte(`{"format_version":"1.0"}`))
	if err != nil || empty.Resources != 0 {
		t.Errorf("an empty state: %+v, %v", empty, err)
	}
	if _, err := Read([]byte(`Error: no state`)); err == nil {
		t.Error("text that is no state was read as one")
	}
}

func TestPermit(t *testing.T) {
	holders := []Holder{{Word: "database/main"}, {Word: "table/carts"}}
	for _, test := range []struct{ named, want string }{
		{"database/main,table/carts", ""},
		{"", "--data database/main,table/carts"},
		{"database/main", "--data table/carts;"},
		{"database/main,table/carts,table/cards", "does not hold: table/cards"},
		{"database/mian", "does not hold: database/mian; and"},
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
