package dockerfile

import (
	"maps"
	"runtime"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// variables are those whose value the Dockerfile says: ENV, and ARG with a default.
type variables map[string]variable

type variable struct {
	value string
	env   bool // a stage that starts from this one has it too
}

func (v variables) Get(name string) (string, bool) {
	found, ok := v[name]
	return found.value, ok
}

func (v variables) Keys() []string { return slices.Collect(maps.Keys(v)) }

func (v variables) inherited() variables {
	env := maps.Clone(v)
	maps.DeleteFunc(env, func(_ string, v variable) bool { return !v.env })
	return env
}

// expanded is a word. It is not complete where it takes a variable that only the build or the base image knows.
type expanded struct {
	text     string
	complete bool
}

func (f *File) expand(word string, known variables) (expanded, error) {
	result, err := f.lex.ProcessWordWithMatches(word, known)
	return expanded{result.Result, len(result.Unmatched) == 0}, err
}

// globals are the ARG before the first FROM, and BuildKit's own of the platform, which is the engine's.
func (f *File) globals(arguments []instructions.ArgCommand) variables {
	known := variables{}
	for on, arch := range map[string]string{"BUILD": runtime.GOARCH, "TARGET": or(f.build.Arch, runtime.GOARCH)} {
		known[on+"OS"] = variable{value: "linux"}
		known[on+"ARCH"] = variable{value: arch}
		known[on+"PLATFORM"] = variable{value: "linux/" + arch}
		known[on+"VARIANT"] = variable{}
	}
	for _, a := range arguments {
		f.declare(a.Args, known, variables{})
	}
	return known
}

// declare takes an ARG: the value that the build gives it, else its default, else the value that it has before the first FROM.
func (f *File) declare(arguments []instructions.KeyValuePairOptional, known, global variables) {
	for _, a := range arguments {
		f.known[a.Key] = true
		if given, ok := f.build.Args[a.Key]; ok {
			known[a.Key] = variable{value: given}
			continue
		}
		if a.Value == nil {
			if v, ok := global[a.Key]; ok {
				known[a.Key] = v
			}
			continue
		}
		if value, err := f.expand(*a.Value, known); err == nil && value.complete {
			known[a.Key] = variable{value: value.text}
		} else {
			delete(known, a.Key)
		}
	}
}

// assign takes an ENV. All its words see the variables as they were before it.
func (f *File) assign(pairs instructions.KeyValuePairs, known variables) {
	before := maps.Clone(known)
	for _, p := range pairs {
		if value, err := f.expand(p.Value, before); err == nil && value.complete {
			known[p.Key] = variable{value: value.text, env: true}
		} else {
			delete(known, p.Key)
		}
	}
}
