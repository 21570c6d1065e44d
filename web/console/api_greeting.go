package console

import (
	"context"
	"slices"
	"time"

	"qunli/automation"
	"qunli/channel"
	"qunli/org"
)

// GreetingBody is what is said to whoever is added, as it is written.
type GreetingBody struct {
	Name     string            `json:"name" maxLength:"100"`
	States   []string          `json:"states" maxItems:"100" doc:"The codes it is for, none: any"`
	From     int64             `json:"from_minute" doc:"Of the day in the organisation's zone"`
	Until    int64             `json:"until_minute" doc:"Both 0: all day; from after until: over midnight"`
	Rule     string            `json:"rule" maxLength:"4000" doc:"Whom it is for, empty: everybody"`
	Variants []greetingVariant `json:"variants" maxItems:"10"`
	Closed   bool              `json:"closed"`
}

// greetingVariant is one of the texts between which people are divided.
type greetingVariant struct {
	Label       string               `json:"label,omitempty" maxLength:"20"`
	Weight      int64                `json:"weight" doc:"Share in all weights"`
	Text        string               `json:"text" maxLength:"4000"`
	Attachments []greetingAttachment `json:"attachments"`
}

// greetingAttachment is a picture, a link, a mini program or a file.
type greetingAttachment struct {
	Kind    string `json:"kind" doc:"image, link, miniprogram, video, file"`
	Media   string `json:"media,omitempty" doc:"WeCom's key of what was uploaded"`
	Picture string `json:"picture,omitempty" doc:"Address of a picture"`
	Title   string `json:"title,omitempty"`
	Text    string `json:"text,omitempty"`
	URL     string `json:"url,omitempty"`
	App     string `json:"app,omitempty"`
	Page    string `json:"page,omitempty"`
}

// greetingView is a greeting with how it went.
type greetingView struct {
	GreetingBody
	ID      automation.GreetingID `json:"id"`
	Version int64                 `json:"version"`
	Results []greetingTally       `json:"results"`
}

// greetingTally is how many greetings went one way.
type greetingTally struct {
	Variant string             `json:"variant"`
	Outcome automation.Outcome `json:"outcome" enum:"sent,late,taken,refused,failed,none"`
	Reason  string             `json:"reason" doc:"Code of a fault, empty: sent"`
	Times   int64              `json:"times"`
	Took    int64              `json:"took" doc:"Mean ms from the callback to the answer"`
}

// greetingsView is all greetings with how they went.
type greetingsView struct {
	Items []greetingView  `json:"items" doc:"In the order in which they are tried"`
	None  []greetingTally `json:"none" doc:"Of whom no greeting was for"`
	Days  int64           `json:"days" doc:"Results are of so many days"`
}

// resultDays is of how many days results are counted.
const resultDays = 28

func (c *Console) greetings(ctx context.Context, _ *struct{}) (greetingsView, error) {
	out := greetingsView{Items: []greetingView{}, None: []greetingTally{}, Days: resultDays}
	all, err := c.Greeter.Greetings(ctx)
	if err != nil {
		return out, err
	}
	tallies, err := c.Greeter.Tallies(ctx, c.DB.Clock().Now().Add(-resultDays*24*time.Hour).UnixMilli())
	if err != nil {
		return out, err
	}
	results := map[automation.GreetingID][]greetingTally{}
	for _, t := range tallies {
		results[t.GreetingID] = append(results[t.GreetingID], greetingTally{t.Variant, t.Outcome, t.Reason, t.Times, t.Took / t.Times})
	}
	for _, g := range all {
		v := viewGreeting(g)
		v.Results = some(results[g.ID])
		out.Items = append(out.Items, v)
	}
	out.None = some(results[0])
	return out, nil
}

func viewGreeting(g automation.Greeting) greetingView {
	v := greetingView{GreetingBody: GreetingBody{Name: g.Name, States: some(g.States), From: g.From, Until: g.Until, Rule: g.Rule, Closed: g.Closed,
		Variants: []greetingVariant{}}, ID: g.ID, Version: g.Version, Results: []greetingTally{}}
	for _, one := range g.Variants {
		v.Variants = append(v.Variants, greetingVariant{one.Label, one.Weight, one.Message.Text,
			views(one.Message.Attachments, func(a channel.Attachment) greetingAttachment { return greetingAttachment(a) })})
	}
	return v
}

