package community

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// The dimensions of the matrix (COM-08).
const (
	AxisAttribute = "attribute" // 属性
	AxisSpend     = "spend"     // 消费能力
	AxisNeed      = "need"      // 诉求点
	AxisArea      = "area"      // 区域
	AxisProduct   = "product"   // 产品
	AxisLevel     = "level"     // 等级
)

func axes() []string {
	return []string{AxisAttribute, AxisSpend, AxisNeed, AxisArea, AxisProduct, AxisLevel}
}

// Axis is one dimension with its values, in their order.
type Axis struct {
	Axis   string
	Values []string
}

// Cell is one cell of the matrix: a value of every dimension.
type Cell struct {
	Values  []string // in the order of the dimensions
	Groups  []Community
	Members int64    // distinct people, as who they are now
	Topics  []string // of its groups
}

// Overlap is somebody in more marketing groups than the settings want.
type Overlap struct {
	Customer customer.ID
	Groups   []ID
}

// Matrix is the grid of groups in the actor's scope.
type Matrix struct {
	Axes     []Axis
	Cells    []Cell
	Gaps     []Cell      // without a group
	Outside  []Community // open groups that stand in no cell, at most 200
	Unplaced int64       // how many those are
	Overlaps []Overlap   // the worst first, at most 200
	Over     int64       // how many there are
}

// mostOutside is how many groups without a place are listed.
const mostOutside = 200

// maxCells bounds the grid.
const maxCells = 2000

// ErrGrid refuses a grid too large to look at.
var ErrGrid = fault.New(fault.Invalid, "community.matrix.size", "矩阵最多 %d 格，这里有 %d 格；请减少维度", "A matrix has at most %d cells, this one %d; choose fewer dimensions")

type axisRow struct {
	Axis    string
	Value   string
	Place   int64
	Ordinal int64
}

// SetMatrix replaces the dimensions of the matrix.
func (s *Service) SetMatrix(ctx context.Context, dimensions []Axis) error {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return err
	}
	var rows []axisRow
	w := &wanted{}
	seen := map[string]bool{}
	for i, a := range dimensions {
		w.that(slices.Contains(axes(), a.Axis) && !seen[a.Axis], "axis", a.Axis, "请从属性、消费能力、诉求、区域、产品、等级中选，每个维度一次",
			"must be attribute, spend, need, area, product or level, each once")
		seen[a.Axis] = true
		for n, v := range a.Values {
			v = strings.TrimSpace(v)
			w.text(a.Axis, v, 1, 64)
			w.that(!seen[a.Axis+"="+v], a.Axis, v, "取值重复", "stands twice")
			seen[a.Axis+"="+v] = true
			rows = append(rows, axisRow{a.Axis, v, int64(i + 1), int64(n + 1)})
		}
	}
	if err := w.err(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := readAxes(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := db.Exec(ctx, tx, `DELETE FROM community_axis`); err != nil {
			return err
		}
		if _, err := db.Insert(ctx, tx, "community_axis", rows, ""); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "community.matrix", Object: "community", Before: before, After: dimensions})
	})
}

func readAxes(ctx context.Context, q db.Q) ([]Axis, error) {
	var out []Axis
	return out, db.Each(ctx, q, func(r axisRow) error {
		if n := len(out); n == 0 || out[n-1].Axis != r.Axis {
			out = append(out, Axis{Axis: r.Axis})
		}
		last := &out[len(out)-1]
		last.Values = append(last.Values, r.Value)
		return nil
	}, `SELECT axis, value, place, ordinal FROM community_axis ORDER BY place, ordinal`)
}

// coordinate is a row of community_coordinate.
type coordinate struct {
	CommunityID ID
	Axis        string
	Value       string
}

// Stand puts a group at its place in the matrix: a value of every dimension, "" none. The topic is what its talk is about.
func (s *Service) Stand(ctx context.Context, i ID, version int64, at map[string]string, topic string) (Community, error) {
	if err := org.Must(ctx, org.CommunityEdit); err != nil {
		return Community{}, err
	}
	w := &wanted{}
	w.text("topic", topic, 0, 64)
	for axis, value := range at {
		w.that(slices.Contains(axes(), axis), "axis", axis, "没有这个维度", "is no dimension")
		w.text(axis, value, 0, 64)
	}
	if err := w.err(); err != nil {
		return Community{}, err
	}
	return s.change(ctx, i, version, "community.stand", func(ctx context.Context, tx *db.Tx, c *Community) error {
		c.Topic = topic
		if _, err := db.Exec(ctx, tx, `DELETE FROM community_coordinate WHERE community_id = $1`, i); err != nil {
			return err
		}
		var rows []coordinate
		c.Area, c.Level = at[AxisArea], at[AxisLevel]
		for _, axis := range axes() {
			if axis != AxisArea && axis != AxisLevel && at[axis] != "" {
				rows = append(rows, coordinate{i, axis, at[axis]})
			}
		}
		_, err := db.Insert(ctx, tx, "community_coordinate", rows, "")
		return err
	})
}

// Matrix gives the grid of the dimensions, or of some of them, over the open groups in the actor's scope: members, groups and
// topics of every cell, the gaps, and who is in too many marketing groups.
func (s *Service) Matrix(ctx context.Context, only ...string) (Matrix, error) {
	if err := org.Must(ctx, org.CommunityRead); err != nil {
		return Matrix{}, err
	}
	var m Matrix
	err := s.db.Snapshot(ctx, func(q db.Q) error {
		dimensions, err := readAxes(ctx, q)
		if err != nil {
			return err
		}
		for _, a := range dimensions {
			if len(only) == 0 || slices.Contains(only, a.Axis) {
				m.Axes = append(m.Axes, a)
			}
		}
		if m.Cells, err = grid(m.Axes); err != nil {
			return err
		}
		groups, err := openGroups(ctx, q)
		if err != nil {
			return err
		}
		cells, err := m.seat(ctx, q, groups)
		if err != nil {
			return err
		}
		set, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		return m.people(ctx, q, set, groups, cells)
	})
	m.gaps()
	return m, err
}

