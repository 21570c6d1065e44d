package bench

import (
	"context"
	"fmt"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
)

// crowd fills the tables of people and what they bought with n people, as those who measure rules need them: half have
// bought, on some two days over two years; each carries two of 202 tags and works with one of 50 stores. Names of columns
// are those of the rooms' tables, and the database refuses what does not fit.

type crowdCard struct {
	ID                          int64
	Name, Remark, Folded        string
	StoreID, StaffID            int64
	Channel                     string
	AddedAt, ImportID, ErasedAt int64
	Version, CreatedAt          int64
}

type crowdTagging struct {
	CustomerID, TagID int64
	Origin            string
	ImportID, At      int64
}

type crowdTag struct {
	ID           int64
	Family, Name string
	CreatedAt    int64
}

type crowdStore struct {
	ID                 int64
	Code, Name, City   string
	Closed             bool
	Version, CreatedAt int64
}

type crowdDay struct {
	CustomerID       int64
	Day              string
	StoreID, StaffID int64
	Orders, Amount   int64
}

type crowdBuyer struct {
	CustomerID, Orders, Amount, Largest, FirstAt, LastAt int64
}

const (
	crowdFirst  = 1_000_000 // id of the first person
	crowdStep   = 20_000    // people a transaction
	crowdStores = 50
	crowdTags   = 202
	dayMs       = 86_400_000
)

// crowdChannels are the channels that people came by; "" is unknown.
func crowdChannels() []string {
	return []string{"", "shop", "ad", "friend", "live", "search", "poster", "fair"}
}

// noise is a cheap hash of two numbers.
func noise(n, salt uint64) uint64 {
	x := n*0x9e3779b97f4a7c15 ^ salt*0xbf58476d1ce4e5b9
	x ^= x >> 30
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// people makes one part of the crowd.
type people struct {
	now      int64
	zone     *time.Location
	cards    []crowdCard
	taggings []crowdTagging
	days     []crowdDay
	buyers   []crowdBuyer
}

func (p *people) add(k int) {
	u, id := uint64(k), int64(crowdFirst+k)
	pick := func(salt, of uint64) int64 { return int64(noise(u, salt) % of) }
	channels, name := crowdChannels(), fmt.Sprint("客户", k)
	p.cards = append(p.cards, crowdCard{ID: id, Name: name, Folded: name, StoreID: 1 + pick(1, crowdStores), StaffID: pick(2, 400),
		Channel: channels[pick(3, uint64(len(channels)))], AddedAt: p.now - pick(4, 730*dayMs), Version: 1, CreatedAt: p.now})
	tags := []int64{3 + pick(7, 100), 103 + pick(8, 100)}
	if pick(5, 10) < 3 {
		tags = append(tags, 1)
	}
	if pick(6, 10) < 2 {
		tags = append(tags, 2)
	}
	for _, t := range tags {
		p.taggings = append(p.taggings, crowdTagging{id, t, "import", 0, p.now})
	}
	if pick(9, 2) == 0 {
		p.buy(id, 1+int(pick(10, 4)), pick)
	}
}

// buy gives a person orders on some days.
func (p *people) buy(id int64, times int, pick func(salt, of uint64) int64) {
	b := crowdBuyer{CustomerID: id, FirstAt: p.now}
	seen := map[string]bool{}
	for v := range uint64(times) {
		at := p.now - pick(20+v, 730*dayMs)
		day := clock.Day(at, p.zone)
		if seen[day] {
			continue
		}
		seen[day] = true
		amount := 1000 + pick(30+v, 40_000)
		p.days = append(p.days, crowdDay{id, day, 1 + pick(1, crowdStores), 0, 1, amount})
		b.Orders++
		b.Amount += amount
		b.Largest, b.FirstAt, b.LastAt = max(b.Largest, amount), min(b.FirstAt, at), max(b.LastAt, at)
	}
	p.buyers = append(p.buyers, b)
}

func (p *people) write(ctx context.Context, tx *db.Tx) error {
	if _, err := db.Insert(ctx, tx, "customer", p.cards, ""); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "customer_tagging", p.taggings, ""); err != nil {
		return err
	}
	if _, err := db.Insert(ctx, tx, "commerce_buyer_day", p.days, ""); err != nil {
		return err
	}
	_, err := db.Insert(ctx, tx, "commerce_buyer", p.buyers, "")
	return err
}

// crowd fills d with n people.
func crowd(ctx context.Context, d *db.DB, n int, zone *time.Location) error {
	now := d.Clock().Now().UnixMilli()
	for start := 0; start < n; start += crowdStep {
		p := &people{now: now, zone: zone}
		for k := start; k < min(start+crowdStep, n); k++ {
			p.add(k)
		}
		if err := d.Tx(ctx, p.write); err != nil {
			return err
		}
	}
	return d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var tags []crowdTag
		for i := range int64(crowdTags) {
			tags = append(tags, crowdTag{ID: i + 1, Name: fmt.Sprint("t", i+1)})
		}
		if _, err := db.Insert(ctx, tx, "customer_tag", tags, ""); err != nil {
			return err
		}
		var stores []crowdStore
		for i := range int64(crowdStores) {
			stores = append(stores, crowdStore{ID: i + 1, Code: fmt.Sprint("s", i+1), Name: fmt.Sprint("s", i+1), Version: 1})
		}
		_, err := db.Insert(ctx, tx, "org_store", stores, "")
		return err
	})
}
