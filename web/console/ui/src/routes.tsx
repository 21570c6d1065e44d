// The index of all pages, one line each. A page is the default export of its module and its own chunk.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { createBrowserHistory } from '@tanstack/history'
import type { ComponentType } from 'react'
import { Broken } from './shell/broken'
import Layout from './shell/layout'
import NotFound from './shell/not-found'
import { patient } from './shell/patient'

type Load = () => Promise<{ default: ComponentType }>

const root = createRootRoute({ component: Outlet })
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Layout })

const page = (path: string, load: Load) => createRoute({ getParentRoute: () => frame, path, component: lazyRouteComponent(patient(load)) })
const alone = (path: string, load: Load) => createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(patient(load)) })

const pages = [
  // 闭环 · the loop
  page('/', () => import('./features/loop/page')),
  page('/evening', () => import('./features/loop/evening-page')),
  // 今日 · today
  page('/today', () => import('./features/today/page')),

  // 客户 · customers, segments
  page('/customers', () => import('./features/customers/list')),
  page('/customers/twins', () => import('./features/customers/twins')),
  page('/customers/ladder', () => import('./features/customers/ladder')),
  page('/customers/segments', () => import('./features/segments/list')),
  page('/customers/segments/new', () => import('./features/segments/new')),
  page('/customers/segments/$id', () => import('./features/segments/page')),
  page('/customers/$id', () => import('./features/customers/profile')),

  // 社群 · communities
  page('/communities', () => import('./features/communities/list')),
  page('/communities/matrix', () => import('./features/communities/matrix')),
  page('/communities/new', () => import('./features/communities/fresh')),
  page('/communities/flows', () => import('./features/communities/flows')),
  page('/communities/codes', () => import('./features/codes/list')),
  page('/communities/capacity', () => import('./features/codes/capacity')),
  page('/communities/codes/$id', () => import('./features/codes/page')),
  page('/communities/settings', () => import('./features/communities/settings')),
  page('/communities/broadcasts', () => import('./features/outreach/list')),
  page('/communities/broadcasts/new', () => import('./features/outreach/edit')),
  page('/communities/broadcasts/policy', () => import('./features/outreach/policy')),
  page('/communities/broadcasts/$id', () => import('./features/outreach/page')),
  page('/communities/$id', () => import('./features/communities/group')),

  // 活动 · campaigns
  page('/campaigns', () => import('./features/campaigns/list')),
  page('/campaigns/landings', () => import('./features/landings/list')),
  page('/campaigns/proofs', () => import('./features/landings/proofs')),
  page('/campaigns/landings/$id', () => import('./features/landings/page')),
  page('/campaigns/new', () => import('./features/campaigns/gallery')),
  page('/campaigns/$id', () => import('./features/campaigns/editor')),
  page('/campaigns/$id/board', () => import('./features/campaigns/board')),

  // 订单 · orders, products
  page('/orders', () => import('./features/orders/list')),
  page('/orders/unmatched', () => import('./features/orders/unmatched')),
  page('/orders/spend', () => import('./features/orders/spend')),
  page('/orders/payments', () => import('./features/pay/payments')),
  page('/orders/bill', () => import('./features/pay/bill')),
  page('/orders/parcels', () => import('./features/parcels/page')),
  page('/orders/$id', () => import('./features/orders/one')),
  page('/products', () => import('./features/products/page')),
  page('/products/$id', () => import('./features/products/shelf')),

  // 礼品与优惠券 · gifts and coupons
  page('/campaigns/gifts', () => import('./features/gifts/page')),

  // 转介绍 · referral
  page('/referral', () => import('./features/referral/page')),
  page('/referral/claims', () => import('./features/referral/claims')),
  page('/referral/tree/$id', () => import('./features/referral/tree')),

  // 洞察 · insight, experiments
  page('/insight', () => import('./features/insight/catalogue')),
  page('/insight/costs', () => import('./features/insight/costs')),
  page('/insight/experiments', () => import('./features/insight/experiments')),
  page('/insight/experiments/new', () => import('./features/insight/experiment-new')),
  page('/insight/experiments/$id', () => import('./features/insight/experiment')),
  page('/insight/$name', () => import('./features/insight/metric-page')),

  // 导入 · imports
  page('/imports', () => import('./features/imports/list')),
  page('/imports/new', () => import('./features/imports/new')),
  page('/imports/$id', () => import('./features/imports/one')),

  // 设置 · settings
  page('/settings', () => import('./features/settings/organisation')),
  page('/settings/stores', () => import('./features/settings/stores')),
  page('/settings/staff', () => import('./features/settings/staff')),
  page('/settings/roles', () => import('./features/settings/roles')),
  page('/settings/metrics', () => import('./features/settings/metrics')),
  page('/settings/standing', () => import('./features/settings/standing')),
  page('/settings/messages', () => import('./features/settings/messages')),
  page('/settings/referral', () => import('./features/settings/referral')),
  page('/settings/official', () => import('./features/channel/official')),
  page('/settings/wechatpay', () => import('./features/pay/merchant')),
  page('/settings/wecom', () => import('./features/channel/wecom')),
  page('/settings/greetings', () => import('./features/channel/greetings')),
  page('/settings/remarks', () => import('./features/channel/remarks')),
  page('/settings/succession', () => import('./features/succession/page')),
  page('/settings/events', () => import('./features/channel/events')),
  page('/settings/tags', () => import('./features/settings/tags')),
  page('/settings/presets', () => import('./features/settings/presets')),
  page('/settings/tokens', () => import('./features/settings/tokens')),
  page('/settings/hooks', () => import('./features/settings/hooks')),
  page('/settings/webhooks', () => import('./features/webhooks/page')),
  page('/settings/audit', () => import('./features/settings/audit')),
  page('/settings/retention', () => import('./features/settings/retention')),
  page('/settings/backup', () => import('./features/settings/backup')),
  page('/settings/jobs', () => import('./features/settings/jobs')),
  page('/settings/demo', () => import('./features/settings/demo')),

  // 账号 · account
  page('/welcome', () => import('./features/welcome/page')),
  page('/start', () => import('./features/welcome/start')),
  page('/account', () => import('./features/account/page')),
  page('/$', () => Promise.resolve({ default: NotFound })),
]

const routeTree = root.addChildren([
  frame.addChildren(pages),
  alone('/login', () => import('./features/account/login')),
  alone('/setup', () => import('./features/account/setup')),
  alone('/password', () => import('./features/account/password-link')),
])

// The search of an address stays text: useQueryState reads and writes it.
const plain = (text: string) => Object.fromEntries(new URLSearchParams(text))
const written = (search: Record<string, unknown>) => {
  const all = new URLSearchParams(Object.entries(search).filter(([, v]) => v !== undefined).map(([k, v]) => [k, String(v)]))
  return all.size > 0 ? `?${all.toString()}` : ''
}

export const router = createRouter({
  routeTree,
  basepath: '/console',
  history: createBrowserHistory(),
  parseSearch: plain,
  stringifySearch: written,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  defaultPendingMs: 300,
  scrollRestoration: true,
})
