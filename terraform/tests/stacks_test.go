// Package tests applies both stacks to the emulator, as the pipeline does it.
package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/files"
	"github.com/gruntwork-io/terratest/modules/logger"
	"github.com/gruntwork-io/terratest/modules/terraform"
)

const (
	account  = "123456789012" // the emulator's
	settings = "local"
	project  = "slipway"
	region   = "us-east-1"
)

// TestStacks is one environment's life: bootstrap, platform, nothing to do, one new image, another port, a certificate, and the end of both.
func TestStacks(t *testing.T) {
	wantLeft(t) // another test's resources would be taken for this one's
	bootstrap := stack(t, "bootstrap")
	writeFile(t, bootstrap, "backend_override.tf", "terraform {\n  backend \"local\" {}\n}\n")
	platform := stack(t, "platform")
	platform.BackendConfig = map[string]any{
		"bucket":         fmt.Sprintf("%s-%s-state-%s", project, settings, account),
		"region":         region,
		"use_path_style": true,
	}
	platform.Vars["images"] = map[string]string{"catalog": image("catalog", "1"), "orders": image("orders", "1")}

	for _, part := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"bootstrap is applied, and again changes nothing", func(t *testing.T) {
			terraform.InitAndApplyAndIdempotentContext(t, t.Context(), bootstrap)
			kinds := map[string]bool{}
			for _, r := range resources(t) {
				kinds[r.Kind] = true
			}
			for _, want := range []string{"bucket", "table", "repository", "secret", "key"} {
				if !kinds[want] {
					t.Errorf("bootstrap made no %s", want)
				}
			}
		}},
		{"platform is applied, and again changes nothing", func(t *testing.T) {
			terraform.InitAndApplyAndIdempotentContext(t, t.Context(), platform)
			running := terraform.OutputMapOfObjectsContext(t, t.Context(), platform, "services")
			for _, service := range []string{"catalog", "orders"} {
				if _, there := running[service]; !there {
					t.Errorf("the output services lacks %s: %v", service, running)
				}
			}
		}},
		{"one new image changes one task definition and one service", func(t *testing.T) {
			platform.Vars["images"] = map[string]string{"catalog": image("catalog", "2"), "orders": image("orders", "1")}
			platform.PlanFilePath = filepath.Join(t.TempDir(), "plan")
			planned := terraform.InitAndPlanAndShowWithStructContext(t, t.Context(), platform)
			platform.PlanFilePath = ""
			var changed []string
			for address, change := range planned.ResourceChangesMap {
				if actions := change.Change.Actions; !actions.NoOp() && !actions.Read() {
					changed = append(changed, address)
				}
			}
			slices.Sort(changed)
			if len(changed) != 2 || !strings.HasPrefix(changed[0], `module.service["catalog"].aws_ecs_service.`) ||
				changed[1] != `module.service["catalog"].aws_ecs_task_definition.this` {
				t.Errorf("it changes %v", changed)
			}
			terraform.ApplyContext(t, t.Context(), platform)
		}},
		{"another port, and a certificate, open the new way before they close the old one", func(t *testing.T) { opensBeforeItCloses(t, platform) }},
		{"destroy leaves nothing", func(t *testing.T) {
			for _, s := range []*terraform.Options{platform, bootstrap} {
				// What protects data and instances is in the state; a destroy heeds the state.
				s.Vars["deletion_protection"] = false
				terraform.ApplyContext(t, t.Context(), s)
				terraform.DestroyContext(t, t.Context(), s)
			}
			wantLeft(t)
		}},
	} {
		if !t.Run(part.name, part.run) {
			return // each part builds on the one before
		}
	}
}

// stack is a copy of one of the stacks, so that no test finds another's files.
func stack(t *testing.T, name string) *terraform.Options {
	t.Helper()
	return stackOf(t, name, settings)
}

// stackOf is the same with the settings of another environment.
func stackOf(t *testing.T, name, settings string) *terraform.Options {
	t.Helper()
	root, err := files.CopyTerraformFolderToTemp("..", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(root)) })
	dir := filepath.Join(root, "stacks", name)
	return &terraform.Options{
		TerraformBinary: "terraform",
		TerraformDir:    dir,
		VarFiles:        []string{filepath.Join(root, "environments", settings+".tfvars")},
		Vars:            map[string]any{},
		NoColor:         true,
		Lock:            true,
		Logger:          logger.Discard,
	}
}

func image(service, digit string) string {
	return fmt.Sprintf("%s.dkr.ecr.%s.amazonaws.com/%s-%s/%s@sha256:%s", account, region, project, settings, service, strings.Repeat(digit, 64))
}

func writeFile(t *testing.T, in *terraform.Options, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(in.TerraformDir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
