package mirror

import (
	"context"
	"strings"

	"qunli/kit/db"
	"qunli/org"
)

const setting = "mirror.remark"

func template(ctx context.Context, q db.Q) (Template, error) {
	text, err := org.Setting(ctx, q, setting)
	if err != nil || text == "" {
		return DefaultTemplate(), err
	}
	return org.Structured(ctx, q, setting, Template{})
}

// Remarks is how remarks are written, and how many there are.
type Remarks struct {
	Template
	Untouched int64 // written by us and by nobody since
	Own       int64 // written or changed by hand: never overwritten
	Due       int64 // still to be written
	Failing   int64 // of these, those with whom it failed: it is tried again
}

// Remarks tells how remarks are written.
func (s *Service) Remarks(ctx context.Context) (Remarks, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Remarks{}, err
	}
	var out Remarks
	var err error
	if out.Template, err = template(ctx, s.db.Read()); err != nil {
		return out, err
	}
	type counts struct{ Untouched, Own, Due, Failing int64 }
	n, err := db.One[counts](ctx, s.db.Read(), `SELECT COUNT(*) FILTER (WHERE state = 'done') AS untouched, COUNT(*) FILTER (WHERE state = 'own') AS own,
		COUNT(*) FILTER (WHERE state = 'due') AS due, COUNT(*) FILTER (WHERE state = 'due' AND reason <> '') AS failing FROM mirror_remark`)
	out.Untouched, out.Own, out.Due, out.Failing = n.Untouched, n.Own, n.Due, n.Failing
	return out, err
}

// SetTemplate changes how remarks are written; the revision is the one that the caller saw. With again those that we wrote and
// nobody touched are written anew.
func (s *Service) SetTemplate(ctx context.Context, t Template, again bool) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return err
	}
	for n, p := range t.Parts {
		t.Parts[n].Text = strings.TrimSpace(p.Text)
	}
	change := org.Change{Verb: "remark.template", Object: "setting", After: map[string]any{"on": t.On, "again": again}}
	return s.org.Record(ctx, org.SettingEdit, change, func(ctx context.Context, tx *db.Tx) error {
		if err := db.Alone(ctx, tx, setting); err != nil {
			return err
		}
		was, err := template(ctx, tx)
		if err != nil {
			return err
		}
		if was.Revision != t.Revision {
			return org.ErrChanged
		}
		if t.Revision, t.Since = was.Revision+1, was.Since; t.On && !was.On {
			t.Since = tx.Now
		}
		if err := org.SetStructured(ctx, tx, setting, t); err != nil {
			return err
		}
		if again && t.On {
			if _, err := db.Exec(ctx, tx, `UPDATE mirror_remark SET state = 'due', attempts = 0, reason = '', due_at = $1, at = $1 WHERE state = 'done'`, tx.Now); err != nil {
				return err
			}
		}
		return s.Wake(ctx, tx)
	})
}

// Preview spells a remark of sample values by a template that is not saved yet.
func (s *Service) Preview(ctx context.Context, t Template, sample map[Piece]string) (Rendered, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return Rendered{}, err
	}
	v := Values{}
	for _, p := range t.Parts {
		if v[p.key()] = strings.TrimSpace(sample[p.Piece]); p.Piece == PieceText {
			v[p.key()] = p.Text
		}
	}
	return t.render(v), t.check()
}
