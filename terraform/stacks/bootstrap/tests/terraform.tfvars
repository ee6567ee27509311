# What each test of this folder begins with. A file, and a run, may say otherwise.
environment = "prod"
region      = "eu-west-1"
services    = { catalog = { port = 8080, path = "/catalog" } }
