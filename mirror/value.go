package mirror

import (
	"context"
	"time"

	"qunli/customer"
	"qunli/livecode"
	"qunli/org"
)

// values gives what the parts of a template say of the person of a bond.
func (s *Service) values(ctx context.Context, t Template, b customer.Bond) (Values, error) {
	q := s.db.Read()
	families, err := customer.FamiliesOf(ctx, q, []customer.ID{b.CustomerID})
	if err != nil {
		return nil, err
	}
	head := families.Now(b.CustomerID)
	faces, err := customer.Faces(ctx, q, []customer.ID{head})
	if err != nil {
		return nil, err
	}
	zone, err := org.Zone(ctx, q)
	if err != nil {
		return nil, err
	}
	stores, err := org.AllStoreNames(ctx, q)
	if err != nil {
		return nil, err
	}
	source, err := s.source(ctx, b, faces[head].Channel)
	if err != nil {
		return nil, err
	}
	held, err := customer.TagsOf(ctx, q, []customer.ID{head, b.CustomerID})
	if err != nil {
		return nil, err
	}
	says := map[Piece]string{PieceLevel: faces[head].Ladder.Title().Zh, PieceName: faces[head].Name, PieceSource: source,
		PieceStore: stores[faces[head].StoreID], PieceDate: time.UnixMilli(b.Since).In(zone).Format("060102")}
	if faces[head].Ladder == 0 {
		says[PieceLevel] = ""
	}
	out := Values{}
	for _, p := range t.Parts {
		switch p.Piece {
		case PieceText:
			out[p.key()] = p.Text
		case PieceNeed:
			for _, i := range []customer.ID{b.CustomerID, head} {
				for _, tag := range held[i] {
					if tag.Family == p.Text {
						out[p.key()] = tag.Name
					}
				}
			}
		default:
			out[p.key()] = says[p.Piece]
		}
	}
	return out, nil
}

// source is what the code by which they came is called, or the channel of the person where they came by none of ours; that they
// came by the channel itself says nothing.
func (s *Service) source(ctx context.Context, b customer.Bond, channel string) (string, error) {
	if channel == b.Channel {
		channel = ""
	}
	if b.State == "" {
		return channel, nil
	}
	origins, err := livecode.Origins(ctx, s.db.Read(), []string{b.State})
	if o, ours := origins[b.State]; ours && o.Source != "" {
		return o.Source, err
	}
	return channel, err
}
