package files

import (
	"reflect"
	"testing"
)

func TestByKind(t *testing.T) {
	got := ByKind([]string{
		"services/cart/Dockerfile", "Dockerfile.dev", "build/web.Dockerfile", "services/cart/dockerfile.go", "Dockerfile/", "web/testdata/bad.Dockerfile",
		"scripts/up.sh", "scripts/lib.bash", "scripts/fish.fish", ".git/hooks/pre-commit.sh",
		".github/workflows/ci.yml", ".github/workflows/deploy.yaml", ".github/workflows/README.md", ".github/workflows/old/ci.yml",
		"action.yml", ".github/actions/setup/action.yaml", ".github/dependabot.yml", ".github/ISSUE_TEMPLATE/bug.yml",
		"terraform/modules/vpc/main.tf", "terraform/stacks/platform/made.tf.json", "terraform/environments/local.tfvars", "other/main.tf",
		"terraform/modules/vpc/tests/vpc.tftest.hcl", "terraform/stacks/platform/.terraform/modules/vpc/old.tfvars", "terraform/stacks/platform/.terraform.lock.hcl",
		"go.mod", "tools/gen/go.mod", "tools/gen/testdata/broken/go.mod", "vendor/example.org/go.mod",
	})
	want := Kinds{
		Dockerfiles: []string{"services/cart/Dockerfile", "Dockerfile.dev", "build/web.Dockerfile"},
		Scripts:     []string{"scripts/up.sh", "scripts/lib.bash"},
		Workflows:   []string{".github/workflows/ci.yml", ".github/workflows/deploy.yaml"},
		Actions:     []string{"action.yml", ".github/actions/setup/action.yaml", ".github/dependabot.yml"},
		HCL:         []string{"terraform/modules/vpc/main.tf", "terraform/stacks/platform/made.tf.json"},
		Formatted:   []string{"terraform/modules/vpc/main.tf", "terraform/environments/local.tfvars", "terraform/modules/vpc/tests/vpc.tftest.hcl"},
		Modules:     []string{"tools/gen"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestScripts(t *testing.T) {
	for line, want := range map[string]bool{
		"./run\t#!/bin/sh":                         true,
		"./run\t#!/bin/bash -eu":                   true,
		"./run\t#!/usr/bin/env bash":               true,
		"./run\t#! /usr/bin/env -S bash -x":        true,
		"./run\t#!/bin/dash\r":                     true,
		"./run\t#!/usr/bin/env python3":            false,
		"./run\t#!/bin/zsh":                        false,
		"./run\t#!/usr/bin/fish":                   false,
		"./user-data.sh.tftpl\t#!/bin/bash":        false,
		"./run\tsee #!/bin/sh":                     false,
		"./run\t#!/usr/bin/env shellcheck-wrapper": false,
	} {
		if got := Scripts(line + "\n"); (len(got) == 1) != want || want && got[0] != "run" {
			t.Errorf("%q: %v", line, got)
		}
	}
}
