package qunli_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// statement is a string of the program that looks like SQL, whole or in part.
type statement struct {
	node ast.Node
	dir  string
	path string
	text string // literals '…' emptied, what is computed shown as §
}

// flat gives a string expression: literals joined by +, everything else as §; ok is false when it holds no literal.
func flat(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return flat(e.X)
	case *ast.BinaryExpr:
		left, ok1 := flat(e.X)
		right, ok2 := flat(e.Y)
		return left + right, (ok1 || ok2) && e.Op == token.ADD
	}
	return "§", false
}

var (
	looksSQL = regexp.MustCompile(`(?m)(^|[(\s])(SELECT|INSERT INTO|DELETE FROM|FROM|WHERE|ORDER BY|GROUP BY|ON CONFLICT|JOIN|` +
		`UNION|HAVING|VALUES|SET|WITH|CASE WHEN|CREATE|PRAGMA)\s|(^|\s)UPDATE [a-z_§]+\s+SET\s|(=|<|>|IN) ?\(?(\$\d|\?)|` +
		`\b(FOR UPDATE|SKIP LOCKED|DISTINCT ON|LATERAL|ILIKE)\b`)
	quoted = regexp.MustCompile(`'[^']*'`)
)

// statements lists what looks like SQL in the program.
func (h *house) statements() []statement {
	var out []statement
	for _, s := range h.program() {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := flat(e)
			if !ok {
				return true
			}
			if text = quoted.ReplaceAllString(text, "''"); looksSQL.MatchString(text) {
				out = append(out, statement{e, s.dir, s.path, text})
			}
			return false // its parts are seen
		})
	}
	return out
}

