package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"qunli/campaign"
	"qunli/campaign/flashsale"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
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
	d, err := openShop(ctx, env, rooms)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	bus := event.NewBus(job.New(d, job.Options{}))
	s := campaign.New(d, bus, segment.New(d, bus, attributes), campaign.NewModels(flashsale.Model{}), slog.New(slog.DiscardHandler), campaign.Options{})
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(running) }()
	bare, engine, err := sell(org.Owner(ctx, "bench"), d, s, turn)
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		return Result{}, fmt.Errorf("bench: campaign: %w", err)
	}
	return Result{Case: "campaign", Engine: d.Engine(), Rows: append([]Row{
		{Name: "ratio", Zh: "引擎 ÷ 裸组提交", En: "engine ÷ bare group commit", Value: engine.Rate() / bare.Rate(), Unit: "×", Least: 0.6},
	}, append(figures("bare", "裸组提交", fmt.Sprintf("bare group commit, %d callers", callers), bare),
		figures("engine", "活动引擎", fmt.Sprintf("campaign engine, %d callers", callers), engine)...)...)}, nil
}

// sell lets both ways work turn by turn and checks the books of the sale.
func sell(ctx context.Context, d *db.DB, s *campaign.Service, turn time.Duration) (bare, engine Latencies, err error) {
	i, err := onSale(ctx, d, s)
	if err != nil {
		return bare, engine, err
	}
	if err := prepare(ctx, d, 1); err != nil {
		return bare, engine, err
	}
	var claimed, asked atomic.Int64
	for range turns {
		l, err := grouped(ctx, d, Load{callers, turn}, 1, &claimed)
		if err != nil {
			return bare, engine, err
		}
		bare = bare.join(l)
		l, err = drive(ctx, Load{callers, turn}, func(ctx context.Context) error {
			r, err := s.Do(ctx, i, campaign.Command{Kind: campaign.Join, Person: customer.ID(asked.Add(1)), Lines: []campaign.Line{{Item: "a", N: 1}}})
			return errors.Join(err, r.Err())
		})
		if err != nil {
			return bare, engine, err
		}
		engine = engine.join(l)
	}
	b, err := s.Board(ctx, i)
	if err == nil && (len(b.Buckets) != 1 || b.Buckets[0].Held != int64(len(engine.Each))) {
		err = fmt.Errorf("%d claims were answered, the buckets say %+v", len(engine.Each), b.Buckets)
	}
	if err == nil {
		var wrong []db.Difference
		if wrong, err = campaign.Check(ctx, d.Read()); len(wrong) > 0 {
			err = fmt.Errorf("the check finds %+v", wrong)
		}
	}
	return bare, engine, errors.Join(err, drop(context.WithoutCancel(ctx), d))
}

// onSale publishes a sale of more than any run can take.
func onSale(ctx context.Context, d *db.DB, s *campaign.Service) (campaign.ID, error) {
	c, err := s.Draft(ctx, flashsale.Model{}.Name(), "bench", 0)
	if err != nil {
		return 0, err
	}
	now := d.Clock().Now().UnixMilli()
	_, err = s.Save(ctx, c.ID, campaign.Edit{Terms: campaign.Terms{From: now, Until: now + 24*time.Hour.Milliseconds(), Goal: "bench", Target: 1, Cost: 1},
		Settings: json.RawMessage(`{"items":[{"key":"a","name":"A","price":1990,"stock":100000000,"per_person":1}],"hold_minutes":60}`)})
	if err != nil {
		return 0, err
	}
	if _, err := s.Publish(ctx, c.ID); err != nil {
		return 0, err
	}
	for { // until the engine runs
		_, err := s.Do(ctx, c.ID, campaign.Command{Kind: campaign.Expire})
		if fault.Of(err) == nil || fault.Of(err).Kind != fault.Unavailable {
			return c.ID, err
		}
	}
}
