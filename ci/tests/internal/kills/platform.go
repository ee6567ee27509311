package kills

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Existing is something that the emulator has, of /_slipway/resources.
type Existing struct{ Kind, Name string }

// named is where a state has the name that the emulator gives a resource.
type named struct{ kind, attribute string }

// kinds are the emulator's words for kinds (slipway_emulator/inventory.py), and where a state has them. Another one is a difference, until
// it is named here.
var kinds = map[string][]named{
	"alarm":              {{"aws_cloudwatch_metric_alarm", "alarm_name"}},
	"auto scaling group": {{"aws_autoscaling_group", "name"}},
	"bucket":             {{"aws_s3_bucket", "bucket"}},
	"capacity provider":  {{"aws_ecs_capacity_provider", "name"}},
	"certificate":        {{"aws_acm_certificate", "arn"}},
	"cluster":            {{"aws_ecs_cluster", "arn"}},
	"dashboard":          {{"aws_cloudwatch_dashboard", "dashboard_name"}},
	"database":           {{"aws_db_instance", "identifier"}},
	"elastic ip":         {{"aws_eip", "allocation_id"}},
	"flow log":           {{"aws_flow_log", "id"}},
	"instance profile":   {{"aws_iam_instance_profile", "name"}},
	"internet gateway":   {{"aws_internet_gateway", "id"}},
	"key":                {{"aws_kms_key", "arn"}},
	"launch template":    {{"aws_launch_template", "id"}},
	"load balancer":      {{"aws_lb", "arn"}},
	"log group":          {{"aws_cloudwatch_log_group", "name"}},
	"namespace":          {{"aws_service_discovery_http_namespace", "name"}},
	"nat gateway":        {{"aws_nat_gateway", "id"}},
	"oidc provider":      {{"aws_iam_openid_connect_provider", "arn"}},
	"parameter group":    {{"aws_db_parameter_group", "name"}},
	"policy":             {{"aws_iam_policy", "arn"}},
	"queue":              {{"aws_sqs_queue", "name"}},
	"repository":         {{"aws_ecr_repository", "name"}},
	"role":               {{"aws_iam_role", "name"}},
	// A VPC brings a route table and a security group.
	"route table":    {{"aws_route_table", "id"}, {"aws_vpc", "main_route_table_id"}},
	"scaling policy": {{"aws_appautoscaling_policy", "arn"}},
	"scaling target": {{"aws_appautoscaling_target", "resource_id"}},
	"schedule":       {{"aws_scheduler_schedule", "id"}},
	"schedule group": {{"aws_scheduler_schedule_group", "name"}},
	// RDS keeps the password of a database in one.
	"secret":          {{"aws_secretsmanager_secret", "arn"}, {"aws_db_instance", "master_user_secret.0.secret_arn"}},
	"security group":  {{"aws_security_group", "id"}, {"aws_vpc", "default_security_group_id"}},
	"service":         {{"aws_ecs_service", "id"}},
	"subnet":          {{"aws_subnet", "id"}},
	"subnet group":    {{"aws_db_subnet_group", "name"}},
	"table":           {{"aws_dynamodb_table", "name"}},
	"target group":    {{"aws_lb_target_group", "arn"}},
	"task definition": {{"aws_ecs_task_definition", "arn"}},
	"topic":           {{"aws_sns_topic", "arn"}},
	"vpc":             {{"aws_vpc", "id"}},
	"vpc endpoint":    {{"aws_vpc_endpoint", "id"}},
}

// byAWS come and go with an Auto Scaling group, a task, a gateway, an endpoint or Service Connect, and are in no state; a last snapshot is
// left by a database that went.
var byAWS = []string{"database snapshot", "instance", "name of a service", "network interface", "volume"}

// tracking is how the names of alarms begin which Application Auto Scaling makes, and takes along, with a policy that tracks a target.
const tracking = "TargetTracking-"

// notCompared has no attribute of a state as its name.
var notCompared = []string{"record"}

// at is a text within attributes, by its path: blocks are lists.
func at(attributes map[string]any, path string) string {
	var value any = attributes
	for step := range strings.SplitSeq(path, ".") {
		switch here := value.(type) {
		case map[string]any:
			value = here[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(here) {
				return ""
			}
			value = here[i]
		}
	}
	text, _ := value.(string)
	return text
}

// Differences are what the emulator has and no state, or a state twice, and what a state has and the emulator has not. What has no id of
// its own, as a rule of a security group or of a listener, is not compared: AWS refuses a second one.
func Differences(existing []Existing, states ...*State) []string {
	var found []string
	in := map[Existing][]string{} // addresses
	for _, state := range states {
		if state == nil {
			continue
		}
		for _, r := range state.resources {
			for kind, places := range kinds {
				for _, p := range places {
					if p.kind != r.kind {
						continue
					}
					name := at(r.attributes, p.attribute)
					if name == "" && strings.Contains(p.attribute, ".") { // a block that is not there
						continue
					}
					in[Existing{kind, name}] = append(in[Existing{kind, name}], r.address)
				}
			}
		}
	}
	for _, e := range existing {
		if slices.Contains(byAWS, e.Kind) || slices.Contains(notCompared, e.Kind) || e.Kind == "alarm" && strings.HasPrefix(e.Name, tracking) {
			continue
		}
		if kinds[e.Kind] == nil {
			found = append(found, fmt.Sprintf("%s %s: nobody said where a state has a %[1]s: add it to kinds in ci/tests/internal/kills/platform.go", e.Kind, e.Name))
			continue
		}
		switch addresses := in[e]; len(addresses) {
		case 0:
			found = append(found, fmt.Sprintf("%s %s is there, and in no state", e.Kind, e.Name))
		case 1:
		default:
			slices.Sort(addresses)
			found = append(found, fmt.Sprintf("%s %s is in the states as %s", e.Kind, e.Name, strings.Join(addresses, " and as ")))
		}
		delete(in, e)
	}
	for e, addresses := range in {
		found = append(found, fmt.Sprintf("%s is in a state, and its %s %s is not there", strings.Join(addresses, " and "), e.Kind, e.Name))
	}
	slices.Sort(found)
	return found
}
