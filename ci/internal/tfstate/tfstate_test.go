package tfstate

import (
	"slices"
	"strings"
	"testing"
)

const state = `{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"a-lineage","outputs":{"url":{"value":"http://x"}},"resources":[
  {"mode":"managed","type":"aws_iam_role","name":"root","instances":[{"attributes":{"name":"of-the-root"}}]},
  {"module":"module.ecr","mode":"managed","type":"aws_ecr_repository","name":"this","instances":[
    {"index_key":"catalog","attributes":{"name":"shop/catalog"}},{"index_key":"orders","attributes":{"name":"shop/orders"}}]},
  {"module":"module.service[\"a.b\"].module.task","mode":"managed","type":"aws_ecs_service","name":"this","instances":[{"index_key":0,"attributes":{"name":3}}]},
  {"module":"module.rds","mode":"data","type":"aws_vpc","name":"this","instances":[{"attributes":{"id":"x"}}]},
  {"module":"module.gone","mode":"managed","type":"aws_lb","name":"this","instances":[]}]}`

func TestRead(t *testing.T) {
	s, err := Read([]byte(state))
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, r := range s.Resources {
		addresses = append(addresses, r.Address)
	}
	want := []string{
		"aws_iam_role.root", `module.ecr.aws_ecr_repository.this["catalog"]`, `module.ecr.aws_ecr_repository.this["orders"]`,
		`module.service["a.b"].module.task.aws_ecs_service.this[0]`,
	}
	if !slices.Equal(addresses, want) {
		t.Errorf("addresses: %q, want %q", addresses, want)
	}
	if s.Lineage != "a-lineage" || s.Serial != 7 || string(s.Outputs["url"]) != `{"value":"http://x"}` {
		t.Errorf("%+v", s)
	}
	if names := s.Names("aws_ecr_repository"); !slices.Equal(names, []string{"shop/catalog", "shop/orders"}) {
		t.Errorf("repositories: %q", names)
	}
	if modules := s.Modules(); !slices.Equal(modules, []string{"module.ecr", "module.service"}) {
		t.Errorf("modules: %q", modules)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"Error: no state":                  "no state of Terraform",
		`{"version":4}`:                    "no state of Terraform",
		`{"version":5,"lineage":"secret"}`: "format 5",
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
