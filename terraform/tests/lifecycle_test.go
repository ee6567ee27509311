package tests

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// What a lifecycle block says is in no plan, and no emulator refuses what AWS does then: so the text is read.

// TestNoWordingReplacesAGroup: AWS changes no description of these. Terraform would replace what others use, or what has the same name.
func TestNoWordingReplacesAGroup(t *testing.T) {
	found := 0
	for address, block := range blocks(t) {
		if kind := block.Labels[0]; kind != "aws_security_group" && kind != "aws_db_parameter_group" {
			continue
		}
		found++
		if !slices.Contains(lifecycle(block)["ignore_changes"], "description") {
			t.Errorf("%s: write lifecycle { ignore_changes = [description] }: another wording replaces it", address)
		}
	}
	if found < 6 {
		t.Errorf("%d groups found: the modules have more", found)
	}
}

// TestNewBeforeOld: tasks serve through the old one until the service has moved to the new one.
func TestNewBeforeOld(t *testing.T) {
	all := blocks(t)
	for _, name := range []string{"aws_lb_listener_rule.this", "aws_vpc_security_group_ingress_rule.task", "aws_ecs_task_definition.this"} {
		address := filepath.Join("modules", "ecs-service") + ": " + name
		block := all[address]
		if block == nil {
			t.Errorf("%s is not there", address)
		} else if !slices.Equal(lifecycle(block)["create_before_destroy"], []string{"true"}) {
			t.Errorf("%s: write lifecycle { create_before_destroy = true }", address)
		}
	}
}

// blocks are the resources of all modules and stacks, by folder and address.
func blocks(t *testing.T) map[string]*hclsyntax.Block {
	t.Helper()
	found := map[string]*hclsyntax.Block{}
	for _, pattern := range []string{"../modules/*/*.tf", "../stacks/*/*.tf"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
		}
		for _, path := range paths {
			file, diagnostics := hclparse.NewParser().ParseHCLFile(path)
			if diagnostics.HasErrors() {
				t.Fatal(diagnostics)
			}
			for _, block := range file.Body.(*hclsyntax.Body).Blocks {
				if block.Type == "resource" {
					folder, _ := filepath.Rel("..", filepath.Dir(path))
					found[folder+": "+block.Labels[0]+"."+block.Labels[1]] = block
				}
			}
		}
	}
	return found
}

// lifecycle is what the lifecycle block of a resource says: argument → the words of its value.
func lifecycle(resource *hclsyntax.Block) map[string][]string {
	said := map[string][]string{}
	for _, block := range resource.Body.Blocks {
		if block.Type != "lifecycle" {
			continue
		}
		for name, attribute := range block.Body.Attributes {
			said[name] = words(attribute)
		}
	}
	return said
}

func words(attribute *hclsyntax.Attribute) []string {
	at := attribute.Expr.Range()
	text, err := os.ReadFile(at.Filename)
	if err != nil {
		return nil
	}
	tokens, _ := hclsyntax.LexExpression(text[at.Start.Byte:at.End.Byte], at.Filename, at.Start)
	var found []string
	for _, token := range tokens {
		if token.Type == hclsyntax.TokenIdent {
			found = append(found, string(token.Bytes))
		}
	}
	return found
}
