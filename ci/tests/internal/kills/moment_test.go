package kills

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestMoments(t *testing.T) {
	log := []Call{
		{Service: "ec2", Action: "DescribeVpcs", Status: 200},
		{Service: "ec2", Action: "CreateSubnet", Write: true, Status: 400},
		{Service: "ec2", Action: "CreateSubnet", Write: true, Status: 200},
		{Service: "registry", Action: "UploadBlob", Write: true, Status: 202},
		{Service: "s3", Action: "PutObject", Write: true, Status: 200},
		{Service: "ec2", Action: "CreateVpc", Write: true}, // never answered
	}
	var got []string
	for _, m := range Moments("deploy", log) {
		got = append(got, m.String())
	}
	want := []string{"deploy:ec2:CreateSubnet#2:before", "deploy:ec2:CreateSubnet#2:after", "deploy:s3:PutObject#1:before", "deploy:s3:PutObject#1:after"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParse(t *testing.T) {
	for _, m := range []Moment{
		{"deploy", "ec2", "CreateVpc", 1, true}, {"destroy", "dynamodb", "DeleteItem", 12, false},
		{"deploy", "route53", "POST /2013-04-01/hostedzone/Z#1:x", 3, true},
	} {
		if got, err := Parse(m.String()); err != nil || got != m {
			t.Errorf("%s: got %+v, %v", m, got, err)
		}
	}
	for _, text := range []string{
		"", "deploy", "deploy:ec2", "deploy:ec2:CreateVpc:after", "deploy:ec2:CreateVpc#0:after", "deploy:ec2:#1:after",
		"deploy:ec2:CreateVpc#1:later", "apply:ec2:CreateVpc#1:after", "deploy::CreateVpc#1:after",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), "deploy:ec2:CreateVpc#1:after") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDraw(t *testing.T) {
	var log []Call
	for i := range 200 {
		log = append(log, Call{Service: "ec2", Action: fmt.Sprint("Create", i%20), Write: true, Status: 200})
	}
	moments := Moments("deploy", log)
	one, again, other := Draw(1, moments), Draw(1, moments), Draw(2, moments)
	if !slices.Equal(one, again) {
		t.Error("one seed draws two orders")
	}
	if slices.Equal(one[:12], other[:12]) {
		t.Error("two seeds draw the same")
	}
	more := append(slices.Clone(moments), Moment{"deploy", "dynamodb", "PutItem", 9, true})
	slices.Reverse(more) // concurrent calls arrive in any order
	left := slices.DeleteFunc(Draw(1, more), func(m Moment) bool { return m.Service == "dynamodb" })
	if !slices.Equal(one, left) {
		t.Error("one call more in the log draws others")
	}
}
