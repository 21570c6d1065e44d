package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/org"
	"qunli/segment"
)

// Campaign compares the engine, all laws on, with the bare group commit of the case "commit": a claim is one thing of a flash sale, held
// for a person of their own, with its reply kept, its payment asked for and its facts told.
func Campaign(rooms []fs.FS, attributes []customer.Attribute) Case {
	return Case{Name: "campaign", Zh: "活动引擎：每秒抢购，与裸组提交相比", En: "the campaign engine: claims of a flash sale, against the bare group commit",
		Run: func(ctx context.Context, env Env) (Result, error) {
			return campaignCase(ctx, env, rooms, attributes, time.Second)
		}}
}

func campaignCase(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute, turn time.Duration) (Result, error) {
	s, err := openSale(ctx, env, rooms, attributes)
	if err != nil {
		return Result{}, err
	}
	bare, engine, err := s.compare(ctx, turn)
	if err := errors.Join(err, s.close()); err != nil {
		return Result{}, fmt.Errorf("bench: campaign: %w", err)
	}
	return Result{Case: "campaign", Engine: s.db.Engine(), Rows: append([]Row{
		{Name: "ratio", Zh: "引擎 ÷ 裸组提交", En: "engine ÷ bare group commit", Value: engine.Rate() / bare.Rate(), Unit: "×", Least: leastOfBare},
	}, append(figures("bare", "裸组提交", fmt.Sprintf("bare group commit, %d callers", callers), bare),
		figures("engine", "活动引擎", fmt.Sprintf("campaign engine, %d callers", callers), engine)...)...)}, nil
}

// leastOfBare is what is asked of the engine, of the rate of the bare group commit (C1).
const leastOfBare = 0.6

// sale is a running engine with a flash sale of more than any run can take.
type sale struct {
	*campaign.Service
	db    *db.DB
	id    campaign.ID
	stop  context.CancelFunc
	ended chan error
}

func openSale(ctx context.Context, env Env, rooms []fs.FS, attributes []customer.Attribute) (*sale, error) {
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return nil, err
	}
	bus := event.NewBus(job.New(d, job.Options{}))
	s := &sale{db: d, ended: make(chan error, 1)}
	s.Service = campaign.New(d, bus, segment.New(d, bus, attributes), campaign.NewModels(flashsale.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
	running, stop := context.WithCancel(ctx)
	s.stop = stop
	go func() { s.ended <- s.Run(running) }()
	if s.id, err = publish(org.Owner(ctx, "bench"), d, s.Service, flashsale.Model{}.Name(), onSale); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *sale) close() error {
	s.stop()
	return errors.Join(<-s.ended, s.db.Close())
}

// claim has one thing held for a customer.
func (s *sale) claim(ctx context.Context, who int64) error {
	r, err := s.Do(org.Owner(ctx, "bench"), s.id, campaign.Command{Kind: campaign.Join, Person: customer.ID(who), Lines: []campaign.Line{{Item: "a", N: 1}}})
	return errors.Join(err, r.Err())
}

// audit compares what was answered with the buckets, and those with the seats.
func (s *sale) audit(ctx context.Context, answered int64) error {
	if err := booked(org.Owner(ctx, "bench"), s.Service, s.id, answered); err != nil {
		return err
	}
	wrong, err := campaign.Check(ctx, s.db.Read())
	if len(wrong) > 0 {
		err = fmt.Errorf("the check finds %+v", wrong)
	}
	return err
}

// booked compares what was answered with the buckets of a sale.
func booked(ctx context.Context, s *campaign.Service, i campaign.ID, answered int64) error {
	b, err := s.Board(ctx, i)
	if err == nil && (len(b.Buckets) != 1 || b.Buckets[0].Held != answered) {
		err = fmt.Errorf("%d claims were answered, the buckets say %+v", answered, b.Buckets)
	}
	return err
}

// compare lets both ways work turn by turn and checks the books.
func (s *sale) compare(ctx context.Context, turn time.Duration) (bare, engine Latencies, err error) {
	if err := prepare(ctx, s.db, 1); err != nil {
		return bare, engine, err
	}
	ways := []*way{{en: "bare group commit"}, {en: "campaign engine", claim: s.claim}}
	err = takeTurns(ctx, s, ways, turn)
	bare, engine = ways[0].did, ways[1].did
	if err == nil {
		err = s.audit(ctx, int64(len(engine.Each)))
	}
	return bare, engine, errors.Join(err, drop(context.WithoutCancel(ctx), s.db))
}

// onSale is what the sale sells: more than any run can take.
const onSale = `{"items":[{"key":"a","name":"A","price":1990,"stock":100000000,"per_person":1}],"hold_minutes":60}`

// publish opens a campaign for two days.
func publish(ctx context.Context, d *db.DB, s *campaign.Service, model, settings string) (campaign.ID, error) {
	c, err := s.Draft(ctx, model, "bench", 0)
	if err != nil {
		return 0, err
	}
	now := d.Clock().Now().UnixMilli()
	_, err = s.Save(ctx, c.ID, campaign.Edit{Terms: campaign.Terms{From: now, Until: now + 48*time.Hour.Milliseconds(), Goal: "bench", Target: 1, Cost: 1},
		Settings: json.RawMessage(settings)})
	if err != nil {
		return 0, err
	}
	_, err = s.Publish(ctx, c.ID)
	return c.ID, err
}
