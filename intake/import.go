package intake

import (
	"encoding/json"

	"qunli/kit/fault"
	"qunli/kit/id"
)

type importKind struct{}

func (importKind) Prefix() string { return "imp" }

// ID identifies an import.
type ID = id.Of[importKind]

// State is where an import stands.
type State string

// The states, beside Cancelled. Running without anybody holding its lock is "interrupted": it goes on where it stopped.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Undoing State = "undoing"
	Undone  State = "undone"
)

// Import is one file brought in, or being brought in.
type Import struct {
	ID         ID
	Kind       string
	Source     string
	FileName   string
	FileHash   string // sha256 of the bytes, hex
	FileBytes  int64
	Mapping    string // JSON of Mapping, complete
	Zone       string
	State      State
	Rows       int64 // records read so far
	Total      int64 // records in the file
	Added      int64 // records that brought something new
	Same       int64 // records that were there already
	Rejected   int64
	Counts     string // JSON: how many records of which sort
	Error      string // JSON of the fault that ended it, ""
	ActorKind  string
	ActorID    int64
	CreatedAt  int64
	StartedAt  int64
	FinishedAt int64
	WorkMs     int64
}

// The refusals of imports.
var (
	ErrNone      = fault.New(fault.Missing, "import.none", "没有这次导入", "There is no such import")
	ErrRunning   = fault.New(fault.Conflict, "import.running", "来源 %q 的 %s 正在导入，请等它结束", "%[2]s of source %[1]q are being imported; wait for it to end")
	ErrMoved     = fault.New(fault.Unavailable, "import.moved", "这次导入已被另一个进程接着做，请重试", "Another process has carried this import on; try again")
	ErrAllWrong  = fault.New(fault.Invalid, "import.all_wrong", "前 %d 行全部无法识别，已停止；请检查列映射。第一条（第 %d 行）：%s", "None of the first %d rows could be read; stopped. Check the mapping. The first, line %d: %s")
	ErrUndoState = fault.New(fault.Conflict, "import.undo.state", "这次导入的状态是 %s，不能撤销", "An import that is %s cannot be undone")
	ErrDependent = fault.New(fault.Conflict, "import.undo.dependents", "之后还有数据依赖这次导入，不能撤销", "Something later depends on this import, so it cannot be undone")
	ErrPreset    = fault.New(fault.Missing, "import.preset", "没有名为 %q 的预设", "There is no preset named %q")
)

// RatePerSecond is how many records a second were worked on, 0 when unknown.
func (i Import) RatePerSecond() float64 {
	if i.WorkMs == 0 {
		return 0
	}
	return float64(i.Rows) / float64(i.WorkMs) * 1000
}

// LeftMs is the time left at the rate so far, ms; 0 when unknown or done.
func (i Import) LeftMs() int64 {
	if i.Rows == 0 || i.State != Running {
		return 0
	}
	return i.WorkMs * (i.Total - i.Rows) / i.Rows
}

// Fault gives what ended the import, nil when nothing did.
func (i Import) Fault() *Reason {
	if i.Error == "" {
		return nil
	}
	var r Reason
	if json.Unmarshal([]byte(i.Error), &r) != nil {
		return &Reason{Code: "internal", Zh: i.Error, En: i.Error}
	}
	return &r
}

// Reason is a fault as it is stored: what people may read, without its private cause.
type Reason struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func reasonOf(err error) Reason {
	f := fault.Of(err)
	return Reason{f.Code, f.Message("zh"), f.Message("en")}
}

// Fault makes the fault again, without its cause.
func (r Reason) Fault() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Code: r.Code, Zh: r.Zh, En: r.En}
}

func (r Reason) json() string {
	text, _ := json.Marshal(r) // strings always marshal
	return string(text)
}

// Tally counts records by sort; see Sorts.
type Tally map[string]int64

func (t Tally) add(other map[string]int64) {
	for k, n := range other {
		t[k] += n
	}
}

func (t Tally) json() string {
	text, _ := json.Marshal(t)
	return string(text)
}

// Tally reads the counts of an import.
func (i Import) Tally() Tally {
	t := Tally{}
	_ = json.Unmarshal([]byte(i.Counts), &t) // written by Tally.json; unreadable counts are no counts
	return t
}

// Reject is a refused record.
type Reject struct {
	ImportID ID
	Line     int64
	Code     string
	Zh, En   string
	Record   string // JSON array of its cells
}
