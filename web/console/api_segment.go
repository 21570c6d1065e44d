package console

import (
	"context"

	"qunli/customer"
	"qunli/org"
	"qunli/segment"
)

// attributeView is something rules may ask about.
type attributeView struct {
	Name   string                 `json:"name"`
	Zh     string                 `json:"zh"`
	En     string                 `json:"en"`
	Type   customer.AttributeType `json:"type" doc:"number, money, moment, word, words"`
	Window bool                   `json:"window" doc:"It may take a window of days: name(30d)"`
	Unit   string                 `json:"unit"`
	Words  []string               `json:"words" doc:"What it may be; empty: free"`
	Titles []string               `json:"titles" doc:"These in Chinese, in the same order"`
}

func (c *Console) attributes(ctx context.Context, _ *struct{}) (list[attributeView], error) {
	err := org.Must(ctx, org.CustomerRead)
	return listOf(views(c.Segments.Book().Attributes(), func(a customer.Attribute) attributeView {
		return attributeView{a.Name, a.Zh, a.En, a.Type, a.Day != "", a.Unit, some(a.Words), some(a.Titles)}
	}), ""), err
}

// segmentView is a saved rule.
type segmentView struct {
	ID        segment.ID    `json:"id"`
	Name      string        `json:"name"`
	Rule      string        `json:"rule" doc:"Canonical text"`
	Tag       string        `json:"tag" doc:"family/name put on members and taken off again"`
	State     segment.State `json:"state" doc:"building, live, paused"`
	Members   int64         `json:"members" doc:"Over the whole brand; see the count of one segment for the caller's scope"`
	Staff     org.StaffID   `json:"staff_id"`
	Version   int64         `json:"version"`
	BuiltAt   int64         `json:"built_at" doc:"Unix ms, 0: members are being found"`
	CreatedAt int64         `json:"created_at" doc:"Unix ms"`
}

func viewSegment(s segment.Segment) segmentView { return segmentView(s) }

type segmentsIn struct {
	Sized
	After string `query:"after" doc:"next of the page before"`
}

func (c *Console) segments(ctx context.Context, in *segmentsIn) (list[segmentView], error) {
	all, err := c.Segments.Saved(ctx, in.After, in.Limit)
	if err != nil {
		return list[segmentView]{}, err
	}
	for i := range all {
		if err := c.scopedSize(ctx, &all[i]); err != nil {
			return list[segmentView]{}, err
		}
	}
	next := pageAfter(all, in.Limit, func(s segment.Segment) string { return s.Name })
	return listOf(views(all, viewSegment), next), nil
}

// scopedSize puts the number of members in the actor's scope in place of all members, where the actor does not see all.
func (c *Console) scopedSize(ctx context.Context, s *segment.Segment) error {
	if org.Scope(ctx).Whole() {
		return nil
	}
	var err error
	s.Members, err = c.Segments.Size(ctx, s.ID)
	return err
}

type segmentIn struct {
	ID ref[segment.ID] `path:"id"`
}

func (c *Console) segment(ctx context.Context, in *segmentIn) (segmentView, error) {
	s, err := c.Segments.Get(ctx, in.ID.ID)
	if err == nil {
		err = c.scopedSize(ctx, &s)
	}
	return viewSegment(s), err
}

// SegmentBody is a rule to save.
type SegmentBody struct {
	Name string `json:"name" minLength:"1" maxLength:"100"`
	Rule string `json:"rule" minLength:"1" maxLength:"8192" doc:"The text of a rule, or its tree as JSON text"`
	Tag  string `json:"tag,omitempty" maxLength:"200" doc:"family/name or name; of a saved rule it cannot be changed"`
}

func (c *Console) saveRule(ctx context.Context, d segment.Draft, text string) (versioned[segment.ID], error) {
	if err := org.Must(ctx, org.SegmentEdit); err != nil {
		return versioned[segment.ID]{}, err
	}
	var err error
	if d.Rule, err = c.Segments.Parse(text); err != nil {
		return versioned[segment.ID]{}, err
	}
	s, err := c.Segments.Save(ctx, d)
	c.Segments.Wake()
	return versioned[segment.ID]{s.ID, s.Version}, err
}

type saveSegmentIn struct{ Body SegmentBody }

func (c *Console) saveSegment(ctx context.Context, in *saveSegmentIn) (versioned[segment.ID], error) {
	return c.saveRule(ctx, segment.Draft{Name: in.Body.Name, Tag: in.Body.Tag}, in.Body.Rule)
}

type changeSegmentIn struct {
	ID   ref[segment.ID] `path:"id"`
	Body struct {
		VersionBody
		SegmentBody
	}
}

func (c *Console) changeSegment(ctx context.Context, in *changeSegmentIn) (versioned[segment.ID], error) {
	b := in.Body
	return c.saveRule(ctx, segment.Draft{ID: in.ID.ID, Version: b.Version, Name: b.Name, Tag: b.Tag}, b.Rule)
}

