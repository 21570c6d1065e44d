package segment

import "qunli/kit/fault"

// The refusals of this room.
var (
	ErrRule    = fault.New(fault.Invalid, "segment.rule", "规则有误", "The rule is wrong")
	ErrMissing = fault.New(fault.Missing, "segment.missing", "没有这个人群", "No such segment")
	ErrName    = fault.New(fault.Conflict, "segment.name",
		"已有名为 %q 的人群，请换一个名称", "There is a segment named %q already; choose another name")
	ErrChanged = fault.New(fault.Conflict, "segment.changed",
		"这个人群刚被别人修改过，请刷新后重试", "Somebody has just changed this segment; reload and try again")
	ErrTagTaken = fault.New(fault.Conflict, "segment.tag_taken",
		"标签 %q 已由另一个人群打上和取下，请换一个标签", "The tag %q is put on and taken off by another segment; choose another tag")
	ErrTagFixed = fault.New(fault.Conflict, "segment.tag_fixed",
		"人群的标签不能更改：请删除后另存", "The tag of a segment cannot be changed; drop the segment and save another")
	ErrCycle = fault.New(fault.Invalid, "segment.cycle",
		"规则读取的标签由它自己的结果决定（%s），会没完没了：请去掉其中一环",
		"The rule reads a tag that depends on its own result (%s) and would never come to rest; take one of them out")
)

// spot is where in a rule something stands, for the refusal.
type spot struct{ zh, en string }

// wrong is the refusal of a rule at a spot: the value seen and what to do about it.
func (s spot) wrong(value, zh, en string) error {
	zh, en = s.zh+"："+zh, s.en+": "+en
	return ErrRule.At("rule", value, zh, en)
}
