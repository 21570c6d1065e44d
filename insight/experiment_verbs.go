package insight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"qunli/customer"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/secret"
	"qunli/org"
	"qunli/segment"
)

// AskRules gives the service the rules by which experiments pick their people. It is called once, before any verb.
func (s *Service) AskRules(rules *segment.Service) { s.rules = rules }

const experimentColumns = `id, name, mode, metric, target, rule, holdout, seed, starts_on, ends_on, state, enrolled_to, stopped_at, staff_id, created_at`

// Begin makes an experiment and takes the people of its target in, some thousand at a time; should that be cut short, Enrol goes
// on with it. From then on its people and their arms stay as they are.
func (s *Service) Begin(ctx context.Context, d ExperimentDraft) (Experiment, error) {
	if err := org.Must(ctx, org.SegmentEdit); err != nil {
		return Experiment{}, err
	}
	if !org.Scope(ctx).Whole() {
		return Experiment{}, ErrTrialScope
	}
	zone, err := org.Zone(ctx, s.db.Read())
	if err != nil {
		return Experiment{}, err
	}
	if err := d.complete(clock.Day(s.db.Clock().Now().UnixMilli(), zone)); err != nil {
		return Experiment{}, err
	}
	if d.Rule, err = s.canonical(d.Rule); err != nil {
		return Experiment{}, err
	}
	var e Experiment
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e = d.experiment(ctx, tx)
		n, err := db.Insert(ctx, tx, "insight_experiment", []Experiment{e}, `ON CONFLICT (name) DO NOTHING`)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrTrialName.F(d.Name)
		}
		if err := takeListed(ctx, tx, e, d.People); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "experiment.begin", Object: "experiment", ID: int64(e.ID), After: map[string]any{
			"name": e.Name, "mode": e.Mode, "metric": e.Metric, "target": e.Target, "holdout": e.Holdout, "from": e.StartsOn, "to": e.EndsOn}})
	})
	if err != nil || e.State == Ready {
		return e, err
	}
	if err := s.enrol(ctx, e); err != nil {
		return e, err
	}
	return s.Experiment(ctx, e.ID)
}

// canonical spells a rule as it is kept.
func (s *Service) canonical(rule string) (string, error) {
	if rule == "" {
		return "", nil
	}
	if s.rules == nil {
		return "", ErrNoRules
	}
	r, err := s.rules.Parse(rule)
	if err != nil {
		return "", err
	}
	return r.String(), nil
}

// experiment gives the row of a complete draft.
func (d ExperimentDraft) experiment(ctx context.Context, tx *db.Tx) Experiment {
	actor, _ := org.ActorOf(ctx)
	e := Experiment{ID: ExperimentID(tx.NewID()), Name: d.Name, Mode: d.Mode, Metric: d.Metric, Target: targetEverybody, Rule: d.Rule, Holdout: d.Holdout,
		Seed: cmp.Or(d.Seed, secret.NewToken("")), StartsOn: d.StartsOn, EndsOn: d.EndsOn, State: Enrolling, StaffID: actor.Staff, CreatedAt: tx.Now}
	switch {
	case d.Rule != "":
		e.Target = targetRule
	case len(d.People) > 0:
		e.Target, e.State = targetList, Ready
	}
	return e
}

type trialPerson struct {
	ExperimentID ExperimentID
	CustomerID   customer.ID
}

// takeListed takes a list of people in, each as who they are now; somebody who does not exist is refused.
func takeListed(ctx context.Context, tx *db.Tx, e Experiment, people []customer.ID) error {
	if len(people) == 0 {
		return nil
	}
	now, err := customer.Canonical(ctx, tx, people)
	if err != nil {
		return err
	}
	ids := slices.Compact(slices.Sorted(maps.Values(now)))
	err = db.Lists(tx, ids, func(part []customer.ID) error {
		c := db.Where("erased_at = 0").In("id", part)
		known, err := db.All[customer.ID](ctx, tx, `SELECT id FROM customer WHERE `+c.SQL(), c.Args()...)
		if err == nil && len(known) != len(part) {
			return customer.ErrMissing
		}
		return err
	})
	if err != nil {
		return err
	}
	return takeIn(ctx, tx, e.ID, ids)
}

