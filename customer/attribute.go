package customer

import (
	"context"

	"qunli/kit/db"
)

// AttributeType says what a rule may ask of an attribute, and what no row means: 0, none, "" or the empty set.
type AttributeType string

// The types of attributes.
const (
	AttrNumber AttributeType = "number" // whole numbers
	AttrMoney  AttributeType = "money"  // fen; rules write currency units with two digits
	AttrMoment AttributeType = "moment" // ms, 0 none
	AttrWord   AttributeType = "word"   // exactly one word of a person, "" none
	AttrWords  AttributeType = "words"  // any number of words of a person
)

// Gather says how the rows of one person become one value: several days, several accounts, several people merged into one.
type Gather string

// The ways to gather.
const (
	GatherSum  Gather = "sum"
	GatherMax  Gather = "max"
	GatherMin  Gather = "min"  // of moments: 0 is no moment
	GatherDays Gather = "days" // distinct values of Day among rows whose Value is above 0
	GatherOwn  Gather = "own"  // one row a person; of merged people only the row of who they are now counts
	GatherAny  Gather = "any"  // words: all of them
)

// Attribute is something known of people that rules may ask about. It is data: a table of the declaring room with a
// column that names the person, so that a rule has two readings, a set of people and one person, which must agree. Table
// and columns are SQL of the declaring room.
type Attribute struct {
	Name   string // in rules: lower case, digits, underscore
	Zh, En string
	Type   AttributeType
	Table  string // rows about people; any number a person
	Person string // its column with the person; "customer_id" when ""
	Value  string // its column, or expression over its columns
	Where  string // constant condition on its columns, "" none
	Day    string // its column with a calendar day: the attribute may take a window, name(30d); "" it takes none
	Gather Gather
	Unit   string // shown behind numbers: 次, 天, …; "" none

	// Single says that Table has at most one row for each person as booked, whatever Gather makes of people merged into
	// one: the set reading need not group.
	Single bool
	// Life names a table with at most one row for each person as booked that holds the same without a window, in its column
	// LifeValue; "" none: a rule without a window then gathers all rows of Table.
	Life, LifeValue string
	// Coded says that whole numbers stand for words in Value (ids, ranks), 0 for none; otherwise texts do, "" for none.
	Coded bool
	// Words lists what a Word may be, in the order of the ladder it forms; nil: free.
	Words []string
	// Titles are the Words in Chinese, in the same order; rules may say either. nil: none.
	Titles []string
	// Store turns the word of a rule (a code, a tag "family/name") into what the table holds; nil: itself. A word that
	// nothing stands for gives db.ErrNone, and the clause then holds for nobody.
	Store func(ctx context.Context, q db.Q, word string) (any, error)
}
