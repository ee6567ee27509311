package kills

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const stack = `{"version":4,"serial":7,"lineage":"a","resources":[
  {"mode":"managed","type":"aws_vpc","name":"this","instances":[{"attributes":{"id":"vpc-1","main_route_table_id":"rtb-1","default_security_group_id":"sg-1"}}]},
  {"module":"module.alb","mode":"managed","type":"aws_security_group","name":"this","instances":[
    {"index_key":"a","attributes":{"id":"sg-2"}},{"index_key":0,"deposed":"00aa","attributes":{"id":"sg-3"}}]},
  {"mode":"managed","type":"aws_vpc_security_group_ingress_rule","name":"this","instances":[{"attributes":{"id":"sgr-1"}}]},
  {"mode":"data","type":"aws_vpc","name":"other","instances":[{"attributes":{"id":"vpc-2"}}]}]}`

func read(t *testing.T, text string) *State {
	t.Helper()
	state, err := ReadState([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestDifferences(t *testing.T) {
	all := []Existing{
		{"vpc", "vpc-1"}, {"route table", "rtb-1"}, {"security group", "sg-1"}, {"security group", "sg-2"}, {"security group", "sg-3"},
		{"instance", "i-1"}, {"network interface", "eni-1"}, {"volume", "vol-1"},
	}
	twice := read(t, `{"version":4,"serial":1,"lineage":"b","resources":[
	  {"mode":"managed","type":"aws_vpc","name":"again","instances":[{"attributes":{"id":"vpc-1","main_route_table_id":"rtb-1","default_security_group_id":"sg-1"}}]}]}`)
	database := read(t, `{"version":4,"serial":1,"lineage":"c","resources":[{"mode":"managed","type":"aws_db_instance","name":"main",
	  "instances":[{"attributes":{"identifier":"main","master_user_secret":[{"secret_arn":"arn:1"}]}}]},
	  {"mode":"managed","type":"aws_db_subnet_group","name":"main","instances":[]}]}`)
	for name, test := range map[string]struct {
		existing []Existing
		more     *State
		want     []string
	}{
		"the same":   {all, nil, nil},
		"one more":   {append(slices.Clone(all), Existing{"vpc", "vpc-2"}), nil, []string{"vpc vpc-2 is there, and in no state"}},
		"one is not": {all[:4], nil, []string{`module.alb.aws_security_group.this[0] (deposed 00aa) is in a state, and its security group sg-3 is not there`}},
		"in two states": {all, twice, []string{
			"route table rtb-1 is in the states as aws_vpc.again and as aws_vpc.this", "security group sg-1 is in the states as aws_vpc.again and as aws_vpc.this",
			"vpc vpc-1 is in the states as aws_vpc.again and as aws_vpc.this",
		}},
		"a kind that nobody knows": {append(slices.Clone(all), Existing{"stream", "s"}), nil, []string{
			"stream s: nobody said where a state has a stream: add it to kinds in ci/tests/internal/kills/platform.go",
		}},
		"an alarm of a policy that tracks": {append(slices.Clone(all), Existing{"alarm", "TargetTracking-service/c/orders-AlarmHigh-1"}), nil, nil},
		"an alarm":                         {append(slices.Clone(all), Existing{"alarm", "orders-5xx"}), nil, []string{"alarm orders-5xx is there, and in no state"}},
		"a secret that RDS keeps":          {append(slices.Clone(all), Existing{"database", "main"}, Existing{"secret", "arn:1"}), database, nil},
		"one of a database that began anew": {append(slices.Clone(all), Existing{"database", "main"}, Existing{"secret", "arn:1"}, Existing{"secret", "arn:2"}), database,
			[]string{"secret arn:2 is there, and in no state"}},
	} {
		if got := Differences(test.existing, read(t, stack), test.more); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if got := Differences(all, nil, nil); len(got) != 5 {
		t.Errorf("without a state all is left: %q", got)
	}
}

// Without this, what a deploy makes of a new kind is first seen as a difference in the middle of an hour of kills.
func TestKindsAreThoseOfTheEmulator(t *testing.T) {
	text, err := os.ReadFile("../../../emulator/slipway_emulator/inventory.py")
	if err != nil {
		t.Fatal(err)
	}
	listed := regexp.MustCompile(`(?m)^    \("\w+", "([^"]+)", "`).FindAllStringSubmatch(string(text), -1)
	if len(listed) < 40 {
		t.Fatalf("inventory.py lists %d kinds: the pattern of this test has to follow it", len(listed))
	}
	for _, kind := range listed {
		if kinds[kind[1]] == nil && !slices.Contains(byAWS, kind[1]) && !slices.Contains(notCompared, kind[1]) {
			t.Errorf("the emulator lists each %s: say in platform.go where a state has it, or that none has", kind[1])
		}
	}
}

func TestReadStateRefuses(t *testing.T) {
	for _, text := range []string{"", "{}", `{"serial":3}`, `{"lineage":"secret`} {
		if _, err := ReadState([]byte(text)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestForward(t *testing.T) {
	before := &State{Lineage: "a", Serial: 7}
	for name, test := range map[string]struct {
		before, after *State
		want          string
	}{
		"the same":        {before, before, ""},
		"a later one":     {before, &State{Lineage: "a", Serial: 9}, ""},
		"the first":       {nil, before, ""},
		"none":            {nil, nil, ""},
		"an earlier one":  {before, &State{Lineage: "a", Serial: 6}, "its serial went back from 7 to 6"},
		"another":         {before, &State{Lineage: "b", Serial: 9}, "its lineage was a and is b"},
		"one that is not": {before, nil, "the state with serial 7 is gone"},
	} {
		err := Forward(test.before, test.after)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestTold(t *testing.T) {
	of := func(release string, seq int, half string, status int) Call {
		return Call{Seq: seq, Service: "s3", Action: "PutObject", Resource: "b/releases/" + release + "/" + half + ".json", Write: true, Status: status}
	}
	entry := func(seq int, half string, status int) Call { return of("1", seq, half, status) }
	next := []Call{of("2", 20, "begin", 200), of("2", 30, "end", 200)}
	last := Release{Number: 2, Kind: "deploy", Status: "succeeded", Live: true}
	was := func(status string) []Release { return []Release{last, {Number: 1, Kind: "deploy", Status: status}} }
	for name, test := range map[string]struct {
		log    []Call
		killed int
		good   []Release
		bad    []Release
	}{
		"before its entry":       {[]Call{entry(5, "begin", 499)}, 5, []Release{last}, was("interrupted")},
		"in the middle":          {[]Call{entry(5, "begin", 200)}, 9, was("interrupted"), []Release{last}},
		"and it said so":         {[]Call{entry(5, "begin", 200), entry(12, "end", 200)}, 9, was("failed"), was("succeeded")},
		"before it could say so": {[]Call{entry(5, "begin", 200), entry(9, "end", 499)}, 9, was("interrupted"), was("succeeded")},
		"when it had succeeded":  {[]Call{entry(5, "begin", 200), entry(9, "end", 200)}, 9, was("succeeded"), was("failed")},
		"and the next one ended": {append([]Call{entry(5, "begin", 200)}, next...), 9, was("interrupted"), was("failed")},
		"before it, and so on":   {next, 9, []Release{last}, was("failed")},
		"and the next failed":    {nil, 5, []Release{last}, []Release{{Number: 2, Kind: "deploy", Status: "failed"}}},
		"and another one serves": {nil, 5, []Release{last}, []Release{{Number: 2, Kind: "deploy", Status: "succeeded"}}},
	} {
		ended := EndedAt(test.log, test.killed)
		if err := Told(test.good, nil, ended); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := Told(test.bad, nil, ended); err == nil {
			t.Errorf("%s: %+v is no story of that", name, test.bad)
		}
	}
}

func TestToldOfAnUpdate(t *testing.T) {
	first := Release{Number: 1, Kind: "deploy", Status: "succeeded", Live: true}
	notLive := Release{Number: 1, Kind: "deploy", Status: "succeeded"}
	killed, last := Release{Number: 2, Kind: "deploy", Status: "interrupted"}, Release{Number: 3, Kind: "deploy", Status: "succeeded", Live: true}
	if err := Told([]Release{last, killed, notLive}, []Release{first}, Ended{Begun: true}); err != nil {
		t.Error(err)
	}
	for name, told := range map[string][]Release{
		"the first is gone": {last, killed}, "two are live": {last, killed, first},
		"the first is another": {last, killed, {Number: 1, Kind: "deploy", Status: "failed"}},
	} {
		if Told(told, []Release{first}, Ended{Begun: true}) == nil {
			t.Errorf("%s, and it is no fault", name)
		}
	}
}

func TestMade(t *testing.T) {
	log := []Call{
		{Seq: 3, Action: "CreateVpc", Write: true, Status: 200}, {Seq: 5, Action: "DeleteVpc", Write: true, Status: 200},
		{Seq: 6, Action: "CreateSubnet", Write: true, Status: 403}, {Seq: 7, Action: "PutItem", Write: true, Status: 200},
	}
	if err := Made(log, 4); err != nil {
		t.Errorf("it made nothing after call 4: %v", err)
	}
	if err := Made(log, 2); err == nil || !strings.Contains(err.Error(), "CreateVpc") || strings.Contains(err.Error(), "CreateSubnet") {
		t.Errorf("after call 2 it made a VPC: %v", err)
	}
}

func TestNotes(t *testing.T) {
	bucket, service := Moment{Action: "CreateBucket", After: true}, Moment{Action: "UpdateService", After: true}
	for name, test := range map[string]struct {
		m     Moment
		ended Ended
		want  int
	}{
		"of the bootstrap nothing":               {bucket, Ended{}, 0},
		"a bucket is adopted":                    {bucket, Ended{Begun: true}, 3},
		"so it is where the run wrote its end":   {bucket, Ended{Begun: true, Ended: true}, 1},
		"what was not done, nobody adopts":       {Moment{Action: "CreateBucket"}, Ended{Begun: true}, 2},
		"what is changed only, neither":          {service, Ended{Begun: true}, 2},
		"nor a release that served, interrupted": {service, Ended{Begun: true, Ended: true, Served: true}, 0},
	} {
		if got := Notes(test.m, test.ended); len(got) != test.want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
