package readers

import (
	"fmt"
	"slices"
	"testing"
)

// unformatted is what terraform 1.11 prints with -check -diff -recursive of three files.
const unformatted = `environments/local.tfvars
--- old/environments/local.tfvars
+++ new/environments/local.tfvars
@@ -1,3 +1,3 @@
-region     =   "us-east-1"
+region     = "us-east-1"
 emulated   = true
 services = {}
modules/s3/main.tf
--- old/modules/s3/main.tf
+++ new/modules/s3/main.tf
@@ -10,7 +10,7 @@
 resource "aws_s3_bucket" "this" {
   bucket = var.name
 
-    force_destroy = false
+  force_destroy = false
 }
 
 # end
@@ -30,3 +30,3 @@
 locals {
-  a=1
+  a = 1
 }
modules/s3/outputs.tf
--- old/modules/s3/outputs.tf
+++ new/modules/s3/outputs.tf
@@ -2,3 +2,4 @@
   value = 1
 }
 
+# added
`

func TestTerraformFormat(t *testing.T) {
	findings, err := TerraformFormat("terraform", []byte(unformatted))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s %s %s", f.Severity, f.Rule, f.Where()))
	}
	want := []string{
		"low format terraform/environments/local.tfvars:1", "low format terraform/modules/s3/main.tf:13", "low format terraform/modules/s3/outputs.tf:5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTerraformFormatOfNothing(t *testing.T) {
	if findings, err := TerraformFormat("terraform", nil); err != nil || len(findings) != 0 {
		t.Errorf("nothing printed: %v, %v", findings, err)
	}
	if _, err := TerraformFormat("terraform", []byte("modules/s3/main.tf\n")); err == nil {
		t.Error("a file without its difference is no finding, and no error")
	}
}
