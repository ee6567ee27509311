# No AWS account: the emulator stands in for it.
project     = "library"
environment = "local"
region      = "us-east-1"
tier        = "test"
emulated    = true

deletion_protection = false
final_snapshot      = false
vpc                 = { dns_hostnames = false }

services = {
  books = { port = 8000, path = "/books", version_path = "/books/version", smoke = [{ path = "/books", contains = "items" }], uses = { tables = ["books"] } }
  # With uses = { services = ["books"] } loans is told BOOKS_URL, and reserves there.
  loans = { port = 8000, path = "/loans", version_path = "/loans/version", secrets = { DATABASE_URL = "database-url" } }
}

tables  = { books = { hash_key = { name = "isbn" }, global_indexes = { by-isbn = { hash_key = { name = "list" }, range_key = { name = "isbn" } } } } }
secrets = { database-url = { description = "URL of the loans' database, with its password", recovery_days = 0 } }
