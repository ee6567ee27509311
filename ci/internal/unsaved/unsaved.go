// Package unsaved keeps the state of an apply that Terraform could not write to its bucket: it leaves that in a file, which would go with
// the container.
package unsaved

const (
	// State is the file that Terraform leaves it in.
	State = "errored.tfstate"
	// Errors is where Apply leaves what Terraform says on standard error.
	Errors = "/tmp/apply.err"
	// Push writes the state, with the credentials that there are now. Terraform refuses one that is older than what is there.
	Push = "terraform state push " + State + " && rm " + State
)

// Apply is a command that runs one which applies a plan. It fails as Terraform does, but for an apply whose state was not written: that ends well and
// leaves State, because of a command that fails nothing is kept.
func Apply(command string) string {
	return command + " 2>" + Errors + " && ended=0 || ended=$?; cat " + Errors + " >&2; [ $ended = 0 ] || [ -s " + State + " ]"
}
