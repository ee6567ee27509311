# What tflint asks of terraform/ where the repository has no .tflint.hcl: every rule of its own ruleset but one. The rules
# of an AWS plugin are a download; what they are for, validate, policy and the scan of misconfiguration look at.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

# Each module and stack is looked at where it is, and not once more where it is called.
config {
  call_module_type = "none"
}

# It wants every variable in variables.tf. Many are better kept by what they are about: variables_network.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
