package campaign

import (
	"context"
	"encoding/json"

	"qunli/customer"
	"qunli/kit/db"
)

// judge asks the rules of the current revision about who wants in, as of now, all of them together.
func (l *lane) judge(ctx context.Context, q db.Q, commands []Command) error {
	m := l.memory
	r := m.revisions[m.Campaign.Revision]
	if r == nil || r.Rule == "" && r.GuestRule == "" && l.risk == nil && len(r.asks()) == 0 {
		return nil
	}
	var people []customer.ID
	for _, c := range commands {
		if c.Kind.enters() && c.Person != 0 {
			people = append(people, m.same(c.Person))
		}
	}
	if people = distinct(people); len(people) == 0 {
		return nil
	}
	verdicts := map[customer.ID]Verdict{}
	for _, i := range people {
		verdicts[i] = Verdict{In: true, Guest: true}
	}
	for n, text := range []string{r.Rule, r.GuestRule} {
		if err := l.ask(ctx, q, text, people, func(i customer.ID, in bool, because string) {
			v := verdicts[i]
			if n == 0 {
				v.In, v.Because = in, because
			} else {
				v.Guest = in
			}
			verdicts[i] = v
		}); err != nil {
			return err
		}
	}
	for _, text := range r.asks() {
		if err := l.ask(ctx, q, text, people, func(i customer.ID, in bool, _ string) {
			v := verdicts[i]
			if v.Meets == nil {
				v.Meets = map[string]bool{}
			}
			v.Meets[text] = in
			verdicts[i] = v
		}); err != nil {
			return err
		}
	}
	if l.risk != nil {
		held, err := l.risk(ctx, q, l.id, people)
		if err != nil {
			return err
		}
		for i := range held {
			v := verdicts[i]
			v.Hold = true
			verdicts[i] = v
		}
	}
	for i, v := range verdicts {
		m.Judge(i, v)
	}
	return nil
}

// asks lists what a game asks of people besides.
func (r *rules) asks() []string {
	if g, ok := r.Game.(Asker); ok {
		return g.Asks()
	}
	return nil
}

// Meets tells which of the rules that a game asks of people a person meets now: for their own page.
func (s *Service) Meets(ctx context.Context, g Game, who customer.ID) (map[string]bool, error) {
	out := map[string]bool{}
	asker, asks := g.(Asker)
	if !asks || who == 0 {
		return out, nil
	}
	q := s.db.Read()
	for _, text := range asker.Asks() {
		rule, err := s.segments.Parse(text)
		if err != nil {
			continue // what it asks about is gone: nobody meets it
		}
		found, err := s.segments.Person(ctx, q, rule, []customer.ID{who})
		if err != nil {
			return nil, err
		}
		out[text] = found[who].In
	}
	return out, nil
}

// ask asks one eligibility rule about people.
func (l *lane) ask(ctx context.Context, q db.Q, text string, people []customer.ID, tell func(i customer.ID, in bool, because string)) error {
	if text == "" {
		return nil
	}
	rule, err := l.segments.Parse(text)
	if err != nil { // what it asks about is gone: nobody gets in by it, and payments go on
		l.log.Error("an eligibility rule cannot be read", "campaign", l.id, "error", err)
		for _, i := range people {
			tell(i, false, "")
		}
		return nil
	}
	found, err := l.segments.Person(ctx, q, rule, people)
	if err != nil {
		return err
	}
	for i, v := range found {
		because, err := json.Marshal(map[string]any{"rule": text, "facts": v.Because})
		if err != nil {
			return err
		}
		tell(i, v.In, string(because))
	}
	return nil
}

// pairs asks a game that merges what is about to fail which instances fit together.
func (l *lane) pairs(ctx context.Context, q db.Q) ([]Command, error) {
	m := l.memory
	r := m.revisions[m.Campaign.Revision]
	if r == nil {
		return nil, nil
	}
	game, ok := r.Game.(Matcher)
	if !ok {
		return nil, nil
	}
	state, before := game.Matching()
	if before == 0 {
		return nil, nil
	}
	open, err := instances(ctx, q, db.Where("campaign_id = $1 AND state = $2 AND deadline > $3 AND deadline <= $4 AND revision = $5",
		l.id, state, m.Now, m.Now+before, m.Campaign.Revision), " ORDER BY id LIMIT 256")
	if err != nil {
		return nil, err
	}
	var out []Command
	for _, p := range game.Match(open) {
		out = append(out, Command{Kind: Merge, Instance: p[0], Other: p[1]})
	}
	return out, nil
}
