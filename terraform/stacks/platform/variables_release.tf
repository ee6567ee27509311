# Read by the pipeline, not by Terraform: it stands here so that one file of settings says all of an environment.

# tflint-ignore: terraform_unused_declarations
variable "release" {
  description = "What a release must show before anything in this environment changes. Null: an account demands all of it, the emulator nothing. scan is the severity from which a finding refuses, or \"none\"; signer is whose signature counts: a public_key beside this file, a kms_key, or an identity with its issuer."
  type = object({
    lint   = optional(bool, true)
    scan   = optional(string, "high")
    signed = optional(bool, true)
    signer = optional(object({
      public_key = optional(string)
      kms_key    = optional(string)
      identity   = optional(string)
      issuer     = optional(string)
    }))
  })
  default = null

  validation {
    condition     = contains(["low", "medium", "high", "critical", "none"], try(var.release.scan, "none"))
    error_message = "release.scan is \"${try(var.release.scan, "")}\": write low, medium, high, critical or none."
  }
}
