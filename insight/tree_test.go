package insight

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"qunli/testkit/data"
)

func TestTreeShapes(t *testing.T) {
	for _, c := range []struct {
		name   string
		parent []int32
		want   tree
		virus  float64
	}{
		{"a root alone", []int32{-1}, tree{size: 1, width: 1}, -1},
		{"a pair", []int32{-1, 0}, tree{size: 2, depth: 1, width: 1}, 1},
		{"a star of four", []int32{-1, 0, 0, 0}, tree{size: 4, depth: 1, width: 3}, 1.5},
		{"a chain of four, children first", []int32{1, 2, 3, -1}, tree{size: 4, depth: 3, width: 1, mostChildren: 1}, 10.0 / 6},
	} {
		got := *growForest(c.parent).trees()[growForest(c.parent).order[0]]
		virality := -1.0
		if got.virality != nil {
			virality = *got.virality
		}
		if got.size != c.want.size || got.depth != c.want.depth || got.width != c.want.width || got.mostChildren != c.want.mostChildren ||
			math.Abs(virality-c.virus) > 1e-12 {
			t.Errorf("%s: %+v, virality %v", c.name, got, virality)
		}
	}
}

// TestViralityIsTheMeanDistance compares the sum over edges with walking between all pairs of random trees.
func TestViralityIsTheMeanDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 2 + r.IntN(30)
		parent := make([]int32, n)
		parent[0] = -1
		for i := 1; i < n; i++ {
			parent[i] = int32(r.IntN(i))
		}
		f := growForest(parent)
		sum := 0
		for a := range n {
			for b := range n {
				sum += distance(f, int32(a), int32(b))
			}
		}
		want := float64(sum) / float64(n*(n-1))
		if got := *f.trees()[0].virality; math.Abs(got-want) > 1e-9 {
			t.Fatalf("tree %v: virality %v, mean distance %v", parent, got, want)
		}
	}
}

func distance(f *forest, a, b int32) int {
	steps := 0
	for a != b {
		if f.level[a] < f.level[b] {
			a, b = b, a
		}
		a = f.parent[a]
		steps++
	}
	return steps
}

// cascadeFigures is expected.json of weibo_cascades: [size, depth, width, most children, virality] by cascade.
type cascadeFigures struct {
	Cascades, Nodes int
	MaxDepth        int                   `json:"max_depth"`
	MeanVirality    float64               `json:"mean_structural_virality"`
	MaxVirality     float64               `json:"max_structural_virality"`
	First           map[string][5]float64 `json:"first_20"`
}

// TestWeiboCascadeShapes reads every cascade straight from the file: the pure figures alone, without a database.
func TestWeiboCascadeShapes(t *testing.T) {
	var want cascadeFigures
	if err := json.Unmarshal(readFile(t, data.File(t, "weibo_cascades", "expected.json")), &want); err != nil {
		t.Fatal(err)
	}
	parents := readCascades(t)
	nodes, depth, sum, most := 0, 0, 0.0, 0.0
	for name, parent := range parents {
		shape := growForest(parent).trees()[0]
		nodes += shape.size
		depth = max(depth, shape.depth)
		sum += *shape.virality
		most = max(most, *shape.virality)
		if first, ok := want.First[name]; ok {
			got := [5]float64{float64(shape.size), float64(shape.depth), float64(shape.width), float64(shape.mostChildren), *shape.virality}
			if math.Abs(got[4]-first[4]) > 1e-6 {
				t.Errorf("cascade %s: virality %v, want %v", name, got[4], first[4])
			}
			if got[4] = first[4]; got != first {
				t.Errorf("cascade %s: %v, want %v", name, got, first)
			}
		}
	}
	if len(parents) != want.Cascades || nodes != want.Nodes || depth != want.MaxDepth {
		t.Errorf("%d cascades, %d nodes, depth %d; want %+v", len(parents), nodes, depth, want)
	}
	if mean := sum / float64(len(parents)); math.Abs(mean-want.MeanVirality) > 1e-6 || math.Abs(most-want.MaxVirality) > 1e-6 {
		t.Errorf("virality mean %v, most %v; want %v, %v", mean, most, want.MeanVirality, want.MaxVirality)
	}
}

func readFile(t *testing.T, name string) []byte {
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// readCascades gives the parents of every cascade's nodes; node 0 is the root.
func readCascades(t *testing.T) map[string][]int32 {
	out := map[string][]int32{}
	file, err := os.Open(data.File(t, "weibo_cascades", "reposts.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(plain)
	lines.Scan() // header
	for lines.Scan() {
		cells := strings.SplitN(lines.Text(), "\t", 4)
		node, err := strconv.Atoi(cells[1])
		if err != nil {
			t.Fatal(err)
		}
		parent, err := strconv.Atoi(cells[2])
		if err != nil {
			t.Fatal(err)
		}
		p := out[cells[0]]
		for len(p) <= node {
			p = append(p, -1)
		}
		p[node] = int32(parent)
		out[cells[0]] = p
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
