# One finding with the sum, as one allowance accepts it. Prices are list prices of eu-west-1 for a month, roughly: they tell a
# hundred dollars from a thousand, and no more.
package slipway.rule.test_stays_cheap

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "test-stays-cheap",
	"title": "A test has one NAT gateway for each VPC, four network interfaces of endpoints, small databases and no enhanced Container Insights",
	"reason": "What nobody would miss runs day and night, too, and its bill is looked at once a year.",
	"fix": "Set vpc.single_nat_gateway to true, take names out of vpc.interface_endpoints, set cluster.container_insights to \"enabled\", and take an instance class such as db.t4g.small. To pay for it on purpose, allow this rule for the environment.",
}

endpoint_interfaces := 4

small := `^db\.(serverless|t[0-9]+g?\.(micro|small|medium))$`

sizes := {"large": 130, "xlarge": 260, "2xlarge": 520, "4xlarge": 1040, "8xlarge": 2080, "12xlarge": 3120, "16xlarge": 4160, "24xlarge": 6240}

deny contains {"address": "var.tier", "message": message} if {
	plan.is_test
	not is_emulated
	count(extras) > 0
	message := sprintf(
		"About %d USD a month more than a test may cost: %s",
		[sum([extra.price | some extra in extras]), concat("; ", sort([extra.what | some extra in extras]))],
	)
}

# An emulator sends no bill.
is_emulated if input.variables.emulated.value in {true, "true"}

extras contains {"price": price, "what": sprintf("%d NAT gateways and not %d (%d)", [gateways, vpcs, price])} if {
	gateways := count(plan.by_type.aws_nat_gateway)
	vpcs := max([1, count(object.get(plan.by_type, "aws_vpc", {}))])
	gateways > vpcs
	price := 35 * (gateways - vpcs)
}

extras contains {"price": price, "what": sprintf("%d network interfaces of interface endpoints and not %d (%d)", [interfaces, endpoint_interfaces, price])} if {
	interfaces := sum([subnets(endpoint) |
		some endpoint in plan.by_type.aws_vpc_endpoint
		endpoint.values.vpc_endpoint_type == "Interface"
	])
	interfaces > endpoint_interfaces
	price := 8 * (interfaces - endpoint_interfaces)
}

# One in each subnet, or one where that can't be told.
subnets(endpoint) := max([1, count(refs.names(endpoint, ["subnet_ids"], "aws_subnet"))])

extras contains {"price": price, "what": sprintf("%s is a %s (%d)", [address, class, price])} if {
	some type in ["aws_db_instance", "aws_rds_cluster_instance"]
	some address, database in plan.by_type[type]
	class := database.values.instance_class
	is_string(class)
	not regex.match(small, class)
	price := object.get(sizes, split(class, ".")[2], 130) * copies(database)
}

default copies(_) := 1

copies(database) := 2 if database.values.multi_az

extras contains {"price": 0, "what": sprintf("%s has enhanced Container Insights, which charges for each metric", [address])} if {
	some address, cluster in plan.by_type.aws_ecs_cluster
	some setting in cluster.values.setting
	setting.name == "containerInsights"
	setting.value == "enhanced"
}
