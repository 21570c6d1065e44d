package console

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"qunli/community"
	"qunli/kit/fault"
	"qunli/kit/qr"
	"qunli/livecode"
	"qunli/org"
)

// liveView is a code with where it is found.
type liveView struct {
	livecode.Code
	Path string `json:"path" doc:"Of the page that is printed, under the address of this server"`
}

func viewLive(c livecode.Code) liveView { return liveView{c, livecode.Path + c.Key} }

type livesIn struct {
	Sized
	State string           `query:"state" enum:"draft,live,paused,closed" doc:"Empty: all but the closed ones"`
	Kind  string           `query:"kind" enum:"person,group"`
	Query string           `query:"q" maxLength:"40" doc:"Part of a name or a channel"`
	After ref[livecode.ID] `query:"after"`
}

func (c *Console) liveCodes(ctx context.Context, in *livesIn) (list[liveView], error) {
	all, err := c.Codes.List(ctx, livecode.Filter{State: livecode.State(in.State), Kind: livecode.Kind(in.Kind), Text: in.Query, After: in.After.ID, Limit: cmp.Or(in.Limit, defaultPage)})
	next := pageAfter(all, in.Limit, func(c livecode.Code) string { return c.ID.String() })
	return listOf(views(all, viewLive), next), err
}

type liveIn struct {
	ID ref[livecode.ID] `path:"id"`
}

func (c *Console) liveCode(ctx context.Context, in *liveIn) (liveView, error) {
	one, err := c.Codes.Get(ctx, in.ID.ID)
	return viewLive(one), err
}

func (c *Console) countLive(ctx context.Context, in *liveIn) (livecode.Counts, error) {
	return c.Codes.Count(ctx, in.ID.ID)
}

// LiveSeatBody is when a member of staff stands behind a code.
type LiveSeatBody struct {
	StaffID     org.StaffID `json:"staff_id"`
	FromMinute  int64       `json:"from_minute,omitempty" doc:"Of the day; both 0: all day"`
	UntilMinute int64       `json:"until_minute,omitempty"`
	Days        int64       `json:"days,omitempty" doc:"Bits, 1 Monday to 64 Sunday; 0: every day"`
	DayCap      int64       `json:"day_cap,omitempty" doc:"The most additions a day, 0 any"`
	Spare       bool        `json:"spare,omitempty" doc:"Only when nobody else can"`
}

// LiveBranchBody is one of the ways a code leads.
type LiveBranchBody struct {
	Area   string         `json:"area,omitempty" doc:"The district it serves, empty: everybody"`
	Tag    string         `json:"tag,omitempty" doc:"The tag, family/name, of those it is for, empty: everybody"`
	Seats  []LiveSeatBody `json:"seats,omitempty" maxItems:"100" doc:"Of a code of people"`
	Groups []community.ID `json:"groups,omitempty" maxItems:"50" doc:"Of a code of groups, in the order in which they are filled"`
}

// LiveCodeBody is a code to make or change.
type LiveCodeBody struct {
	Kind     string           `json:"kind" enum:"person,group" doc:"Never changes"`
	Name     string           `json:"name" minLength:"1"`
	Class    string           `json:"class" enum:"internal,external,referral"`
	Medium   string           `json:"medium" enum:"store,package,table,platform,kol,partner,other"`
	Source   string           `json:"source,omitempty" doc:"The acquisition channel of those who come by it; empty: its name"`
	StoreID  org.StoreID      `json:"store_id,omitempty"`
	Promise  livecode.Promise `json:"promise" doc:"The four answers; all of them before it is published"`
	Weekly   int64            `json:"weekly,omitempty" doc:"The most messages a week that are promised, 0 no number"`
	Tags     []string         `json:"tags,omitempty" doc:"family/name"`
	Direct   bool             `json:"direct,omitempty" doc:"The picture is the channel's own, without a page before it"`
	Invite   string           `json:"invite,omitempty" doc:"The word that the page asks for; empty keeps the one there is"`
	NoInvite bool             `json:"no_invite,omitempty" doc:"The page asks for no word any more"`
	FromAt   int64            `json:"from_at,omitempty" doc:"Unix ms, 0 at once"`
	UntilAt  int64            `json:"until_at,omitempty" doc:"Unix ms, 0 for ever"`
	Branches []LiveBranchBody `json:"branches" minItems:"1" maxItems:"20"`
	Version  int64            `json:"version,omitempty" doc:"That was read, of a change"`
}

