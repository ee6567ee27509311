package databases

import "fmt"

// owner is who owns a cluster, as in RDS: nobody else is a superuser.
const owner = "rdsadmin"

// settings is postgresql.conf: small, and with no care for a crash of the machine, since the emulator
// forgets everything then anyway.
func settings(folder, ip string, port int) string {
	return fmt.Sprintf(`listen_addresses = '%[2]s'
port = %[3]d
unix_socket_directories = '%[1]s'
unix_socket_permissions = 0700
ssl = on
ssl_cert_file = '%[1]s/server.crt'
ssl_key_file = '%[1]s/server.key'
password_encryption = 'scram-sha-256'
max_connections = 50
shared_buffers = 16MB
jit = off
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
min_wal_size = 2MB
max_wal_size = 64MB
timezone = 'UTC'
log_timezone = 'UTC'
# A statement that fails may hold a password.
log_min_error_statement = 'panic'
`, folder, ip, port)
}

// access is pg_hba.conf: the owner over the socket, which is its own alone, and who has a password over the network.
func access(forceTLS bool) string {
	kind := "host"
	if forceTLS {
		kind = "hostssl"
	}
	return fmt.Sprintf(`local all %[1]s trust
host all %[1]s all reject
%[2]s all all all scram-sha-256
`, owner, kind)
}
