package customer

import "qunli/kit/fault"

// The refusals of this room.
var (
	ErrMissing = fault.New(fault.Missing, "customer.missing", "没有这位客户", "No such customer")
	ErrErased  = fault.New(fault.Conflict, "customer.erased",
		"这位客户的个人信息已删除，不能再修改或合并", "This customer's personal data were erased; they can no longer be changed or merged")
	ErrChanged = fault.New(fault.Conflict, "customer.changed",
		"这位客户刚被别人修改过，请刷新后重试", "Somebody has just changed this customer; reload and try again")
	ErrSelf = fault.New(fault.Invalid, "customer.merge_self",
		"两边是同一位客户，无需合并", "These are one customer already")
	ErrMerged = fault.New(fault.Conflict, "customer.merged",
		"该客户已并入另一位客户，请先撤销那次合并", "This customer was merged into another; undo that merge first")
	ErrNotMerged = fault.New(fault.Conflict, "customer.not_merged",
		"该客户没有被合并过", "This customer was not merged into anybody")
	ErrTooMany = fault.New(fault.Invalid, "customer.too_many",
		"一次最多 %d 位客户", "At most %d customers at a time")
	// ErrLingering comes from Erase after the data are gone from every table: asking again tries again.
	ErrLingering = fault.New(fault.Unavailable, "customer.erase_lingering",
		"已删除；数据库日志里的旧副本暂时还没清掉，请稍后再执行一次", "Erased; old copies in the database's journal could not be cleared yet: ask again shortly")
)
