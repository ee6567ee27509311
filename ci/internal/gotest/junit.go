package gotest

import (
	"bytes"
	"fmt"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/jstemmer/go-junit-report/v2/parser/gotest"
)

// JUnit turns the stream of events into a JUnit report, the form that most CI systems show.
func JUnit(r io.Reader) ([]byte, error) {
	report, err := gotest.NewJSONParser().Parse(r)
	if err != nil {
		return nil, fmt.Errorf("read the tests' events: %w", err)
	}
	suites := junit.CreateFromReport(report, "")
	text := bytes.NewBufferString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	if err := suites.WriteXML(text); err != nil {
		return nil, fmt.Errorf("write JUnit: %w", err)
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}
