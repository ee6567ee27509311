package preflight

import (
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// Expected is whose account and which region a plan is for.
type Expected struct {
	File string // of the settings
	// Account is that of the settings, empty where they name none; Region is theirs.
	Account, Region string
	// Caller is the account that the credentials open.
	Caller string
}

// Judge refuses a plan for another account or region than the settings say, or than that of what is deployed.
func (e Expected) Judge(p *Plan) (string, []Wrong) {
	var wrong []Wrong
	if e.Account != "" && e.Account != e.Caller {
		wrong = append(wrong, Wrong{
			fmt.Sprintf("the credentials open account %s, and %s says account = %q", e.Caller, e.File, e.Account),
			fmt.Sprintf("aws sts get-caller-identity, with credentials of account %s", e.Account),
		})
	}
	accounts, regions := p.places()
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		if account != e.Caller {
			wrong = append(wrong, Wrong{
				fmt.Sprintf("the credentials open account %s, and %s is in account %s", e.Caller, accounts[account], account),
				fmt.Sprintf("aws sts get-caller-identity, with credentials of account %s", account),
			})
		}
	}
	for _, region := range slices.Sorted(maps.Keys(regions)) {
		if region != e.Region {
			wrong = append(wrong, Wrong{
				fmt.Sprintf("%s says region = %q, and %s is in %s", e.File, e.Region, regions[region], region),
				fmt.Sprintf("region = %q in %s", region, e.File),
			})
		}
	}
	return e.Caller + ", " + e.Region, wrong
}

// places are the accounts and regions of what is deployed, each with the address of a resource that is there.
func (p *Plan) places() (accounts, regions map[string]string) {
	accounts, regions = map[string]string{}, map[string]string{}
	for _, r := range p.resources {
		if r.adds() {
			continue
		}
		parsed, err := arn.Parse(r.text("arn"))
		if err != nil {
			continue
		}
		note(accounts, parsed.AccountID, r.address)
		note(regions, parsed.Region, r.address)
	}
	return accounts, regions
}

func note(at map[string]string, place, address string) {
	if _, known := at[place]; place != "" && !known {
		at[place] = address
	}
}
