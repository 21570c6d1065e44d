package console

import (
	"context"

	"qunli/mirror"
)

// sharingView is which families of tags stand in WeCom too.
type sharingView struct {
	Items   []sharedFamily `json:"items" doc:"Groups of tags that have a name"`
	Waiting int64          `json:"waiting" doc:"People whose tags are still to be compared"`
	Failing int64          `json:"failing" doc:"Of these, those with whom it failed; it is tried again"`
}

// sharedFamily is a group of tags.
type sharedFamily struct {
	Family   string       `json:"family"`
	Tags     int64        `json:"tags"`
	Shared   bool         `json:"shared"`
	Troubles []tagTrouble `json:"troubles" doc:"Of a shared one: tags that are not in WeCom"`
}

// tagTrouble says why a tag is not in WeCom.
type tagTrouble struct {
	Name   string `json:"name"`
	Gone   bool   `json:"gone" doc:"It was deleted there; sharing the group again makes it again"`
	Reason string `json:"reason" doc:"Code of a fault, empty: none"`
}

func (c *Console) tagSharing(ctx context.Context, _ *struct{}) (sharingView, error) {
	s, err := c.Mirror.Sharing(ctx)
	return sharingView{views(s.Families, func(f mirror.Family) sharedFamily {
		return sharedFamily{f.Family.Family, f.Tags, f.Shared, views(f.Troubles, func(t mirror.Trouble) tagTrouble { return tagTrouble(t) })}
	}), s.Waiting, s.Failing}, err
}

type shareTagsIn struct {
	Body struct {
		Family string `json:"family" minLength:"1" maxLength:"200"`
		Shared bool   `json:"shared"`
	}
}

func (c *Console) shareTags(ctx context.Context, in *shareTagsIn) (none, error) {
	return none{}, c.Mirror.Share(ctx, in.Body.Family, in.Body.Shared)
}

// remarksView is how remarks are written into WeCom, and how many there are.
type remarksView struct {
	mirror.Template
	Untouched int64 `json:"untouched" doc:"Remarks that we wrote and nobody changed since: those that are written anew when that is asked for"`
	Own       int64 `json:"own" doc:"Written or changed by hand: never overwritten"`
	Due       int64 `json:"due" doc:"Still to be written"`
	Failing   int64 `json:"failing" doc:"Of these, those with whom it failed; it is tried again"`
}

func (c *Console) remarks(ctx context.Context, _ *struct{}) (remarksView, error) {
	r, err := c.Mirror.Remarks(ctx)
	return remarksView(r), err
}

type remarkTemplateIn struct {
	Body struct {
		Template mirror.Template `json:"template"`
		Again    bool            `json:"again" doc:"Write those anew that we wrote and nobody changed since"`
	}
}

func (c *Console) setRemarks(ctx context.Context, in *remarkTemplateIn) (none, error) {
	return none{}, c.Mirror.SetTemplate(ctx, in.Body.Template, in.Body.Again)
}

// RemarkSample is somebody of whom a remark is shown before it is written of anybody.
type RemarkSample struct {
	Level  string `json:"level" maxLength:"200"`
	Name   string `json:"name" maxLength:"200"`
	Source string `json:"source" maxLength:"200"`
	Need   string `json:"need" maxLength:"200"`
	Store  string `json:"store" maxLength:"200"`
	Date   string `json:"date" maxLength:"20"`
}

type previewRemarkIn struct {
	Body struct {
		Template mirror.Template `json:"template"`
		Sample   RemarkSample    `json:"sample"`
	}
}

func (c *Console) previewRemark(ctx context.Context, in *previewRemarkIn) (mirror.Rendered, error) {
	s := in.Body.Sample
	return c.Mirror.Preview(ctx, in.Body.Template, map[mirror.Piece]string{mirror.PieceLevel: s.Level, mirror.PieceName: s.Name, mirror.PieceSource: s.Source,
		mirror.PieceNeed: s.Need, mirror.PieceStore: s.Store, mirror.PieceDate: s.Date})
}
