package plan

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRender(t *testing.T) {
	real, err := Read(recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	risky := Summary{
		Add: 2, Change: 1, Destroy: 2, Replace: 1,
		Changes: []Change{
			{Address: `module.ecs["catalog"].aws_ecs_service.this`, Type: "aws_ecs_service", Action: Update, Attributes: []string{"task_definition"}},
			{Address: `module.ecs["catalog"].aws_ecs_task_definition.this`, Type: "aws_ecs_task_definition", Action: Create},
			{Address: "module.rds.aws_db_instance.this", Type: "aws_db_instance", Action: Replace,
				Attributes: []string{"a", "b", "c", "d", "e", "engine", "identifier"}, Forces: []string{"identifier"}},
			{Address: `module.s3["a|b"].aws_s3_bucket.this`, Type: "aws_s3_bucket", Action: Delete},
		},
	}
	risky.Risky = risks(risky.Changes)
	adopted := Summary{Import: 2, Change: 1, Changes: []Change{
		{Address: "module.alb.aws_lb.this", Type: "aws_lb", Action: Import},
		{Address: "module.vpc.aws_internet_gateway.this", Type: "aws_internet_gateway", Action: Update, Imported: true, Attributes: []string{"vpc_id"}},
	}}
	for name, summary := range map[string]Summary{"empty": {}, "terraform": real, "risky": risky, "adopted": adopted} {
		for ext, write := range map[string]func(io.Writer) error{".txt": summary.Text, ".md": summary.Markdown} {
			t.Run(name+ext, func(t *testing.T) {
				var got bytes.Buffer
				if err := write(&got); err != nil {
					t.Fatal(err)
				}
				golden(t, name+ext, got.Bytes())
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), run with -update if it is right:\n%s", file, diff)
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func TestRenderWriteError(t *testing.T) {
	full := errors.New("no space left")
	summary := Summary{Outputs: []string{"a"}, Changes: []Change{{Address: "a.b", Action: Create}}}
	for name, write := range map[string]func(io.Writer) error{"text": summary.Text, "markdown": summary.Markdown} {
		if err := write(broken{full}); !errors.Is(err, full) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMarkdownWith(t *testing.T) {
	var text strings.Builder
	s := Summary{Add: 1, Changes: []Change{{Address: "a.b", Action: Create}}}
	if err := s.MarkdownWith(&text, "a picture, 100% of it\n"); err != nil {
		t.Fatal(err)
	}
	if want := "destroy.**\n\na picture, 100% of it\n\n| Action"; !strings.Contains(text.String(), want) {
		t.Errorf("%q is not in %q", want, text.String())
	}
}

func TestLost(t *testing.T) {
	s := Summary{Changes: []Change{
		{Address: "a.table", Action: Delete, Type: "aws_dynamodb_table"}, {Address: "b.rule", Action: Replace}, {Address: "c.new", Action: Create}, {Address: "d.gone", Action: Delete},
	}}
	s.Risky = risks(s.Changes)
	got := strings.Join(s.Lost(), "\n")
	if want := "**`a.table`: destroyed with its items**\n`b.rule`: replace\n`d.gone`: delete"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
