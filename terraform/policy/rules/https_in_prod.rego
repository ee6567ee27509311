package slipway.rule.https_in_prod

import data.slipway.lib.plan
import data.slipway.lib.refs

about := {
	"id": "https-in-prod",
	"title": "In production, an application load balancer serves HTTPS, and HTTP only points there",
	"reason": "Over HTTP everybody on the way reads passwords and session cookies, and can change what is answered.",
	"fix": "Give the load balancer a certificate (load_balancer.zone or certificate_arn); its HTTP listener then redirects to HTTPS.",
}

deny contains {"address": address, "message": "The load balancer has no HTTPS listener"} if {
	plan.is_prod
	some address, balancer in plan.by_type.aws_lb
	plan.setting(balancer, ["load_balancer_type"], "application") == "application"
	count(unplaced) == 0
	protocols := {listener.values.protocol |
		some listener in plan.by_type.aws_lb_listener
		address in refs.targets(listener, ["load_balancer_arn"], "aws_lb")
	}
	not "HTTPS" in protocols
}

deny contains {"address": address, "message": message} if {
	plan.is_prod
	some address, listener in http_listeners
	some action in listener.values.default_action
	not redirects(action)
	message := sprintf("The HTTP listener answers by %s instead of a redirect to HTTPS", [action.type])
}

# A rule on the HTTP listener comes before its redirect. Where an expression chooses between two listeners it is not known
# yet which one it is.
deny contains {"address": address, "message": message} if {
	plan.is_prod
	some address, rule in plan.by_type.aws_lb_listener_rule
	listeners := refs.targets(rule, ["listener_arn"], "aws_lb_listener")
	count(listeners) > 0
	count(listeners - object.keys(http_listeners)) == 0
	some action in rule.values.action
	not redirects(action)
	message := sprintf("The rule serves over HTTP: its action is %s, on %s", [action.type, concat(", ", listeners)])
}

http_listeners[address] := listener if {
	some address, listener in plan.by_type.aws_lb_listener
	listener.values.protocol == "HTTP"
}

unplaced contains address if {
	some address, listener in plan.by_type.aws_lb_listener
	count(refs.names(listener, ["load_balancer_arn"], "aws_lb")) == 0
}

redirects(action) if {
	action.type == "redirect"
	some redirect in action.redirect
	redirect.protocol == "HTTPS"
}

unseen contains {"address": address, "message": "It can't be told which listener the rule is for"} if {
	plan.is_prod
	some address, rule in plan.by_type.aws_lb_listener_rule
	listeners := refs.targets(rule, ["listener_arn"], "aws_lb_listener")
	count({listener | some listener in listeners; http_listeners[listener]}) != count(listeners)
	count(listeners) > 1
}

unseen contains {"address": address, "message": "It can't be told which load balancer this listener belongs to"} if {
	plan.is_prod
	some address in unplaced
}
