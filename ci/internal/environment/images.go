package environment

import "slices"

// images tells which services run another's image. That must be one of the same settings, and have one of its own.
func (r *reader) images(env *Environment) {
	env.Images = map[string]string{}
	services := r.top["services"]
	if services.node == nil || !r.knowsShapes() {
		return
	}
	for _, service := range services.items {
		if service.node == nil {
			continue
		}
		if of := service.get("image").text(); of != "" {
			env.Images[service.key] = of
		}
	}
	for _, service := range services.items {
		of, there := env.Images[service.key]
		if !there {
			continue
		}
		at, path := service.get("image").at, join(join("services", service.key), "image")
		switch {
		case !slices.Contains(env.Services, of):
			hint := "write the name of one whose image this is to run"
			if near := nearest(of, env.Built()); near != "" {
				hint = "did you mean " + near + "?"
			}
			r.fail(at, path, "there is no service %s: %s", of, hint)
		case env.Images[of] != "":
			r.fail(at, path, "%s has no image of its own, it runs that of %s: write a service that has one", of, env.Images[of])
		}
	}
}