// grid gives the empty cells of dimensions, the last dimension running fastest.
func grid(dimensions []Axis) ([]Cell, error) {
	size := 1
	for _, a := range dimensions {
		size *= len(a.Values)
		if size > maxCells {
			return nil, ErrGrid.F(maxCells, size)
		}
	}
	if len(dimensions) == 0 {
		return nil, nil
	}
	out := []Cell{{}}
	for _, a := range dimensions {
		var next []Cell
		for _, c := range out {
			for _, v := range a.Values {
				next = append(next, Cell{Values: append(slices.Clone(c.Values), v)})
			}
		}
		out = next
	}
	return out, nil
}

func openGroups(ctx context.Context, q db.Q) ([]Community, error) {
	c := db.Where("state IN ('open', 'harvest')").Join(org.Scope(ctx).Cond("store_id", "staff_id"))
	return db.All[Community](ctx, q, `SELECT `+columns+` FROM community WHERE `+c.SQL()+` ORDER BY id`, c.Args()...)
}

// seat puts groups into their cells and tells which cell each is in.
func (m *Matrix) seat(ctx context.Context, q db.Q, groups []Community) (map[ID]int, error) {
	at := map[ID]map[string]string{}
	for _, g := range groups {
		at[g.ID] = map[string]string{AxisArea: g.Area, AxisLevel: g.Level}
	}
	err := db.Each(ctx, q, func(c coordinate) error {
		if at[c.CommunityID] != nil {
			at[c.CommunityID][c.Axis] = c.Value
		}
		return nil
	}, `SELECT community_id, axis, value FROM community_coordinate`)
	if err != nil {
		return nil, err
	}
	index := map[string]int{}
	for i, c := range m.Cells {
		index[strings.Join(c.Values, "\x00")] = i
	}
	cells := map[ID]int{}
	for _, g := range groups {
		values := make([]string, len(m.Axes))
		for i, a := range m.Axes {
			values[i] = at[g.ID][a.Axis]
		}
		i, ok := index[strings.Join(values, "\x00")]
		if !ok || len(m.Axes) == 0 {
			if m.Unplaced++; len(m.Outside) < mostOutside {
				m.Outside = append(m.Outside, g)
			}
			continue
		}
		cells[g.ID] = i
		m.Cells[i].Groups = append(m.Cells[i].Groups, g)
		if g.Topic != "" && !slices.Contains(m.Cells[i].Topics, g.Topic) {
			m.Cells[i].Topics = append(m.Cells[i].Topics, g.Topic)
		}
	}
	return cells, nil
}

// people counts who is in the cells, each person once a cell, and finds who is in too many marketing groups.
func (m *Matrix) people(ctx context.Context, q db.Q, set Settings, groups []Community, cells map[ID]int) error {
	kinds := map[ID]Kind{}
	ids := make([]ID, len(groups))
	for i, g := range groups {
		kinds[g.ID], ids[i] = g.Kind, g.ID
	}
	var inside []pair
	err := db.Lists(q, ids, func(part []ID) error {
		c := db.Where("left_at = 0").In("community_id", part)
		return db.Each(ctx, q, func(p pair) error { inside = append(inside, p); return nil },
			`SELECT community_id, customer_id FROM community_stay WHERE `+c.SQL(), c.Args()...)
	})
	if err != nil {
		return err
	}
	now, err := canonical(ctx, q, inside)
	if err != nil {
		return err
	}
	for i := range inside {
		inside[i].CustomerID = now[inside[i].CustomerID]
	}
	m.count(inside, cells)
	m.overlap(inside, kinds, set.OverlapGroups)
	return nil
}

// count counts the distinct people of cells.
func (m *Matrix) count(inside []pair, cells map[ID]int) {
	type seat struct {
		cell int
		who  customer.ID
	}
	seen := map[seat]bool{}
	for _, p := range inside {
		cell, ok := cells[p.CommunityID]
		if s := (seat{cell, p.CustomerID}); ok && !seen[s] {
			seen[s] = true
			m.Cells[cell].Members++
		}
	}
}

// maxOverlaps is how many people a matrix names.
const maxOverlaps = 200

// overlap finds who is in more than most marketing groups.
func (m *Matrix) overlap(inside []pair, kinds map[ID]Kind, most int64) {
	market := marketing()
	of := map[customer.ID][]ID{}
	for _, p := range inside {
		if slices.Contains(market, kinds[p.CommunityID]) && !slices.Contains(of[p.CustomerID], p.CommunityID) {
			of[p.CustomerID] = append(of[p.CustomerID], p.CommunityID)
		}
	}
	for who, groups := range of {
		if int64(len(groups)) > most {
			slices.Sort(groups)
			m.Overlaps = append(m.Overlaps, Overlap{who, groups})
		}
	}
	slices.SortFunc(m.Overlaps, func(a, b Overlap) int {
		return cmp.Or(cmp.Compare(len(b.Groups), len(a.Groups)), cmp.Compare(a.Customer, b.Customer))
	})
	m.Over = int64(len(m.Overlaps))
	m.Overlaps = m.Overlaps[:min(len(m.Overlaps), maxOverlaps)]
}

func (m *Matrix) gaps() {
	for _, c := range m.Cells {
		if len(c.Groups) == 0 {
			m.Gaps = append(m.Gaps, c)
		}
	}
}
