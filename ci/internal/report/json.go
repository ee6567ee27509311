package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes the whole summary, every change of the plan included, as one indented object. Lists are never null. The error is
// w's.
func (s Summary) JSON(w io.Writer) error {
	if s.Services == nil {
		s.Services = []ServiceRow{}
	}
	if s.Steps == nil {
		s.Steps = []Step{}
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the summary: %w", err)
	}
	_, err = w.Write(append(data, '\n'))
	return err
}
