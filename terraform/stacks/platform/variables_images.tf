variable "images" {
  description = "Service with an image of its own → that image by digest, <repository>@sha256:<64 hexadecimal digits>. The pipeline gives it; it is in no settings file."
  type        = map(string)

  validation {
    condition     = length(setsubtract([for name, service in var.services : name if service.image == null], keys(var.images))) == 0
    error_message = "images lacks these services: ${join(", ", setsubtract([for name, service in var.services : name if service.image == null], keys(var.images)))}. Build and push them, and give an image by digest for each."
  }

  validation {
    condition     = length(setsubtract(keys(var.images), [for name, service in var.services : name if service.image == null])) == 0
    error_message = "images has services that the settings do not know, or that run another's image: ${join(", ", setsubtract(keys(var.images), [for name, service in var.services : name if service.image == null]))}. Add them to services in the environment's file, or leave their images out."
  }

  validation {
    condition     = alltrue([for image in var.images : can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", image))])
    error_message = "These images are not given by digest: ${join(", ", [for service, image in var.images : "${service} (${image})" if !can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", image))])}. Write <repository>@sha256:<64 hexadecimal digits>, as the push reports it."
  }
}
