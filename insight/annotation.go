package insight

import (
	"context"
	"strings"
	"unicode/utf8"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type annotationKind struct{}

func (annotationKind) Prefix() string { return "ann" }

// AnnotationID identifies an annotation.
type AnnotationID = id.Of[annotationKind]

// Annotation says what happened on a day: a mark on every chart over time. It holds no personal data.
type Annotation struct {
	ID      AnnotationID
	Day     string // YYYY-MM-DD
	Words   string
	StoreID org.StoreID // 0 of the whole company: everybody sees it
	StaffID org.StaffID // who wrote it
	At      int64       // ms
}

// ErrNoAnnotation is the refusal of one that is not there.
var ErrNoAnnotation = fault.New(fault.Missing, "annotation.missing", "没有这条标注", "There is no such annotation")

const (
	annotationColumns = `id, day, words, store_id, staff_id, at`
	mostAnnotations   = 500
	longestWords      = 200
)

// Annotations lists what happened between two days (both included, "" open), by day: of the whole company and of the stores
// that the actor sees.
func (s *Service) Annotations(ctx context.Context, from, to string) ([]Annotation, error) {
	if err := org.Must(ctx, org.InsightRead); err != nil {
		return nil, err
	}
	c := seenMarks(ctx).If(from != "", "day >= $1", from).If(to != "", "day <= $1", to)
	return db.All[Annotation](ctx, s.db.Read(), `SELECT `+annotationColumns+` FROM insight_annotation WHERE `+c.SQL()+`
		ORDER BY day, id LIMIT `+c.Next(1), c.Args(mostAnnotations)...)
}

// seenMarks is the condition of lying in the actor's view.
func seenMarks(ctx context.Context) *db.Cond {
	view := org.Scope(ctx)
	if view.Whole() {
		return db.Where("")
	}
	return db.Where("store_id = 0 OR store_id = $1", view.Store())
}

// Annotate notes what happened on a day, in a store of the actor's scope; who is bound to a store notes it of that store.
func (s *Service) Annotate(ctx context.Context, a Annotation) (Annotation, error) {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return a, err
	}
	if _, err := parseDay(a.Day); err != nil {
		return a, fault.InvalidField("day", a.Day, "请填日期，例如 2026-03-01", "must be a day, e.g. 2026-03-01")
	}
	a.Words = strings.TrimSpace(a.Words)
	if n := utf8.RuneCountInString(a.Words); n == 0 || n > longestWords {
		return a, fault.InvalidField("words", "", "请写 1 到 200 个字", "takes 1 to 200 characters")
	}
	if own := org.Scope(ctx).Store(); a.StoreID == 0 && own != 0 {
		a.StoreID = own
	}
	if view := org.Scope(ctx); !view.Whole() && a.StoreID != view.Store() {
		return a, org.ErrScope
	}
	actor, _ := org.ActorOf(ctx)
	a.StaffID = actor.Staff
	err := s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := org.MustKnow(ctx, tx, []org.StoreID{a.StoreID}, nil); err != nil {
			return err
		}
		a.ID, a.At = AnnotationID(tx.NewID()), tx.Now
		if _, err := db.Insert(ctx, tx, "insight_annotation", []Annotation{a}, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "annotation.add", Object: "annotation", ID: int64(a.ID), After: map[string]any{"day": a.Day}})
	})
	return a, err
}

// Unannotate takes an annotation away: one's own, or any for who may change settings.
func (s *Service) Unannotate(ctx context.Context, i AnnotationID) error {
	if err := org.Must(ctx, org.TaskEdit); err != nil {
		return err
	}
	actor, _ := org.ActorOf(ctx)
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c := seenMarks(ctx).And("id = $1", i).If(!actor.Role.May(org.SettingEdit), "staff_id = $1", actor.Staff)
		if err := db.MustAffect(ctx, tx, ErrNoAnnotation, `DELETE FROM insight_annotation WHERE `+c.SQL(), c.Args()...); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "annotation.drop", Object: "annotation", ID: int64(i)})
	})
}
