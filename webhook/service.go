package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"

	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
)

// Service keeps subscriptions and delivers to them.
type Service struct {
	db   *db.DB
	jobs *job.Queue
	keys *secret.Keyring // nil: for commands that only read
}

// New gives the service, which hears every fact of Facts on bus.
func New(d *db.DB, jobs *job.Queue, bus *event.Bus, keys *secret.Keyring) *Service {
	s := &Service{d, jobs, keys}
	bus.Watch("webhook", Kinds(), s.hear)
	job.HandleOutside(jobs, sendJob, func(ctx context.Context, p sending) error { return s.send(ctx, p.Subscription) })
	return s
}

func (s *Service) now() int64 { return s.db.Clock().Now().UnixMilli() }

// List gives all subscriptions, the oldest first.
func (s *Service) List(ctx context.Context) ([]Subscription, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	rows, err := subscriptions(ctx, s.db.Read())
	if err != nil {
		return nil, err
	}
	out := make([]Subscription, len(rows))
	for n, r := range rows {
		if out[n], err = r.subscription(s.now()); err != nil {
			return nil, err
		}
		if err := count(ctx, s.db.Read(), &out[n]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Plan asks for a subscription, or with an id for the change of one.
type Plan struct {
	ID      ID
	Name    string
	Address string
	Facts   []string
	Version int64 // that was read, of a change
}

// Save makes a subscription, which is on, and gives the secret that signs, which is shown this once; or changes one.
func (s *Service) Save(ctx context.Context, p Plan) (Subscription, string, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Subscription{}, "", err
	}
	plain := ""
	one := Subscription{ID: p.ID, Name: p.Name, Address: p.Address, Facts: p.Facts}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		open, err := networks(ctx, tx)
		if err != nil {
			return err
		}
		if err := one.normal(open); err != nil {
			return err
		}
		if p.ID == 0 {
			one.ID = ID(tx.NewID())
			plain, err = s.add(ctx, tx, one)
		} else {
			err = change(ctx, tx, one, p.Version)
		}
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "webhook.save", Object: "webhook", ID: int64(one.ID),
			After: map[string]any{"name": one.Name, "address": one.Address, "facts": one.Facts}})
	})
	if err != nil {
		return one, "", err
	}
	row, err := load(ctx, s.db.Read(), one.ID)
	if err != nil {
		return one, "", err
	}
	one, err = row.subscription(s.now())
	return one, plain, err
}

func (s *Service) add(ctx context.Context, tx *db.Tx, one Subscription) (plain string, err error) {
	if err := db.Alone(ctx, tx, "webhook"); err != nil {
		return "", err
	}
	all, err := subscriptions(ctx, tx)
	if err != nil {
		return "", err
	}
	if len(all) >= mostSubscriptions {
		return "", ErrFull
	}
	plain, sealed, err := s.newSecret(one.ID)
	if err != nil {
		return "", err
	}
	facts, err := json.Marshal(one.Facts)
	if err != nil {
		return "", err
	}
	a, _ := org.ActorOf(ctx)
	_, err = db.Insert(ctx, tx, "webhook_subscription", []subscriptionRow{{ID: one.ID, Name: one.Name, Address: one.Address, Facts: string(facts), State: On,
		Secret: sealed, Version: 1, CreatedBy: a.Staff, CreatedAt: tx.Now}}, "")
	return plain, err
}

func change(ctx context.Context, tx *db.Tx, one Subscription, version int64) error {
	if _, err := load(ctx, tx, one.ID); err != nil {
		return err
	}
	facts, err := json.Marshal(one.Facts)
	if err != nil {
		return err
	}
	return db.MustAffect(ctx, tx, ErrChanged, `UPDATE webhook_subscription SET name = $3, address = $4, facts = $5, misses = 0, retry_at = 0, version = version + 1
		WHERE id = $1 AND version = $2`, one.ID, version, one.Name, one.Address, string(facts))
}

func (s *Service) newSecret(i ID) (plain, sealed string, err error) {
	plain = secret.NewToken("qw_")
	sealed, err = s.keys.Seal(label(i), []byte(plain))
	return plain, sealed, err
}

