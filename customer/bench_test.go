package customer_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
	"qunli/testkit/dbtest"
)

// BenchmarkResolve resolves batches of 5,000 cards, each card a new account or, under known, one met before.
func BenchmarkResolve(b *testing.B) {
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%v", known), func(b *testing.B) {
			d := dbtest.Open(b, "sqlite://"+filepath.Join(b.TempDir(), "qunli.db"), []fs.FS{org.Schema, customer.Schema})
			next := 0
			for b.Loop() {
				cards := make([]customer.Card, 5000)
				for i := range cards {
					cards[i].Keys = keys("account@shop", fmt.Sprint(next+i))
				}
				if !known {
					next += len(cards)
				}
				err := d.Tx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := customer.Resolve(ctx, tx, 1, cards)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "cards/s")
		})
	}
}
