package adopt

import "context"

// finder gives what AWS has of a resource that a plan would create; nothing where too little of it is known yet.
type finder func(ctx context.Context, r *round, c Create) ([]Thing, error)

// Kind says what becomes of a resource of a type that no state knows.
type Kind struct {
	find finder
	// Because says why there is nothing to find.
	Because string
}

// What needs no adoption: to create it again gives what is there, with the settings of the plan.
const (
	put   = "AWS puts it: the same call makes it and takes the place of one of the same name"
	part  = "a part of a resource that has one of them at most: the call puts it"
	whole = "a put of a bucket's settings"

	elsewhere = "of what this module has, the stack bootstrap alone makes it, and adopts it itself"
)

// Kinds are all types of resources of the stack platform. A test compares them with the HCL.
var Kinds = map[string]Kind{
	"aws_acm_certificate":                                {Because: "one that nobody uses costs nothing and is in nobody's way: it stays in the list"},
	"aws_acm_certificate_validation":                     {Because: "it waits, and makes nothing"},
	"aws_appautoscaling_policy":                          {find: scalingPolicy},
	"aws_appautoscaling_scheduled_action":                {Because: put},
	"aws_appautoscaling_target":                          {find: scalableTarget},
	"aws_autoscaling_group":                              {find: autoScalingGroup},
	"aws_cloudwatch_dashboard":                           {Because: put},
	"aws_cloudwatch_event_rule":                          {Because: put},
	"aws_cloudwatch_event_target":                        {Because: put},
	"aws_cloudwatch_log_group":                           {find: logGroup},
	"aws_cloudwatch_metric_alarm":                        {Because: put},
	"aws_db_instance":                                    {find: database},
	"aws_db_parameter_group":                             {find: parameterGroup},
	"aws_db_subnet_group":                                {find: subnetGroup},
	"aws_default_security_group":                         {Because: "each VPC has one from its beginning: to make it is to take it over"},
	"aws_dynamodb_table":                                 {find: table},
	"aws_ecs_capacity_provider":                          {find: capacityProvider},
	"aws_ecs_cluster":                                    {find: cluster},
	"aws_ecs_cluster_capacity_providers":                 {Because: part},
	"aws_ecs_service":                                    {find: service},
	"aws_ecs_task_definition":                            {find: taskDefinition},
	"aws_eip":                                            {find: named("eipalloc-")},
	"aws_flow_log":                                       {find: named("fl-")},
	"aws_iam_instance_profile":                           {find: instanceProfile},
	"aws_iam_role":                                       {find: role},
	"aws_iam_role_policy":                                {Because: put},
	"aws_iam_role_policy_attachment":                     {Because: "to attach a policy that is attached changes nothing"},
	"aws_iam_openid_connect_provider":                    {Because: elsewhere},
	"aws_iam_policy":                                     {Because: elsewhere},
	"aws_internet_gateway":                               {find: named("igw-")},
	"aws_launch_template":                                {find: launchTemplate},
	"aws_lb":                                             {find: loadBalancer},
	"aws_lb_listener":                                    {find: listener},
	"aws_lb_listener_certificate":                        {Because: "to add a certificate that a listener has changes nothing"},
	"aws_lb_listener_rule":                               {find: listenerRule},
	"aws_lb_target_group":                                {find: targetGroup},
	"aws_nat_gateway":                                    {find: natGateway},
	"aws_route":                                          {find: route},
	"aws_route53_record":                                 {Because: "a certificate's takes the place of one of its name; an alias that is there may be somebody else's, and is refused by name"},
	"aws_route_table":                                    {find: named("rtb-")},
	"aws_route_table_association":                        {find: association},
	"aws_s3_bucket":                                      {find: bucket},
	"aws_s3_bucket_lifecycle_configuration":              {Because: whole},
	"aws_s3_bucket_ownership_controls":                   {Because: whole},
	"aws_s3_bucket_policy":                               {Because: whole},
	"aws_s3_bucket_public_access_block":                  {Because: whole},
	"aws_s3_bucket_server_side_encryption_configuration": {Because: whole},
	"aws_s3_bucket_versioning":                           {Because: whole},
	"aws_scheduler_schedule":                             {find: schedule},
	"aws_scheduler_schedule_group":                       {find: scheduleGroup},
	"aws_security_group":                                 {find: named("sg-")},
	"aws_service_discovery_http_namespace":               {find: namespace},
	"aws_sns_topic":                                      {Because: "CreateTopic answers with the topic of that name"},
	"aws_sns_topic_policy":                               {Because: part},
	"aws_sns_topic_subscription":                         {Because: "Subscribe answers with the subscription of that address"},
	"aws_sqs_queue":                                      {find: queue},
	"aws_sqs_queue_policy":                               {Because: part},
	"aws_sqs_queue_redrive_allow_policy":                 {Because: part},
	"aws_subnet":                                         {find: named("subnet-")},
	"aws_vpc":                                            {find: named("vpc-")},
	"aws_vpc_endpoint":                                   {find: named("vpce-")},
	"aws_vpc_security_group_egress_rule":                 {find: securityGroupRule(true)},
	"aws_vpc_security_group_ingress_rule":                {find: securityGroupRule(false)},
	"aws_wafv2_web_acl_association":                      {Because: part},
	"terraform_data":                                     {Because: "it is in the state and nowhere else"},
}