// Turn has a subscription be told, or not. What waited for one that was paused is sent.
func (s *Service) Turn(ctx context.Context, i ID, version int64, on bool) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	to := Off
	if on {
		to = On
	}
	return s.change(ctx, "webhook."+string(to), i, func(ctx context.Context, tx *db.Tx, was subscriptionRow) error {
		err := db.MustAffect(ctx, tx, ErrChanged, `UPDATE webhook_subscription SET state = $3, failing_since = 0, misses = 0, retry_at = 0, paused_at = 0,
			version = version + 1 WHERE id = $1 AND version = $2`, i, version, string(to))
		if err != nil {
			return err
		}
		return errors.Join(settle(ctx, tx, was), s.wake(ctx, tx, i, 0))
	})
}

// Rotate gives a subscription a new secret, shown this once. The one it had signs beside it for a day.
func (s *Service) Rotate(ctx context.Context, i ID) (plain string, err error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return "", err
	}
	err = s.change(ctx, "webhook.rotate", i, func(ctx context.Context, tx *db.Tx, was subscriptionRow) error {
		fresh, sealed, err := s.newSecret(i)
		if err != nil {
			return err
		}
		plain = fresh
		return db.MustAffect(ctx, tx, ErrChanged, `UPDATE webhook_subscription SET secret = $3, old_secret = $4, old_until = $5, version = version + 1
			WHERE id = $1 AND version = $2`, i, was.Version, sealed, was.Secret, tx.Now+oldFor.Milliseconds())
	})
	if err != nil {
		return "", err
	}
	return plain, nil
}

// Remove ends a subscription. Its deliveries can be read until they are pruned.
func (s *Service) Remove(ctx context.Context, i ID) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	return s.change(ctx, "webhook.remove", i, func(ctx context.Context, tx *db.Tx, was subscriptionRow) error {
		err := db.MustAffect(ctx, tx, ErrChanged, `UPDATE webhook_subscription SET state = 'gone', secret = '', old_secret = '', version = version + 1
			WHERE id = $1 AND version = $2`, i, was.Version)
		return errors.Join(err, settle(ctx, tx, was))
	})
}

// change does one thing with a subscription that is there, and audits it.
func (s *Service) change(ctx context.Context, verb string, i ID, do func(context.Context, *db.Tx, subscriptionRow) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := load(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := do(ctx, tx, was); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: verb, Object: "webhook", ID: int64(i), Before: map[string]any{"name": was.Name, "state": was.State}})
	})
}

// settingNetworks lists the internal networks that may be told, as text.
const settingNetworks = "webhook.networks"

func networks(ctx context.Context, q db.Q) ([]netip.Prefix, error) {
	texts, err := org.Structured(ctx, q, settingNetworks, []string{})
	if err != nil {
		return nil, err
	}
	return readNetworks(texts)
}

func readNetworks(texts []string) ([]netip.Prefix, error) {
	out := []netip.Prefix{}
	for _, text := range texts {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return nil, errNetwork.F(text).At("networks", text, "请写成 10.0.0.0/8 这样", "write it like 10.0.0.0/8")
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// Networks lists the internal networks that may be told.
func (s *Service) Networks(ctx context.Context) ([]string, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return nil, err
	}
	return org.Structured(ctx, s.db.Read(), settingNetworks, []string{})
}

// SetNetworks replaces them: for owners alone, since whoever may be told inside can be used to look around there.
func (s *Service) SetNetworks(ctx context.Context, texts []string) error {
	if err := org.Must(ctx, org.Backup); err != nil { // what owners alone may
		return err
	}
	if len(texts) > mostNetworks {
		return fault.InvalidField("networks", "", "最多 20 个网段", "20 networks at most")
	}
	open, err := readNetworks(texts)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := org.SetStructured(ctx, tx, settingNetworks, open); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "setting.set", Object: "setting", After: map[string]any{settingNetworks: open}})
	})
}

const mostNetworks = 20
