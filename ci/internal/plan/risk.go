package plan

import (
	"fmt"
	"strings"
)

// Risk is a change that can lose data, and so needs an explicit word.
type Risk struct {
	// Address is the resource's, as in Change.
	Address string `json:"address"`
	// Reason says what is lost: "destroyed with its objects".
	Reason string `json:"reason"`
}

// holds maps the resource types that hold data to the data that goes with them.
var holds = map[string]string{
	"aws_backup_vault":                  "its recovery points",
	"aws_cloudwatch_log_group":          "its log events",
	"aws_cognito_user_pool":             "its users",
	"aws_db_cluster_snapshot":           "its copy of a database",
	"aws_db_instance":                   "its databases",
	"aws_db_snapshot":                   "its copy of a database",
	"aws_docdb_cluster":                 "its databases",
	"aws_dynamodb_global_table":         "its items",
	"aws_dynamodb_table":                "its items",
	"aws_dynamodb_table_replica":        "its items",
	"aws_ebs_snapshot":                  "its copy of a volume",
	"aws_ebs_volume":                    "its file systems",
	"aws_ecr_repository":                "its images, to which a rollback may need to return",
	"aws_efs_file_system":               "its files",
	"aws_elasticache_cluster":           "its keys",
	"aws_elasticache_replication_group": "its keys",
	"aws_fsx_lustre_file_system":        "its files",
	"aws_fsx_ontap_file_system":         "its files",
	"aws_fsx_openzfs_file_system":       "its files",
	"aws_fsx_windows_file_system":       "its files",
	"aws_kinesis_stream":                "its records",
	"aws_kms_external_key":              "all that it encrypts",
	"aws_kms_key":                       "all that it encrypts",
	"aws_kms_replica_key":               "all that it encrypts",
	"aws_memorydb_cluster":              "its keys",
	"aws_msk_cluster":                   "its topics",
	"aws_neptune_cluster":               "its graph",
	"aws_opensearch_domain":             "its indices",
	"aws_rds_cluster":                   "its databases",
	"aws_rds_global_cluster":            "its databases",
	"aws_redshift_cluster":              "its databases",
	"aws_s3_bucket":                     "its objects",
	"aws_s3_directory_bucket":           "its objects",
	"aws_secretsmanager_secret":         "its versions",
	"aws_sqs_queue":                     "its messages",
	"aws_ssm_parameter":                 "its value",
}

// risks picks out the changes that destroy something that holds data, whether or not another takes its place. A resource that
// is forgotten keeps its data and is no risk.
func risks(changes []Change) []Risk {
	var found []Risk
	for _, change := range changes {
		data, ok := holds[change.Type]
		if !ok {
			continue
		}
		switch change.Action {
		case Delete:
			found = append(found, Risk{Address: change.Address, Reason: "destroyed with " + data})
		case Replace:
			reason := fmt.Sprintf("replaced by an empty one: destroys %s", data)
			if len(change.Forces) > 0 {
				reason += "; forced by " + strings.Join(change.Forces, ", ")
			}
			found = append(found, Risk{Address: change.Address, Reason: reason})
		}
	}
	return found
}
