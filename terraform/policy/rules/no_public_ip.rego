package slipway.rule.no_public_ip

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "no-public-ip",
	"title": "Instances, tasks and databases have no public IP address",
	"reason": "What has a public address is one security group rule away from the internet. The way in is the load balancer, the way out the NAT gateway.",
	"fix": "Set the named attribute to false and use the private subnets.",
}

# Type → the attributes that give out a public address. A subnet gives one to all that starts in it.
attributes := {
	"aws_db_instance": [["publicly_accessible"]],
	"aws_ecs_service": [["network_configuration", "assign_public_ip"]],
	"aws_instance": [["associate_public_ip_address"]],
	"aws_launch_configuration": [["associate_public_ip_address"]],
	"aws_launch_template": [["network_interfaces", "associate_public_ip_address"]],
	"aws_rds_cluster_instance": [["publicly_accessible"]],
	"aws_scheduler_schedule": [["target", "ecs_parameters", "network_configuration", "assign_public_ip"]],
	"aws_subnet": [["map_public_ip_on_launch"]],
}

deny contains {"address": address, "message": message} if {
	some type, paths in attributes
	some address, resource in plan.by_type[type]
	some path in paths
	some value in plan.values_at(resource, path)

	# A launch template keeps it as text.
	value in {true, "true"}
	message := sprintf("%s is true", [concat(".", path)])
}

deny contains {"address": address, "message": message} if {
	some type, attribute in {"aws_eip": "instance", "aws_eip_association": "instance_id"}
	some address, resource in plan.by_type[type]
	some instance in refs.names(resource, [attribute], "aws_instance")
	instance != ""
	message := sprintf("The public address belongs to instance %s", [instance])
}
