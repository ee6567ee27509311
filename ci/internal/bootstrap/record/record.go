// Package record says what a stack was applied from. Where that is what is here now, and the state is the one that the apply left,
// nothing is to change, and no plan is needed to know it.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Record is of one apply.
type Record struct {
	// Source is the hash of all that was planned from.
	Source string `json:"source"`
	// State is the state after it: its lineage and serial.
	State string `json:"state"`
}

// Read reads a record. What is none is no fault: it only costs a plan.
func Read(text []byte) Record {
	var r Record
	if json.Unmarshal(text, &r) != nil {
		return Record{}
	}
	return r
}

// Text is what Read reads.
func (r Record) Text() []byte {
	text, _ := json.Marshal(r) // two strings
	return append(text, '\n')
}

// module finds the local modules that HCL calls.
var module = regexp.MustCompile(`(?m)^\s*source\s*=\s*"(\.\.?/[^"]+)"`)

// Source is the hash of a stack: its folder and those of all modules that it calls, of the repository's files by path, and of the
// words that a call adds. Tests and texts for people are left out. It is empty where a module is none of the files: then what the
// stack is made of is not known.
func Source(files map[string][]byte, folder string, words ...string) string {
	hash := sha256.New()
	seen := map[string]bool{}
	for folders := []string{folder}; len(folders) > 0; {
		next := folders[0]
		if folders = folders[1:]; seen[next] {
			continue
		}
		seen[next] = true
		known := false
		for _, file := range slices.Sorted(maps.Keys(files)) {
			name, in := strings.CutPrefix(file, next+"/")
			if !in || strings.HasPrefix(name, "tests/") || strings.HasSuffix(name, ".md") {
				continue
			}
			known = true
			fmt.Fprintf(hash, "%q %q\n", file, files[file])
			for _, call := range module.FindAllSubmatch(files[file], -1) {
				folders = append(folders, path.Join(path.Dir(file), string(call[1])))
			}
		}
		if !known {
			return ""
		}
	}
	fmt.Fprintf(hash, "%q\n", words)
	return hex.EncodeToString(hash.Sum(nil))
}