func (b LiveCodeBody) plan(i livecode.ID) livecode.Plan {
	p := livecode.Plan{Invite: b.Invite, NoInvite: b.NoInvite, Code: livecode.Code{ID: i, Kind: livecode.Kind(b.Kind), Name: b.Name, Class: b.Class, Medium: b.Medium,
		Source: b.Source, StoreID: b.StoreID, Promise: b.Promise, Weekly: b.Weekly, Tags: b.Tags, Direct: b.Direct, From: b.FromAt, Until: b.UntilAt, Version: b.Version}}
	for _, w := range b.Branches {
		branch := livecode.Branch{Area: w.Area, Tag: w.Tag, Groups: w.Groups}
		for _, s := range w.Seats {
			branch.Seats = append(branch.Seats, livecode.Seat{StaffID: s.StaffID, From: s.FromMinute, Until: s.UntilMinute, Days: s.Days, DayCap: s.DayCap, Spare: s.Spare})
		}
		p.Branches = append(p.Branches, branch)
	}
	return p
}

type addLiveIn struct{ Body LiveCodeBody }

func (c *Console) addLive(ctx context.Context, in *addLiveIn) (liveView, error) {
	one, err := c.Codes.Save(ctx, in.Body.plan(0))
	return viewLive(one), err
}

type changeLiveIn struct {
	ID   ref[livecode.ID] `path:"id"`
	Body LiveCodeBody
}

func (c *Console) changeLive(ctx context.Context, in *changeLiveIn) (liveView, error) {
	one, err := c.Codes.Save(ctx, in.Body.plan(in.ID.ID))
	return viewLive(one), err
}

type turnLiveIn struct {
	ID   ref[livecode.ID] `path:"id"`
	Body struct {
		Version int64 `json:"version"`
	}
}

func (c *Console) publishLive(ctx context.Context, in *turnLiveIn) (liveView, error) {
	one, err := c.Codes.Publish(ctx, in.ID.ID, in.Body.Version)
	return viewLive(one), err
}

func (c *Console) pauseLive(ctx context.Context, in *turnLiveIn) (liveView, error) {
	one, err := c.Codes.Pause(ctx, in.ID.ID, in.Body.Version)
	return viewLive(one), err
}

func (c *Console) closeLive(ctx context.Context, in *turnLiveIn) (liveView, error) {
	one, err := c.Codes.Close(ctx, in.ID.ID, in.Body.Version)
	return viewLive(one), err
}

// The sizes of pictures in pixels; a larger one is printed from the SVG.
const (
	pictureSize = 600
	pictureMost = 2000
)

// codePicture draws what is printed: the address of the code's page. It never changes.
func (c *Console) livePicture(w http.ResponseWriter, r *http.Request) error {
	var i livecode.ID
	if err := i.UnmarshalText([]byte(r.PathValue("id"))); err != nil {
		return livecode.ErrMissing
	}
	code, err := c.Codes.Get(r.Context(), i)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	return drawCode(w, r, c.address(r)+livecode.Path+code.Key)
}

// drawCode draws an address as a code: format svg (default) or png, of size pixels a side.
func drawCode(w http.ResponseWriter, r *http.Request, address string) error {
	draw, kind := func() ([]byte, error) { return qr.SVG(address) }, "image/svg+xml"
	if r.URL.Query().Get("format") == "png" {
		pixels := pictureSize
		if text := r.URL.Query().Get("size"); text != "" {
			var err error
			if pixels, err = strconv.Atoi(text); err != nil || pixels < 100 || pixels > pictureMost {
				return fault.InvalidField("size", text, "应在 100 到 2000 之间", "lies between 100 and 2,000")
			}
		}
		draw, kind = func() ([]byte, error) { return qr.PNG(address, pixels) }, "image/png"
	}
	picture, err := draw()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	_, err = w.Write(picture)
	return err
}
