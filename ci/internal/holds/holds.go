// Package holds knows which resources hold data.
package holds

// Kind is a resource type that holds data.
type Kind struct {
	// Data is what goes with it: "its databases".
	Data string
	// Word is how a person names one on the command line, before its name: "database"; empty where nobody has to. Name is the
	// attribute that has the name.
	Word, Name string
}

// Kinds are the types that hold data; terraform/policy/holds/kinds.json has the same for the policy. One with a word is destroyed
// only by name; the others go with what they belong to.
var Kinds = map[string]Kind{
	"aws_backup_vault":                  {Data: "its recovery points"},
	"aws_cloudwatch_log_group":          {Data: "its log events"},
	"aws_cognito_user_pool":             {Data: "its users"},
	"aws_db_cluster_snapshot":           {Data: "its copy of a database"},
	"aws_db_instance":                   {Data: "its databases", Word: "database", Name: "identifier"},
	"aws_db_snapshot":                   {Data: "its copy of a database"},
	"aws_docdb_cluster":                 {Data: "its databases", Word: "database", Name: "cluster_identifier"},
	"aws_dynamodb_global_table":         {Data: "its items"},
	"aws_dynamodb_table":                {Data: "its items", Word: "table", Name: "name"},
	"aws_dynamodb_table_replica":        {Data: "its items"},
	"aws_ebs_snapshot":                  {Data: "its copy of a volume"},
	"aws_ebs_volume":                    {Data: "its file systems"},
	"aws_ecr_repository":                {Data: "its images, to which a rollback may need to return"},
	"aws_efs_file_system":               {Data: "its files", Word: "files", Name: "id"},
	"aws_elasticache_cluster":           {Data: "its keys"},
	"aws_elasticache_replication_group": {Data: "its keys", Word: "cache", Name: "replication_group_id"},
	"aws_fsx_lustre_file_system":        {Data: "its files"},
	"aws_fsx_ontap_file_system":         {Data: "its files"},
	"aws_fsx_openzfs_file_system":       {Data: "its files"},
	"aws_fsx_windows_file_system":       {Data: "its files"},
	"aws_kinesis_stream":                {Data: "its records"},
	"aws_kms_external_key":              {Data: "all that it encrypts"},
	"aws_kms_key":                       {Data: "all that it encrypts"},
	"aws_kms_replica_key":               {Data: "all that it encrypts"},
	"aws_memorydb_cluster":              {Data: "its keys"},
	"aws_msk_cluster":                   {Data: "its topics"},
	"aws_neptune_cluster":               {Data: "its graph"},
	"aws_opensearch_domain":             {Data: "its indices", Word: "domain", Name: "domain_name"},
	"aws_rds_cluster":                   {Data: "its databases", Word: "database", Name: "cluster_identifier"},
	"aws_rds_global_cluster":            {Data: "its databases"},
	"aws_redshift_cluster":              {Data: "its databases"},
	"aws_s3_bucket":                     {Data: "its objects", Word: "bucket", Name: "bucket"},
	"aws_s3_directory_bucket":           {Data: "its objects"},
	"aws_secretsmanager_secret":         {Data: "its versions", Word: "secret", Name: "name"},
	"aws_sqs_queue":                     {Data: "its messages", Word: "queue", Name: "name"},
	"aws_ssm_parameter":                 {Data: "its value"},
}