// forbidden is what the engines read differently, or one of them not at all, with what to write instead.
var forbidden = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\?`), "write $1, $2, …"},
	{regexp.MustCompile(`(?i)\b(now|random|strftime|datetime|julianday|date_trunc|to_char|extract|unixepoch)\s*\(|\bCURRENT_(TIME|DATE)`), "take the time from tx.Now and compute in Go"},
	{regexp.MustCompile(`(?i)\b(greatest|least)\s*\(`), "write CASE"},
	{regexp.MustCompile(`\b(MAX|MIN|max|min)\s*\([^()]*(\([^()]*\)[^()]*)*,`), "write CASE: it has one argument"},
	{regexp.MustCompile(`(?i)=\s*(ANY|ALL)\b`), "use db.Cond.In"},
	{regexp.MustCompile(`(?i)\b(json_each|json_extract|jsonb?_[a-z_]+)\s*\(|->`), "keep real columns"},
	{regexp.MustCompile(`\bI?LIKE\b`), "compare a folded column"},
	{regexp.MustCompile(`DISTINCT ON\b|\bLATERAL\b`), "use a window function"},
	{regexp.MustCompile(`\bAS\s*\(\s*(INSERT|UPDATE|DELETE)\b`), "write two statements"},
	{regexp.MustCompile(`\bFOR UPDATE\b|\bSKIP LOCKED\b|\bFOR SHARE\b`), "write conditionally"},
	{regexp.MustCompile(`::`), "write CAST(… AS …)"},
	{regexp.MustCompile(`(?i)\b(unnest|generate_series|string_agg|group_concat|array_agg|ifnull|nullif_|iif|instr|strpos|printf|format|to_date|concat_ws)\s*\(|\bARRAY\[|\bINTERVAL\b`), "one engine lacks it"},
	{regexp.MustCompile(`\b(PRAGMA|AUTOINCREMENT|SERIAL|OR REPLACE|OR IGNORE|GLOB|REGEXP|COLLATE)\b`), "one engine lacks it"},
}

// engineSpecific may write what one engine alone reads.
var engineSpecific = map[string]string{
	"kit/db": "the shim between the engines: both texts stand side by side there",
}

// engineSpeech are single forbidden words in single files.
var engineSpeech = map[string]string{
	"kit/job/claim.go FOR UPDATE":     "PostgreSQL alone: passes by jobs that other nodes are just claiming; SQLite has one writer",
	"app/bench/pattern.go FOR UPDATE": "what is compared, in PostgreSQL alone: the pattern that locks a row",
}

func TestSQLIsReadAlikeByBothEngines(t *testing.T) {
	h := tree(t)
	all := h.statements()
	if len(all) < 50 {
		t.Errorf("only %d statements were found: the test does not see the SQL", len(all))
	}
	for _, s := range all {
		if engineSpecific[s.dir] != "" {
			continue
		}
		for _, f := range forbidden {
			if found := f.pattern.FindString(s.text); found != "" && engineSpeech[s.path+" "+found] == "" {
				t.Errorf("%s: %q in SQL: %s", h.at(s.node), strings.TrimSpace(found), f.instead)
			}
		}
	}
}

// The patterns find what they are for and let the rest pass.
func TestTheForbiddenListKnowsItsOwn(t *testing.T) {
	hit := func(text string) bool {
		text = quoted.ReplaceAllString(text, "''")
		for _, f := range forbidden {
			if f.pattern.MatchString(text) {
				return true
			}
		}
		return false
	}
	for _, bad := range []string{
		`id = ?`, `at < now()`, `GREATEST(a, b)`, `MAX(a, b)`, `MIN(COALESCE(a, 0), b)`, `id = ANY ($1)`, `a LIKE $1`, `a ILIKE $1`, `x->>'a'`,
		`SELECT DISTINCT ON (a) b`, `JOIN LATERAL (`, `WITH x AS (DELETE FROM y RETURNING id)`, `FOR UPDATE SKIP LOCKED`, `$1::bigint`,
	} {
		if !hit(bad) {
			t.Errorf("%s passes", bad)
		}
	}
	for _, good := range []string{
		`MAX(a), MIN(COALESCE(b, 0)), c`, `SUM(a) FILTER (WHERE b)`, `ON CONFLICT (a) DO UPDATE SET b = excluded.b`, `a IS NOT DISTINCT FROM $1`,
		`x = 'what? now() LIKE'`, `ROW_NUMBER() OVER (PARTITION BY a ORDER BY b)`, `WITH RECURSIVE x AS (SELECT 1)`, `CAST($1 AS BIGINT)`,
	} {
		if hit(good) {
			t.Errorf("%s is refused", good)
		}
	}
}

var tableWord = regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES)\s+([a-z][a-z0-9_]*)|\b([a-z][a-z0-9]*_[a-z0-9_]+)\b`)

// foreignTables are single statements that name another room's table.
var foreignTables = map[string]string{}

func TestARoomNamesOnlyItsOwnTables(t *testing.T) {
	h := tree(t)
	for _, s := range h.statements() {
		room, _, _ := roomOf(s.dir)
		if room == "kit/db" {
			continue // it speaks of tables in general
		}
		for _, m := range tableWord.FindAllStringSubmatch(s.text, -1) {
			verb, table := m[1], m[2]
			if table == "" {
				table = m[3]
			}
			owner, known := h.tables[table]
			if !known || owner == room || foreignTables[s.path+" "+table] != "" {
				continue
			}
			if room == "insight" && !slices.Contains([]string{"INTO", "UPDATE"}, verb) && !strings.Contains(s.text, "DELETE FROM "+table) {
				continue
			}
			t.Errorf("%s: %s names %s, a table of %s", h.at(s.node), room, table, owner)
		}
	}
}

func TestBenchmarksMakeTheirOwnTables(t *testing.T) {
	h := tree(t)
	for _, s := range h.statements() {
		for _, m := range createTable.FindAllStringSubmatch(s.text, -1) {
			if !strings.HasPrefix(m[1], "bench_") || !within(s.dir, "app/bench") {
				t.Errorf("%s: the table %s is made outside a schema", h.at(s.node), m[1])
			}
		}
	}
}
