package customer_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"testing"
	"time"

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

// BenchmarkRestand is the fold of people whose acts changed: each row of the feed costs one of these.
func BenchmarkRestand(b *testing.B) {
	d := dbtest.Open(b, "sqlite://"+filepath.Join(b.TempDir(), "qunli.db"), []fs.FS{org.Schema, customer.Schema})
	const people = 5000
	tx := func(f func(ctx context.Context, tx *db.Tx) error) {
		if err := d.Tx(b.Context(), f); err != nil {
			b.Fatal(err)
		}
	}
	var ids []customer.ID
	var acts []customer.Act
	tx(func(ctx context.Context, tx *db.Tx) error {
		cards := make([]customer.Card, people)
		for i := range cards {
			cards[i] = customer.Card{Keys: []customer.Key{{Kind: customer.Account, Space: "s", Value: strconv.Itoa(i)}}}
		}
		r, err := customer.Resolve(ctx, tx, 0, cards)
		for i := range r {
			ids = append(ids, r[i].ID)
			for n := range 5 {
				acts = append(acts, customer.Act{Customer: r[i].ID, Day: time.UnixMilli(tx.Now).AddDate(0, 0, -7*n).Format(time.DateOnly), Kind: customer.ActSpeak, Acts: 1})
			}
		}
		return err
	})
	b.Run("act", func(b *testing.B) {
		for b.Loop() {
			tx(func(ctx context.Context, tx *db.Tx) error { return customer.Acted(ctx, tx, acts) })
		}
		b.ReportMetric(float64(b.N*len(acts))/b.Elapsed().Seconds(), "acts/s")
	})
	b.Run("stand", func(b *testing.B) {
		for b.Loop() {
			tx(func(ctx context.Context, tx *db.Tx) error {
				if _, err := db.Exec(ctx, tx, `DELETE FROM customer_standing`); err != nil {
					return err
				}
				_, err := customer.Restand(ctx, tx, ids)
				return err
			})
		}
		b.ReportMetric(float64(b.N*people)/b.Elapsed().Seconds(), "people/s")
	})
}