func (b GreetingBody) greeting() automation.Greeting {
	g := automation.Greeting{Name: b.Name, States: b.States, From: b.From, Until: b.Until, Rule: b.Rule, Closed: b.Closed}
	for _, v := range b.Variants {
		g.Variants = append(g.Variants, automation.Variant{Label: v.Label, Weight: v.Weight, Message: channel.Message{Text: v.Text,
			Attachments: views(v.Attachments, func(a greetingAttachment) channel.Attachment { return channel.Attachment(a) })}})
	}
	return g
}

type newGreetingIn struct {
	Body GreetingBody
}

func (c *Console) addGreeting(ctx context.Context, in *newGreetingIn) (greetingView, error) {
	all, err := c.Greeter.Greetings(ctx)
	if err != nil {
		return greetingView{}, err
	}
	g := in.Body.greeting()
	for _, one := range all {
		g.Place = max(g.Place, one.Place+1)
	}
	g, err = c.Greeter.Save(ctx, g)
	return viewGreeting(g), err
}

type greetingIn struct {
	ID   ref[automation.GreetingID] `path:"id"`
	Body struct {
		GreetingBody
		Version int64 `json:"version"`
	}
}

func (c *Console) changeGreeting(ctx context.Context, in *greetingIn) (greetingView, error) {
	all, err := c.Greeter.Greetings(ctx)
	if err != nil {
		return greetingView{}, err
	}
	n := slices.IndexFunc(all, func(g automation.Greeting) bool { return g.ID == in.ID.ID })
	if n < 0 {
		return greetingView{}, automation.ErrNoGreeting
	}
	g := in.Body.greeting()
	g.ID, g.Version, g.Place = in.ID.ID, in.Body.Version, all[n].Place
	g, err = c.Greeter.Save(ctx, g)
	return viewGreeting(g), err
}

type greetingOrderIn struct {
	Body struct {
		IDs []automation.GreetingID `json:"ids" doc:"All of them, the first tried first"`
	}
}

func (c *Console) orderGreetings(ctx context.Context, in *greetingOrderIn) (none, error) {
	return none{}, c.Greeter.Order(ctx, in.Body.IDs)
}

// welcomeView is how one greeting went.
type welcomeView struct {
	ID       channel.PayloadID     `json:"id"`
	Staff    org.StaffID           `json:"staff_id" doc:"Who was added, empty: not known here"`
	State    string                `json:"state" doc:"Of the code, empty: none"`
	Greeting automation.GreetingID `json:"greeting_id" doc:"Empty: none fitted"`
	Variant  string                `json:"variant"`
	Outcome  automation.Outcome    `json:"outcome" enum:"sent,late,taken,refused,failed,none"`
	Reason   string                `json:"reason"`
	Took     int64                 `json:"took" doc:"Ms from the callback to the answer"`
	At       int64                 `json:"at" doc:"Unix ms of the callback"`
}

type welcomesIn struct {
	Sized
	Outcome  string                     `query:"outcome" enum:"sent,late,taken,refused,failed,none"`
	Greeting ref[automation.GreetingID] `query:"greeting_id"`
	After    ref[channel.PayloadID]     `query:"after"`
}

func (c *Console) welcomes(ctx context.Context, in *welcomesIn) (list[welcomeView], error) {
	all, err := c.Greeter.Welcomes(ctx, automation.WelcomeFilter{Outcome: automation.Outcome(in.Outcome), Greeting: in.Greeting.ID, Before: in.After.ID, Limit: in.Limit})
	return listOf(views(all, func(w automation.Welcome) welcomeView {
		return welcomeView{w.PayloadID, w.StaffID, w.State, w.GreetingID, w.Variant, w.Outcome, w.Reason, w.Took, w.At}
	}), pageAfter(all, in.Limit, func(w automation.Welcome) string { return w.PayloadID.String() })), err
}
