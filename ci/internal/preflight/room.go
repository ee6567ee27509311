package preflight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Places is what one instance of a group has for tasks, at least.
type Places struct {
	Resources
	Types []string
	// Trunking says that its interfaces are those of awsvpcTrunking, Assumed that nobody could see whether that is on.
	Trunking, Assumed bool
	// Trunked are the interfaces that it would have with trunking; the same where it has that or never can.
	Trunked int
}

// Instances asks what an instance of these types has.
type Instances interface {
	Places(ctx context.Context, types []string) (Places, error)
}

// Room refuses a plan whose services at full scale, with what a rolling change runs beside them, have no place in the group.
func Room(ctx context.Context, p *Plan, file string, api Instances) (string, []Wrong, error) {
	if !p.changes("aws_ecs_service", "aws_ecs_task_definition", "aws_appautoscaling_target", "aws_appautoscaling_scheduled_action", "aws_autoscaling_group", "aws_launch_template") {
		return "no service, task definition or group of instances changes", nil, nil
	}
	services, groups := p.Services(), p.Groups()
	if len(services) == 0 {
		return "no service runs on instances", nil, nil
	}
	if len(groups) != 1 {
		return "", nil, fmt.Errorf("the plan has %d groups of instances: only of one of its own it is known what has place there", len(groups))
	}
	if len(groups[0].Types) == 0 {
		return "", nil, errors.New("the plan does not say of which types the instances are")
	}
	if i := slices.IndexFunc(services, func(s Service) bool { return s.Task == Resources{} }); i >= 0 {
		return "", nil, errors.New("what a task of " + services[i].Name + " takes is not known before the apply")
	}
	places, err := api.Places(ctx, groups[0].Types)
	if err != nil {
		return "", nil, err
	}
	saw, wrong := judgeRoom(services, groups[0], places, file)
	return saw, wrong, nil
}

// kind is one of the three that a place is made of.
type kind struct {
	word    string
	of      func(Resources) int
	setting string // of a service, that makes a task take less; interfaces have none
}

var kinds = []kind{
	{"CPU units", func(r Resources) int { return r.CPU }, "cpu"},
	{"MiB of memory", func(r Resources) int { return r.Memory }, "memory"},
	{"network interfaces", func(r Resources) int { return r.Interfaces }, ""},
}

func judgeRoom(services []Service, group Group, one Places, file string) (string, []Wrong) {
	var wrong []Wrong
	var tasks int
	for _, s := range services {
		tasks += s.Most
		for _, k := range kinds {
			if has := k.of(one.Resources); k.of(s.Task) > has && k.setting != "" {
				wrong = append(wrong, Wrong{
					fmt.Sprintf("service %s: a task takes %d %s, and an instance (%s) has %d", s.Name, k.of(s.Task), k.word, strings.Join(one.Types, " or "), has),
					fmt.Sprintf("in %s: services.%s.%s = %d or less, or larger cluster.instance_types", file, s.Name, k.setting, has),
				})
			}
		}
	}
	if len(wrong) > 0 {
		return "", wrong // where none fits, a sum says nothing
	}
	for _, k := range kinds {
		need, has := 0, group.Max*k.of(one.Resources)
		for _, s := range services {
			need += s.Most * k.of(s.Task)
		}
		if need > has {
			wrong = append(wrong, Wrong{sum(services, k, need) + short(group, one, k, has), instead(group, one, k, need, file)})
		}
	}
	return fmt.Sprintf("%d tasks at most, in a rolling change at full scale, fit on %d instances", tasks, group.Max) + trunked(one), wrong
}

// sum is how much all services need of something: "40 network interfaces: catalog 20 (10 tasks, and as many new ones), …".
func sum(services []Service, k kind, need int) string {
	var parts []string
	for _, s := range services {
		part := fmt.Sprintf("%s %d (%d tasks", s.Name, s.Most*k.of(s.Task), s.Tasks)
		if s.Most > s.Tasks {
			part += fmt.Sprintf(" and %d new beside them", s.Most-s.Tasks)
		}
		if each := k.of(s.Task); each > 1 {
			part += fmt.Sprintf(", %d each", each)
		}
		parts = append(parts, part+")")
	}
	return fmt.Sprintf("%d %s are needed in a rolling change at full scale, %s", need, k.word, strings.Join(parts, ", "))
}

func short(group Group, one Places, k kind, has int) string {
	text := fmt.Sprintf("; there are %d: %d instances (%s) with %d each", has, group.Max, strings.Join(one.Types, " or "), k.of(one.Resources))
	if k.setting == "" {
		text += trunked(one)
	}
	return text
}

func trunked(one Places) string {
	switch {
	case one.Assumed:
		return ", if awsvpcTrunking is on, which could not be looked at"
	case one.Trunking:
		return ", with awsvpcTrunking"
	}
	return ""
}

// instead is what to change so that there is room.
func instead(group Group, one Places, k kind, need int, file string) string {
	each := k.of(one.Resources)
	less := "scaling.max or count of the services"
	if k.setting != "" {
		less = k.setting + ", " + less
	}
	next := fmt.Sprintf("in %s: cluster.max_size = %d, larger cluster.instance_types, or less %s", file, (need+each-1)/max(each, 1), less)
	if k.setting == "" && !one.Trunking && group.Max*one.Trunked >= need {
		return fmt.Sprintf("in %s: cluster.awsvpc_trunking = true, then bootstrap, for the account in this region: instances that start after it have %d each; or %s", file, one.Trunked, next)
	}
	return next
}
