package insight

// tree is the shape of one invitation tree, or cascade (INS-10).
type tree struct {
	size         int      // people, the root included
	depth        int      // levels below the root
	width        int      // most people on one level
	mostChildren int      // most people brought by one person other than the root
	levels       []int    // people by level, the root's first
	sharers      []int    // of these, those who brought somebody
	virality     *float64 // mean distance of two people (structural virality, Goel et al. 2016); nil for a root alone
}

// forest is who brought whom: nodes numbered from 0, a parent of -1 for a root. A parent may come after its children.
type forest struct {
	parent   []int32
	children []int32 // how many each node brought
	level    []int32
	root     []int32 // of each node
	below    []int32 // people below each node
	order    []int32 // nodes, roots first, each after its parent
}

// growForest works out levels, roots and subtree sizes in time linear in the nodes. Nodes on a cycle, which the books
// never hold, are left out of order.
func growForest(parent []int32) *forest {
	n := len(parent)
	f := &forest{parent: parent, children: make([]int32, n), level: make([]int32, n), root: make([]int32, n), below: make([]int32, n)}
	for _, p := range parent {
		if p >= 0 {
			f.children[p]++
		}
	}
	f.walk()
	for i := len(f.order) - 1; i >= 0; i-- {
		if node := f.order[i]; parent[node] >= 0 {
			f.below[parent[node]] += f.below[node] + 1
		}
	}
	return f
}

// walk visits the nodes level by level.
func (f *forest) walk() {
	start := make([]int32, len(f.parent)+1) // children of node i are kids[start[i]:start[i+1]]
	for i, c := range f.children {
		start[i+1] = start[i] + c
	}
	kids, at := make([]int32, start[len(f.parent)]), append([]int32(nil), start...)
	f.order = make([]int32, 0, len(f.parent))
	for node, p := range f.parent {
		if p < 0 {
			f.root[node] = int32(node)
			f.order = append(f.order, int32(node))
			continue
		}
		kids[at[p]] = int32(node)
		at[p]++
	}
	for i := 0; i < len(f.order); i++ {
		node := f.order[i]
		for _, kid := range kids[start[node]:start[node+1]] {
			f.root[kid], f.level[kid] = f.root[node], f.level[node]+1
			f.order = append(f.order, kid)
		}
	}
}

// trees gives the shape of every tree by its root.
func (f *forest) trees() map[int32]*tree {
	out := map[int32]*tree{}
	distances := map[int32]float64{} // sum over edges of people on one side times people on the other
	for _, node := range f.order {
		root := f.root[node]
		t := out[root]
		if t == nil {
			t = &tree{size: int(f.below[root]) + 1}
			out[root] = t
		}
		t.add(int(f.level[node]), int(f.children[node]))
		if node != root {
			side := float64(f.below[node]) + 1
			distances[root] += side * (float64(t.size) - side)
		}
	}
	for root, t := range out {
		if n := float64(t.size); n > 1 {
			v := 2 * distances[root] / (n * (n - 1))
			t.virality = &v
		}
	}
	return out
}

// add counts one node.
func (t *tree) add(level, children int) {
	for len(t.levels) <= level {
		t.levels, t.sharers = append(t.levels, 0), append(t.sharers, 0)
	}
	t.depth = max(t.depth, level)
	t.levels[level]++
	t.width = max(t.width, t.levels[level])
	if children > 0 {
		t.sharers[level]++
	}
	if level > 0 {
		t.mostChildren = max(t.mostChildren, children)
	}
}
