package org

import "slices"

// Role is what somebody does for the brand; it decides what they may do, and their scope on whom.
type Role string

// The roles, from the most powerful down.
const (
	RoleOwner    Role = "owner"
	RoleAdmin    Role = "admin"
	RoleOperator Role = "operator"
	RoleStore    Role = "store"
	RoleReader   Role = "reader"
)

// Permission is one thing that a verb asks leave for.
type Permission string

// The permissions.
const (
	CustomerRead   Permission = "customer.read"
	CustomerEdit   Permission = "customer.edit"
	CustomerErase  Permission = "customer.erase"
	CustomerExport Permission = "customer.export"
	PhoneReveal    Permission = "phone.reveal"
	OrderRead      Permission = "order.read"
	OrderEdit      Permission = "order.edit"
	ProductEdit    Permission = "product.edit"
	SpendRead      Permission = "spend.read"
	SpendEdit      Permission = "spend.edit"
	ImportRun      Permission = "import.run"
	ImportUndo     Permission = "import.undo"
	InsightRead    Permission = "insight.read"
	StaffManage    Permission = "staff.manage"
	StoreManage    Permission = "store.manage"
	TokenManage    Permission = "token.manage"
	SettingEdit    Permission = "setting.edit"
	AuditRead      Permission = "audit.read"
	Backup         Permission = "backup"
	CommunityRead  Permission = "community.read"
	CommunityEdit  Permission = "community.edit"
	ReferralRead   Permission = "referral.read"
	ReferralEdit   Permission = "referral.edit"
	SegmentEdit    Permission = "segment.edit"
	TaskEdit       Permission = "task.edit"

	OutreachEdit    Permission = "outreach.edit"
	OutreachApprove Permission = "outreach.approve"

	CampaignRead  Permission = "campaign.read"
	CampaignEdit  Permission = "campaign.edit"
	CampaignWaive Permission = "campaign.waive"
	PayRead       Permission = "pay.read"
	PayRefund     Permission = "pay.refund"
)

// permissions lists every permission once.
var permissions = []Permission{
	CustomerRead, CustomerEdit, CustomerErase, CustomerExport, PhoneReveal, OrderRead, OrderEdit, ProductEdit,
	SpendRead, SpendEdit, ImportRun, ImportUndo, InsightRead, StaffManage, StoreManage, TokenManage, SettingEdit,
	AuditRead, Backup, CommunityRead, CommunityEdit, ReferralRead, ReferralEdit, SegmentEdit, TaskEdit,
	OutreachEdit, OutreachApprove, CampaignRead, CampaignEdit, CampaignWaive, PayRead, PayRefund,
}

// roles is the whole matrix: what each role may do.
var roles = map[Role][]Permission{
	RoleOwner: permissions,
	RoleAdmin: {
		CustomerRead, CustomerEdit, CustomerErase, CustomerExport, PhoneReveal, OrderRead, OrderEdit, ProductEdit,
		SpendRead, SpendEdit, ImportRun, ImportUndo, InsightRead, StaffManage, StoreManage, TokenManage, SettingEdit,
		AuditRead, CommunityRead, CommunityEdit, ReferralRead, ReferralEdit, SegmentEdit, TaskEdit, OutreachEdit, OutreachApprove,
		CampaignRead, CampaignEdit, CampaignWaive,
		PayRead, PayRefund,
	},
	RoleOperator: {
		CustomerRead, CustomerEdit, CustomerExport, PhoneReveal, OrderRead, OrderEdit, ProductEdit,
		SpendRead, SpendEdit, ImportRun, ImportUndo, InsightRead,
		CommunityRead, CommunityEdit, ReferralRead, ReferralEdit, SegmentEdit, TaskEdit, OutreachEdit,
		CampaignRead, CampaignEdit,
		PayRead,
	},
	RoleStore: {
		CustomerRead, CustomerEdit, OrderRead, OrderEdit, InsightRead, CommunityRead, ReferralRead, ReferralEdit, TaskEdit,
		CampaignRead,
	},
	RoleReader: {CustomerRead, OrderRead, SpendRead, InsightRead, CommunityRead, ReferralRead, CampaignRead},
}

// May tells whether the role includes p. An unknown role may nothing.
func (r Role) May(p Permission) bool { return slices.Contains(roles[r], p) }

// Valid tells whether r is one of the roles.
func (r Role) Valid() bool { _, ok := roles[r]; return ok }

// Permissions lists what the role may do.
func (r Role) Permissions() []Permission { return slices.Clone(roles[r]) }

// covers tells whether r may do everything that other may.
func (r Role) covers(other Role) bool {
	for _, p := range roles[other] {
		if !r.May(p) {
			return false
		}
	}
	return r.Valid() && other.Valid()
}

// ScopeKind says on whose customers and numbers somebody acts.
type ScopeKind string

// The scopes: the people one looks after, one store's, everybody's.
const (
	ScopeOwn   ScopeKind = "own"
	ScopeStore ScopeKind = "store"
	ScopeAll   ScopeKind = "all"
)

// Roles lists the roles from the most powerful down.
func Roles() []Role { return []Role{RoleOwner, RoleAdmin, RoleOperator, RoleStore, RoleReader} }

// Scopes lists the scopes that somebody of the role can have, the narrowest first.
func (r Role) Scopes() []ScopeKind {
	switch r {
	case RoleOwner, RoleAdmin:
		return []ScopeKind{ScopeAll}
	case RoleStore:
		return []ScopeKind{ScopeOwn, ScopeStore}
	}
	return []ScopeKind{ScopeOwn, ScopeStore, ScopeAll}
}
