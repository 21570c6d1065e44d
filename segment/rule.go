package segment

// Op is what a clause asks of an attribute.
type Op string

// The operators. Spans are of moments, and dates are days of the organisation's zone.
const (
	Equal     Op = "="
	Differs   Op = "!="
	Less      Op = "<"
	AtMost    Op = "<="
	More      Op = ">"
	AtLeast   Op = ">="
	In        Op = "in"
	OlderThan Op = "older than" // known, and a span or longer ago
	Within    Op = "within"     // at most a span ago, and not to come
	Before    Op = "before"     // known, and before that day begins
	Until     Op = "until"      // known, and before that day ends
	Since     Op = "since"      // on that day or later
	After     Op = "after"      // after that day has ended
	IsNone    Op = "is none"    // no row speaks of it: no moment, no word
	IsKnown   Op = "is known"
)

// Rule is one node of the rule tree; exactly one of the four is set. The text grammar (Parse, String) and JSON are two
// spellings of this one tree, and the canonical spelling of a rule is that of its String. The zero Rule is no rule.
type Rule struct {
	All []Rule  `json:"all,omitempty"` // and
	Any []Rule  `json:"any,omitempty"` // or
	Not *Rule   `json:"not,omitempty"`
	Is  *Clause `json:"is,omitempty"`
}

// Clause asks one thing of one attribute. Values are spelt as in the text: whole numbers, money in currency units, words,
// spans (30d, 12h) and dates (2026-01-31).
type Clause struct {
	Attribute string   `json:"attribute"`        // its Name
	Days      int64    `json:"days,omitempty"`   // window: calendar days, today included; 0 none
	Op        Op       `json:"op"`               //
	Values    []string `json:"values,omitempty"` // none for is none, is known; several only for in
}

// Limits of a rule.
const (
	MaxText    = 8 << 10 // bytes of its text or JSON
	MaxDepth   = 8       // brackets within brackets, "not" included
	MaxClauses = 64
	MaxValues  = 200 // of one "in"
	MaxDays    = 3660
)

// Verdict is what a rule says of one person at a moment.
type Verdict struct {
	In bool
	// Flips is the next moment (ms) at which the verdict changes by time alone, 0 if it does not.
	Flips int64
	// Because are the clauses of the rule, in its order, with what the person has. Of someone who is no person of their own
	// (erased, merged into another, unknown) it is empty.
	Because Explanation
}

// Explanation says clause by clause why a rule holds or does not.
type Explanation []Reason

// Reason is one clause and what the person has.
type Reason struct {
	Clause string `json:"clause"` // canonical text
	Zh     string `json:"zh"`     // the clause with the attribute's titles
	En     string `json:"en"`
	Value  string `json:"value"` // what the person has, spelt as a rule would; "" none
	Holds  bool   `json:"holds"`
}
