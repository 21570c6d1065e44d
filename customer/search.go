package customer

import (
	"fmt"
	"strings"

	"qunli/kit/db"
)

// maxWords is how many words of a query count.
const maxWords = 6

// matching adds to c, a condition on the rows of customer, that people match every word of query. A word matches a
// person, or somebody merged into them, whose name or remark contains it, whose name has it as pinyin initials, whose phone
// ends with it (four digits), or who has an account spelled exactly so.
func matching(c *db.Cond, query string) {
	words := strings.Fields(narrow(query))
	for _, w := range words[:min(len(words), maxWords)] {
		sql, args := wordSQL(w)
		c.And(`customer.id IN (SELECT COALESCE(x.to_id, m.customer_id) FROM (`+sql+`) m
			LEFT JOIN customer_alias x ON x.from_id = m.customer_id)`, args...)
	}
}

// Match is one word of a query in two forms, for rooms that compose statements over Roll. Test is a condition on a row of
// customer; From selects the id of everybody, as booked, who matches, some perhaps twice. In Test, "§" stands for the
// comparison of a column with a person: "= customer.id" of people into whom nobody was merged.
type Match struct {
	Test, From string
	Args       []any
}

// Matches gives the words of a query as List takes them.
func Matches(query string) []Match {
	var out []Match
	words := strings.Fields(narrow(query))
	for _, w := range words[:min(len(words), maxWords)] {
		word := Fold(w)
		if len([]rune(word)) < 3 { // a term as it stands, of many people: asked of each, not collected
			args := []any{word, normalPhone(word), w}
			out = append(out, Match{`EXISTS (SELECT 1 FROM customer_term t WHERE t.term = $1 AND t.customer_id §)
				OR customer.id IN (SELECT COALESCE(x.to_id, i.customer_id) FROM customer_identity i LEFT JOIN customer_alias x ON x.from_id = i.customer_id
					WHERE i.value = $1 OR i.value = $2 OR i.value = $3)`,
				`SELECT customer_id AS id FROM customer_term WHERE term = $1
				UNION ALL SELECT customer_id FROM customer_identity WHERE value = $1 OR value = $2 OR value = $3`, args})
			continue
		}
		sql, args := wordSQL(w)
		out = append(out, Match{`customer.id IN (SELECT COALESCE(x.to_id, m.customer_id) FROM (` + sql + `) m LEFT JOIN customer_alias x ON x.from_id = m.customer_id)`,
			`SELECT m.customer_id AS id FROM (` + sql + `) m`, args})
	}
	return out
}

// wordSQL selects the customer_id of everybody who matches a word.
func wordSQL(raw string) (string, []any) {
	word := Fold(raw)
	sql := `SELECT customer_id FROM customer_term WHERE term = $1
		UNION SELECT customer_id FROM customer_identity WHERE value = $1 OR value = $2 OR value = $3`
	args := []any{word, normalPhone(word), raw}
	r := []rune(word)
	if len(r) < 3 {
		return sql, args // one or two characters are a term as they stand
	}
	var pairs []string
	for i := 1; i < len(r); i++ {
		args = append(args, string(r[i-1:i+1]))
		pairs = append(pairs, fmt.Sprintf("SELECT customer_id FROM customer_term WHERE term = $%d", len(args)))
	}
	return sql + ` UNION SELECT p.id FROM customer p
		WHERE REPLACE(p.folded, $1, '') <> p.folded AND p.id IN (` + strings.Join(pairs, " INTERSECT ") + `)`, args
}
