package slipway.rule.grace_covers_health_check

import data.slipway.lib.plan
import data.slipway.lib.services

about := {
	"id": "grace-covers-health-check",
	"title": "A new task is left alone until the load balancer can have found it healthy",
	"reason": "Before healthy_threshold checks have passed, a task that starts is unhealthy. Without a grace period ECS kills it, again and again.",
	"fix": "Set health_check_grace_period_seconds to more than a cold start takes, at least the health check's interval times its healthy_threshold.",
}

deny contains {"address": address, "message": "health_check_grace_period_seconds is 0"} if {
	some address, service in services.all
	services.is_served(service)
	grace(service) == 0
}

deny contains {"address": address, "message": message} if {
	some address, service in services.all
	services.is_served(service)
	seconds := grace(service)
	seconds > 0
	some group in services.target_groups(service)
	interval := plan.setting(group, ["health_check", 0, "interval"], 30)
	threshold := plan.setting(group, ["health_check", 0, "healthy_threshold"], 5)
	seconds < interval * threshold
	message := sprintf("health_check_grace_period_seconds is %v, and %v checks %v s apart take %v s", [seconds, threshold, interval, interval * threshold])
}

grace(service) := plan.setting(service, ["health_check_grace_period_seconds"], 0)

unseen contains {"address": address, "message": "The target group can't be told"} if {
	some address, service in services.all
	services.is_served(service)
	count(services.target_groups(service)) == 0
}
