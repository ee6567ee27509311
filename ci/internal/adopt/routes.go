package adopt

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// routeTables are route tables by id.
type routeTables map[string]types.RouteTable

func readTables(ctx context.Context, client EC2, ids []string) (routeTables, error) {
	all := routeTables{}
	for some := range slices.Chunk(ids, most) {
		// By a filter: an id that is gone is no error then.
		pages := ec2.NewDescribeRouteTablesPaginator(client, &ec2.DescribeRouteTablesInput{
			Filters: []types.Filter{{Name: aws.String("route-table-id"), Values: some}},
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, t := range page.RouteTables {
				all[aws.ToString(t.RouteTableId)] = t
			}
		}
	}
	return all, nil
}

// route finds one by its table and where it leads; a table has one of each.
func route(ctx context.Context, r *round, c Create) ([]Thing, error) {
	id, to := c.text("route_table_id"), c.text("destination_cidr_block")
	if id == "" || to == "" {
		return nil, nil
	}
	tables, err := r.tables(ctx)
	for _, route := range tables[id].Routes {
		if aws.ToString(route.DestinationCidrBlock) == to {
			return []Thing{{ID: id + "_" + to, Name: "the route of " + id + " to " + to, Bare: true}}, err
		}
	}
	return nil, err
}

// association finds that of a subnet and a table.
func association(ctx context.Context, r *round, c Create) ([]Thing, error) {
	id, subnet := c.text("route_table_id"), c.text("subnet_id")
	if id == "" || subnet == "" {
		return nil, nil
	}
	tables, err := r.tables(ctx)
	for _, a := range tables[id].Associations {
		if aws.ToString(a.SubnetId) == subnet {
			return []Thing{{ID: subnet + "/" + id, Name: aws.ToString(a.RouteTableAssociationId), Bare: true}}, err
		}
	}
	return nil, err
}