func takeIn(ctx context.Context, tx *db.Tx, e ExperimentID, people []customer.ID) error {
	rows := make([]trialPerson, len(people))
	for i, id := range people {
		rows[i] = trialPerson{e, id}
	}
	_, err := db.Insert(ctx, tx, "insight_experiment_person", rows, `ON CONFLICT (experiment_id, customer_id) DO NOTHING`)
	return err
}

// enrolStep is how many people are taken in by one transaction.
const enrolStep = 5000

// enrol takes the people of a target in who come after the last one looked at. Two at once do no harm: each step is taken by one.
func (s *Service) enrol(ctx context.Context, e Experiment) error {
	ctx = nobody(ctx)
	for e.State == Enrolling {
		people, err := s.targets(ctx, e)
		if err != nil {
			return err
		}
		before := e.EnrolledTo
		if len(people) < enrolStep {
			e.State = Ready
		}
		if len(people) > 0 {
			e.EnrolledTo = people[len(people)-1]
		}
		err = s.db.Tx(db.Bulk(ctx), func(ctx context.Context, tx *db.Tx) error {
			n, err := db.Exec(ctx, tx, `UPDATE insight_experiment SET enrolled_to = $3, state = $4 WHERE id = $1 AND enrolled_to = $2 AND state = 'enrolling'`,
				e.ID, before, e.EnrolledTo, e.State)
			if err != nil || n == 0 {
				return cmp.Or(err, errTaken)
			}
			return takeIn(ctx, tx, e.ID, people)
		})
		if errors.Is(err, errTaken) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// errTaken says that another process takes the same people in.
var errTaken = errors.New("insight: somebody else enrols")

// targets gives the next people of a target, by id.
func (s *Service) targets(ctx context.Context, e Experiment) ([]customer.ID, error) {
	if e.Target == targetEverybody {
		return db.All[customer.ID](ctx, s.db.Read(), `
			SELECT c.id
			FROM customer c
			LEFT JOIN customer_alias a ON a.from_id = c.id
			WHERE c.id > $1 AND c.erased_at = 0 AND a.from_id IS NULL
			ORDER BY c.id LIMIT $2`, e.EnrolledTo, enrolStep)
	}
	if s.rules == nil {
		return nil, ErrNoRules
	}
	rule, err := s.rules.Parse(e.Rule)
	if err != nil {
		return nil, err
	}
	return s.rules.List(ctx, s.db.Read(), rule, e.EnrolledTo, enrolStep)
}

// Enrol goes on with experiments that were cut short while they took their people in.
func (s *Service) Enrol(ctx context.Context) error {
	open, err := db.All[Experiment](ctx, s.db.Read(), `SELECT `+experimentColumns+` FROM insight_experiment WHERE state = 'enrolling' ORDER BY id`)
	if err != nil {
		return err
	}
	for _, e := range open {
		if err := s.enrol(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// Experiment gives one.
func (s *Service) Experiment(ctx context.Context, i ExperimentID) (Experiment, error) {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return Experiment{}, err
	}
	return experimentOf(ctx, s.db.Read(), i)
}

func experimentOf(ctx context.Context, q db.Q, i ExperimentID) (Experiment, error) {
	e, err := db.One[Experiment](ctx, q, `SELECT `+experimentColumns+` FROM insight_experiment WHERE id = $1`, i)
	if errors.Is(err, db.ErrNone) {
		return e, ErrExperiment.F(i.String())
	}
	return e, err
}

// Experiments lists experiments, the latest first, those before the given one; limit 0 is 100, at most 1,000.
func (s *Service) Experiments(ctx context.Context, before ExperimentID, limit int) ([]Experiment, error) {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return nil, err
	}
	if limit <= 0 {
		limit = pageRows
	}
	c := db.Where("").If(before != 0, "id < $1", before)
	return db.All[Experiment](ctx, s.db.Read(), `SELECT `+experimentColumns+` FROM insight_experiment WHERE `+c.SQL()+`
		ORDER BY id DESC LIMIT `+c.Next(1), c.Args(min(limit, maxPageRows))...)
}

// Stop ends an experiment today; its report stays.
func (s *Service) Stop(ctx context.Context, i ExperimentID) error {
	if err := org.Must(ctx, org.SegmentEdit); err != nil {
		return err
	}
	if !org.Scope(ctx).Whole() {
		return ErrTrialScope
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := experimentOf(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := db.MustAffect(ctx, tx, ErrTrialEnded.F(e.Name), `UPDATE insight_experiment SET stopped_at = $2 WHERE id = $1 AND stopped_at = 0`, i, tx.Now); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "experiment.stop", Object: "experiment", ID: int64(i), After: map[string]any{"name": e.Name}})
	})
}

// Report is the answer to the metric experiment about one of them.
func (s *Service) Report(ctx context.Context, i ExperimentID) (Answer, error) {
	return s.Ask(ctx, "experiment", Params{Where: map[string]string{"experiment": i.String()}})
}

// Assigned tells on which side of an experiment people stand: for every one of ids who takes part, by whatever id the person is
// called; who is outside it is left out. It asks no permission: rooms that act on people ask it within their own verbs.
func Assigned(ctx context.Context, q db.Q, i ExperimentID, ids []customer.ID) (map[customer.ID]Arm, error) {
	e, err := experimentOf(ctx, q, i)
	if err != nil {
		return nil, err
	}
	now, err := customer.Canonical(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	people := slices.Compact(slices.Sorted(maps.Values(now)))
	arms := map[customer.ID]Arm{}
	err = db.Lists(q, people, func(part []customer.ID) error {
		taken, err := takenOf(ctx, q, i, part)
		for _, p := range e.participants(taken) {
			arms[p.id] = p.arm
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := map[customer.ID]Arm{}
	for id, person := range now {
		if arm, ok := arms[person]; ok {
			out[id] = arm
		}
	}
	return out, nil
}

// mostAsked is how many people one call of Arms may name.
const mostAsked = 500

// Arms is Assigned for callers from outside: people of the actor's scope, 500 at most.
func (s *Service) Arms(ctx context.Context, i ExperimentID, people []customer.ID) (map[customer.ID]Arm, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return nil, err
	}
	if len(people) > mostAsked {
		return nil, fault.InvalidField("people", "", fmt.Sprintf("一次至多 %d 人", mostAsked), fmt.Sprintf("%d people at a time", mostAsked))
	}
	var arms map[customer.ID]Arm
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		now, err := customer.Canonical(ctx, q, people)
		if err != nil {
			return err
		}
		ids := slices.Compact(slices.Sorted(maps.Values(now)))
		c := db.Where("").In("id", ids)
		found, err := db.All[keptBy](ctx, q, `SELECT store_id, staff_id FROM customer WHERE `+c.SQL(), c.Args()...)
		if err != nil {
			return err
		}
		if len(found) != len(ids) {
			return customer.ErrMissing
		}
		for _, by := range found {
			if err := org.Scope(ctx).Check(by.StoreID, by.StaffID); err != nil {
				return err
			}
		}
		arms, err = Assigned(ctx, q, i, people)
		return err
	})
	return arms, err
}

// keptBy is whose a person is.
type keptBy struct {
	StoreID org.StoreID
	StaffID org.StaffID
}

// takenOf reads who of these people takes part, by any of the ids merged into them, in order of those ids.
func takenOf(ctx context.Context, q db.Q, i ExperimentID, people []customer.ID) ([]enrolled, error) {
	own := db.Where("p.experiment_id = $1", i).In("p.customer_id", people)
	out, err := db.All[enrolled](ctx, q, `SELECT p.customer_id, p.customer_id AS person_id FROM insight_experiment_person p WHERE `+own.SQL(), own.Args()...)
	if err != nil {
		return nil, err
	}
	merged := db.Where("p.experiment_id = $1", i).In("a.to_id", people)
	more, err := db.All[enrolled](ctx, q, `
		SELECT p.customer_id, a.to_id AS person_id
		FROM customer_alias a
		JOIN insight_experiment_person p ON p.customer_id = a.from_id
		WHERE `+merged.SQL(), merged.Args()...)
	out = append(out, more...)
	slices.SortFunc(out, func(a, b enrolled) int { return cmp.Compare(a.CustomerID, b.CustomerID) })
	return out, err
}
