package main

// inTurn has a command that compiles Go wait until no other of its kind does. Each uses all cores by itself, and finds in the
// cache what those before it compiled; side by side and with an empty cache, all of them would compile the same packages. The
// lock lies in that cache, so it holds across calls, too. What is not compiled goes first: an engine, or an emulator, that is
// kept from answering for some seconds fails those who ask it.
func inTurn(of kind, command ...string) []string {
	return append([]string{"nice", "-n", "10", "flock", buildCache + "/slipway-" + string(of) + ".lock"}, command...)
}

// A kind keeps what takes seconds from waiting for what takes minutes.
type kind string

const programs kind = "programs" // the repository's own
