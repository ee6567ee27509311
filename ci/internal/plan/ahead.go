package plan

// Ahead are the addresses of what is made beside the things that tasks before a release need, though these need it not: it takes minutes, and
// moves nothing. A load balancer that is there already is not among them.
func (s Summary) Ahead() []string {
	var addresses []string
	for _, c := range s.Changes {
		if c.Type == "aws_lb" && c.Action == Create {
			addresses = append(addresses, c.Address)
		}
	}
	return addresses
}
