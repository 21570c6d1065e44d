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

// The refusals about where people stand.
var (
	ErrLevel = fault.New(fault.Invalid, "customer.level",
		"没有关系等级“%s”；可填 交易、粉丝、铁粉、合伙人、股东", "There is no level %s; the levels are buyer, fan, friend, partner, shareholder")
	ErrClimbed = fault.New(fault.Conflict, "customer.level_reached",
		"该客户已经在这一等级或更高的等级", "This customer already stands at that level or above it")
	ErrJump = fault.New(fault.Conflict, "customer.level_jump",
		"不能跳级：缺少中间等级的依据。请先补齐，或写明理由强制调整", "No level may be skipped without its evidence: record it first, or force the change with a reason")
	ErrReason = fault.New(fault.Invalid, "customer.reason",
		"请写明理由", "Please give a reason")
	ErrNoLevel = fault.New(fault.Conflict, "customer.no_level",
		"该客户还没有关系等级，无从锁定", "This customer stands at no level yet: there is nothing to hold")
	ErrSeedStep = fault.New(fault.Conflict, "customer.seed_step",
		"种子用户不能这样变更状态", "A seed user cannot take this step")
)
