package referral

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/org"
)

// The bounds of reads of the forest.
const (
	maxAncestors = 1000
	maxPage      = 200
	maxDepth     = 10
	maxShown     = 10_000 // nodes of a tree
)

// Node gives a person's place in the forest with counts and sums; of who neither brought nor was brought by anybody,
// only the id.
func (s *Service) Node(ctx context.Context, i customer.ID) (Node, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Node{}, err
	}
	return s.node(ctx, s.db.Read(), i)
}

func (s *Service) node(ctx context.Context, q db.Q, i customer.ID) (Node, error) {
	now, err := head(ctx, q, i)
	if err != nil {
		return Node{}, err
	}
	rows, err := db.All[Node](ctx, q, `SELECT `+nodeColumns+` FROM referral_node WHERE customer_id = $1`, now)
	if err != nil {
		return Node{}, err
	}
	if err := s.visible(ctx, q, now, len(rows) > 0); err != nil || len(rows) == 0 {
		return Node{CustomerID: now}, err
	}
	return rows[0], nil
}

// head gives who a person is now.
func head(ctx context.Context, q db.Q, i customer.ID) (customer.ID, error) {
	now, err := customer.Canonical(ctx, q, []customer.ID{i})
	return now[i], err
}

// visible refuses a person who does not exist or lies outside the actor's scope. Who was found in the forest exists.
func (s *Service) visible(ctx context.Context, q db.Q, i customer.ID, found bool) error {
	if found && org.Scope(ctx).Whole() {
		return nil
	}
	return s.seen(ctx, q, i)
}

// Ancestors gives who brought a person, who brought these, and so on, the nearest first; depth 0 is all the way up.
func (s *Service) Ancestors(ctx context.Context, i customer.ID, depth int) ([]Node, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return nil, err
	}
	q := s.db.Read()
	now, err := head(ctx, q, i)
	if err != nil {
		return nil, err
	}
	if depth <= 0 || depth > maxAncestors {
		depth = maxAncestors
	}
	type step struct {
		Node
		Level int64
	}
	rows, err := db.All[step](ctx, q, `
		WITH RECURSIVE up (`+nodeColumns+`, level) AS (
			SELECT `+nodeColumns+`, CAST(0 AS BIGINT) FROM referral_node WHERE customer_id = $1
			UNION ALL
			SELECT n.customer_id, n.parent_id, n.at, n.children, n.subtree, n.own, n.below, n.buyers, n.dropped_id, up.level + 1
			FROM up JOIN referral_node n ON n.customer_id = up.parent_id
			WHERE up.parent_id <> 0 AND up.level < $2)
		SELECT `+nodeColumns+`, level FROM up ORDER BY level`, now, depth)
	if err != nil {
		return nil, err
	}
	if err := s.visible(ctx, q, now, len(rows) > 0); err != nil {
		return nil, err
	}
	out := make([]Node, 0, len(rows))
	for _, r := range rows[min(len(rows), 1):] {
		out = append(out, r.Node)
	}
	return s.inScope(ctx, q, out)
}

// Children gives a page of whom a person brought, in order of ids; after is the Next of the page before.
func (s *Service) Children(ctx context.Context, i customer.ID, after customer.ID, limit int) (Branch, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Branch{}, err
	}
	q := s.db.Read()
	now, err := head(ctx, q, i)
	if err != nil {
		return Branch{}, err
	}
	size := pageSize(limit)
	rows, err := db.All[Node](ctx, q, `SELECT `+nodeColumns+` FROM referral_node
		WHERE parent_id = $1 AND parent_id <> 0 AND customer_id > $2 ORDER BY parent_id, customer_id LIMIT $3`, now, after, size+1)
	if err != nil {
		return Branch{}, err
	}
	if err := s.visible(ctx, q, now, len(rows) > 0); err != nil {
		return Branch{}, err
	}
	b := Branch{}
	if len(rows) > size {
		rows = rows[:size]
		b.Next = rows[size-1].CustomerID
	}
	b.Nodes, err = s.inScope(ctx, q, rows)
	return b, err
}

// pageSize bounds what a caller asks for: 50 when nothing is asked.
func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, maxPage)
}

// inScope leaves out the people outside the actor's scope.
func (s *Service) inScope(ctx context.Context, q db.Q, nodes []Node) ([]Node, error) {
	view := org.Scope(ctx)
	if view.Whole() || len(nodes) == 0 {
		return nodes, nil
	}
	ids := make([]customer.ID, len(nodes))
	for n := range nodes {
		ids[n] = nodes[n].CustomerID
	}
	briefs, err := customer.Briefs(ctx, q, ids)
	return slices.DeleteFunc(nodes, func(n Node) bool {
		b := briefs[n.CustomerID]
		return !view.Sees(b.StoreID, b.StaffID)
	}), err
}

// Tree gives a person and whom they brought, level by level down to depth (1 to 10; 3 when 0), of each the limit (20 when 0)
// of most value. A tree shows 10,000 people at most: the nearest.
func (s *Service) Tree(ctx context.Context, i customer.ID, depth, limit int) (Tree, error) {
	if err := org.Must(ctx, org.ReferralRead); err != nil {
		return Tree{}, err
	}
	q := s.db.Read()
	top, err := s.node(ctx, q, i)
	if err != nil {
		return Tree{}, err
	}
	if depth <= 0 {
		depth = 3
	}
	if limit <= 0 {
		limit = 20
	}
	below := map[customer.ID][]Node{}
	level, shown := []Node{top}, 1
	for range min(depth, maxDepth) {
		if level, err = s.below(ctx, q, level, min(limit, maxPage)); err != nil {
			return Tree{}, err
		}
		level = level[:min(len(level), maxShown-shown)]
		shown += len(level)
		for _, n := range level {
			below[n.ParentID] = append(below[n.ParentID], n)
		}
	}
	return hang(top, below, 0), nil
}

// below gives of each of the nodes the children of most value.
func (s *Service) below(ctx context.Context, q db.Q, nodes []Node, limit int) ([]Node, error) {
	var parents []customer.ID
	for _, n := range nodes {
		if n.Children > 0 {
			parents = append(parents, n.CustomerID)
		}
	}
	slices.Sort(parents)
	type ranked struct {
		Node
		Place int64
	}
	var out []Node
	err := db.Lists(q, parents, func(part []customer.ID) error {
		c := db.Where("parent_id <> 0").In("parent_id", part)
		return db.Each(ctx, q, func(r ranked) error { out = append(out, r.Node); return nil },
			`SELECT `+nodeColumns+`, place FROM (SELECT `+nodeColumns+`,
				ROW_NUMBER() OVER (PARTITION BY parent_id ORDER BY own + below DESC, subtree DESC, customer_id) AS place
				FROM referral_node WHERE `+c.SQL()+`) AS r WHERE place <= `+c.Next(1), c.Args(limit)...)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Node) int {
		return cmp.Or(cmp.Compare(b.Value(), a.Value()), cmp.Compare(b.Subtree, a.Subtree), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	return s.inScope(ctx, q, out)
}

func hang(n Node, below map[customer.ID][]Node, depth int) Tree {
	t := Tree{Node: n, Depth: depth}
	for _, c := range below[n.CustomerID] {
		t.Below = append(t.Below, hang(c, below, depth+1))
	}
	return t
}