func (c *Console) pauseSegment(ctx context.Context, in *segmentIn) (none, error) {
	return none{}, c.Segments.Pause(ctx, in.ID.ID)
}

func (c *Console) resumeSegment(ctx context.Context, in *segmentIn) (none, error) {
	err := c.Segments.Resume(ctx, in.ID.ID)
	c.Segments.Wake()
	return none{}, err
}

func (c *Console) dropSegment(ctx context.Context, in *segmentIn) (none, error) {
	return none{}, c.Segments.Drop(ctx, in.ID.ID)
}

func (c *Console) segmentSize(ctx context.Context, in *segmentIn) (countView, error) {
	n, err := c.Segments.Size(ctx, in.ID.ID)
	return countView{n}, err
}

// segmentStayView is one membership of one person.
type segmentStayView struct {
	ID        segment.StayID `json:"id"`
	SegmentID segment.ID     `json:"segment_id"`
	Customer  customer.ID    `json:"customer_id"`
	Since     int64          `json:"since" doc:"Unix ms"`
	Until     int64          `json:"until" doc:"Unix ms, 0: still in"`
	EnteredBy string         `json:"entered_by" doc:"Attributes whose change brought it; time, build"`
	LeftBy    string         `json:"left_by"`
}

func viewSegmentStay(s segment.Stay) segmentStayView {
	return segmentStayView{s.ID, s.SegmentID, s.CustomerID, s.Since, s.Until, s.EnteredBy, s.LeftBy}
}

type membersIn struct {
	Sized
	ID    ref[segment.ID]  `path:"id"`
	After ref[customer.ID] `query:"after"`
}

func (c *Console) segmentMembers(ctx context.Context, in *membersIn) (list[segmentStayView], error) {
	all, err := c.Segments.Members(ctx, in.ID.ID, in.After.ID, in.Limit)
	next := pageAfter(all, in.Limit, func(s segment.Stay) string { return s.CustomerID.String() })
	return listOf(views(all, viewSegmentStay), next), err
}

// verdictOf is what a rule says of one person.
type verdictOf struct {
	Customer customer.ID  `json:"customer_id"`
	In       bool         `json:"in"`
	FlipsAt  int64        `json:"flips_at" doc:"Unix ms at which it changes by time alone, 0 if it does not"`
	Because  []reasonView `json:"because"`
}

func viewVerdictOf(i customer.ID, v segment.Verdict) verdictOf {
	return verdictOf{i, v.In, v.Flips, viewReasons(v.Because)}
}

// whyView says of one person and one saved rule how it stands and stood.
type whyView struct {
	Verdict verdictOf         `json:"verdict"`
	Stays   []segmentStayView `json:"stays" doc:"Latest first"`
}

type whyIn struct {
	ID       ref[segment.ID]  `path:"id"`
	Customer ref[customer.ID] `query:"customer_id" required:"true"`
}

func (c *Console) whySegment(ctx context.Context, in *whyIn) (whyView, error) {
	w, err := c.Segments.Why(ctx, in.ID.ID, in.Customer.ID)
	return whyView{viewVerdictOf(w.Customer, w.Verdict), views(w.Stays, viewSegmentStay)}, err
}

type tryRuleIn struct {
	Body struct {
		Rule     string      `json:"rule" minLength:"1" maxLength:"8192"`
		People   int         `json:"people,omitempty" minimum:"0" maximum:"50" doc:"How many people to show with why; 5 when 0"`
		Customer customer.ID `json:"customer_id,omitempty" doc:"Ask about this person instead of the first few"`
	}
}

// triedView is what a rule gives now; nothing is saved.
type triedView struct {
	Rule   string      `json:"rule" doc:"Canonical text"`
	Count  int64       `json:"count"`
	People []verdictOf `json:"people" doc:"A few, with why"`
}

// tryRule asks a rule without saving it: how many, and a few people with why.
func (c *Console) tryRule(ctx context.Context, in *tryRuleIn) (triedView, error) {
	if err := org.Must(ctx, org.CustomerRead); err != nil {
		return triedView{}, err
	}
	rule, err := c.Segments.Parse(in.Body.Rule)
	if err != nil {
		return triedView{}, err
	}
	q := c.DB.Read()
	out := triedView{Rule: rule.String()}
	if out.Count, err = c.Segments.Count(ctx, q, rule); err != nil {
		return out, err
	}
	people := []customer.ID{in.Body.Customer}
	if in.Body.Customer == 0 {
		few := in.Body.People
		if few == 0 {
			few = 5
		}
		if people, err = c.Segments.List(ctx, q, rule, 0, few); err != nil {
			return out, err
		}
	}
	out.People = make([]verdictOf, len(people))
	for i, p := range people {
		v, err := c.Segments.Explain(ctx, rule, p)
		if err != nil {
			return out, err
		}
		out.People[i] = viewVerdictOf(p, v)
	}
	return out, nil
}
