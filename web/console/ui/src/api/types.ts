// Short names for the shapes of the API; schema.d.ts is generated from openapi.yaml by `npm run api`.
import type { components, paths } from './schema'

type S = components['schemas']
export type Schema<K extends keyof S> = S[K]
export type Person = S['PersonView']
// Listed is a person of a list of customers.
export type Listed = S['ListedView'] & Person
export type Answer = S['Answer']
export type Metric = S['MetricView']
export type MetricTableData = S['Table']
export type Cell = S['Cell']
export type Column = S['Column']
export type RowsPage = S['RowsView']
export type Evening = S['EveningView']
export type Who = S['Who']
export type Import = S['ImportView']
export type Store = S['Store']
export type Staff = S['Staff']
export type Session = S['Session']

// Query is what a GET path takes behind the question mark.
export type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never

// Permission is a word of org/role.go.
export type Permission =
  | 'customer.read' | 'customer.edit' | 'customer.erase' | 'customer.export' | 'phone.reveal' | 'order.read' | 'order.edit'
  | 'product.edit' | 'spend.read' | 'spend.edit' | 'import.run' | 'import.undo' | 'insight.read' | 'staff.manage' | 'store.manage'
  | 'token.manage' | 'setting.edit' | 'audit.read' | 'backup' | 'community.read' | 'community.edit' | 'referral.read'
  | 'referral.edit' | 'segment.edit' | 'task.edit' | 'outreach.edit' | 'outreach.approve' | 'campaign.read' | 'campaign.edit' | 'campaign.waive' | 'pay.read' | 'pay.refund'
