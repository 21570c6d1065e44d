import { dict } from '@/words'

// permissionWords names what a role may do (org/role.go).
export const permissionWords = dict({
  'customer.read': '查看客户', 'customer.edit': '编辑客户', 'customer.erase': '删除个人资料', 'customer.export': '导出客户资料', 'phone.reveal': '查看完整手机号',
  'order.read': '查看订单', 'order.edit': '编辑订单', 'product.edit': '编辑商品', 'spend.read': '查看投放费用', 'spend.edit': '编辑投放费用',
  'import.run': '导入数据', 'import.undo': '撤销导入', 'insight.read': '查看洞察', 'staff.manage': '管理员工', 'store.manage': '管理门店',
  'token.manage': '管理接口令牌', 'setting.edit': '修改设置', 'audit.read': '查看操作记录', backup: '备份', 'community.read': '查看社群',
  'community.edit': '编辑社群', 'referral.read': '查看转介绍', 'referral.edit': '编辑转介绍', 'segment.edit': '编辑人群', 'task.edit': '处理待办', 'outreach.edit': '写群发', 'outreach.approve': '批准群发', 'campaign.read': '查看活动', 'campaign.edit': '编辑活动', 'campaign.waive': '放行合规提示', 'pay.read': '查看收付款', 'pay.refund': '退款与对账',
}, {
  'customer.read': 'See customers', 'customer.edit': 'Edit customers', 'customer.erase': 'Erase personal data', 'customer.export': 'Export customer data', 'phone.reveal': 'See phone numbers in full',
  'order.read': 'See orders', 'order.edit': 'Edit orders', 'product.edit': 'Edit products', 'spend.read': 'See ad spend', 'spend.edit': 'Edit ad spend',
  'import.run': 'Import data', 'import.undo': 'Undo imports', 'insight.read': 'See insight', 'staff.manage': 'Manage staff', 'store.manage': 'Manage stores',
  'token.manage': 'Manage API tokens', 'setting.edit': 'Change settings', 'audit.read': 'See the audit log', backup: 'Back up', 'community.read': 'See communities',
  'community.edit': 'Edit communities', 'referral.read': 'See referrals', 'referral.edit': 'Edit referrals', 'segment.edit': 'Edit segments', 'task.edit': 'Handle tasks', 'outreach.edit': 'Write broadcasts', 'outreach.approve': 'Approve broadcasts', 'campaign.read': 'See campaigns', 'campaign.edit': 'Edit campaigns', 'campaign.waive': 'Publish despite compliance problems', 'pay.read': 'See payments', 'pay.refund': 'Refund and reconcile',
})
