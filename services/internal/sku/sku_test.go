package sku_test

import (
	"strings"
	"testing"

	"slipway/services/internal/sku"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		sku  string
		says string
	}{
		{"A", ""},
		{"tea-500g_v1.2", ""},
		{strings.Repeat("A", 64), ""},
		{"", "missing"},
		{strings.Repeat("A", 65), "at most 64"},
		{".", "begin"},
		{"..", "begin"},
		{"-A", "begin"},
		{"A/B", "only"},
		{"A B", "only"},
		{"A%2F", "only"},
		{"Aé", "only"},
		{"A\x00", "only"},
	}
	for _, tt := range tests {
		t.Run(tt.sku, func(t *testing.T) {
			err := sku.Check(tt.sku)
			if tt.says == "" {
				if err != nil {
					t.Errorf("Check() = %v, want nil", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Check() = %v, want an error with %q", err, tt.says)
			}
		})
	}
}
