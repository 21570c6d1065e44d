package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Difference is something stored that is not what the facts give. It holds no personal data.
type Difference struct {
	Table string `json:"table"` // or the rule
	Key   string `json:"key"`
	Have  string `json:"have"` // "" there is none
	Want  string `json:"want"` // "" there should be none
}

// Differs makes a Difference.
func Differs(table, key, have, want string) Difference { return Difference{table, key, have, want} }

// MostDifferences is how many differences of one table a check names.
const MostDifferences = 20

// FirstDifferences gives those of a check that are named.
func FirstDifferences(found []Difference) []Difference {
	return found[:min(len(found), MostDifferences)]
}

// Comparison holds two queries that must give the same rows of (k, v): what is stored, and what the facts give.
type Comparison struct{ Table, Stored, Rebuilt string }

// Differences names the keys for which the two give something else.
func (c Comparison) Differences(ctx context.Context, q Q) ([]Difference, error) {
	type keyValue struct{ K, V string }
	var out []Difference
	at := map[string]int{}
	note := func(set func(d *Difference, v string)) func(keyValue) error {
		return func(r keyValue) error {
			i, ok := at[r.K]
			if !ok {
				i, at[r.K] = len(out), len(out)
				out = append(out, Difference{Table: c.Table, Key: r.K})
			}
			set(&out[i], r.V)
			return nil
		}
	}
	except := `SELECT k, v FROM (%s EXCEPT %s) AS d ORDER BY k LIMIT %d`
	err := Each(ctx, q, note(func(d *Difference, v string) { d.Have = v }), fmt.Sprintf(except, c.Stored, c.Rebuilt, MostDifferences))
	if err == nil {
		err = Each(ctx, q, note(func(d *Difference, v string) { d.Want = v }), fmt.Sprintf(except, c.Rebuilt, c.Stored, MostDifferences))
	}
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", c.Table, err)
	}
	return out, nil
}

// CompareAll compares one after the other.
func CompareAll(ctx context.Context, q Q, all []Comparison) ([]Difference, error) {
	var out []Difference
	for _, c := range all {
		found, err := c.Differences(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// CompareMaps lists the keys whose values are not the same, in order; a key without a value has the zero one.
func CompareMaps[K, V comparable](table string, have, want map[K]V) []Difference {
	var out []Difference
	for k, v := range have {
		if want[k] != v {
			out = append(out, Difference{table, fmt.Sprint(k), fmt.Sprint(v), fmt.Sprint(want[k])})
		}
	}
	var none V
	for k, v := range want {
		if _, ok := have[k]; !ok && v != none {
			out = append(out, Difference{table, fmt.Sprint(k), "", fmt.Sprint(v)})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Compare(a.Key, b.Key) })
	return FirstDifferences(out)
}
